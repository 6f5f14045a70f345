"""What a file from outside says, in one shape for every format."""

from __future__ import annotations

from dataclasses import dataclass

from tagfold.taxonomy.model import Basis, Judgement


@dataclass(frozen=True, slots=True)
class Statement:
    """`variant`, or its part number `part`, is (or is not) the term called `label`.

    Without a variant it only says that there is such a term. `term_id` is filled where the file names one of
    this taxonomy's own terms. `place` says where in the file. `doubt` says why the statement cannot be taken
    as it is, in a sentence for people; such a statement is shown, never dropped.
    """

    label: str
    variant: str = ""
    part: int = 1
    term_id: str = ""
    judgement: Judgement = Judgement.ACCEPT
    basis: Basis = Basis.OTHER
    confidence: float | None = None
    place: str = ""
    note: str = ""
    doubt: str = ""
