"""Why a tag means what it means, and the lines of the reports behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tagfold.matching.decision import Decision
from tagfold.matching.form import normal_form
from tagfold.warehouse.reading import reading
from tagfold.warehouse.runs import last_run
from tagfold.warehouse.trace import TermTrace, Use, spellings_of, term_trace, uses_of


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision with its term and its runner-up, as the database knows them."""

    decision: Decision
    term: TermTrace | None
    runner_up: TermTrace | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of a tag: `decisions` has one for each part of it, `places` the first of its `uses`."""

    facet: str
    value: str
    form: str
    decisions: list[Explained]
    spellings: list[tuple[str, int]]
    places: list[Use]

    @property
    def uses(self) -> int:
        """How often the tag is used, in any spelling of its form."""
        return sum(uses for _, uses in self.spellings)


def explain(database: Path, facet: str, value: str, decisions: Sequence[Decision], limit: int) -> Explanation:
    """What the database holds about `value`, with at most `limit` places of use."""
    form = normal_form(value).text
    with reading(database) as db:

        def known(term_id: str | None) -> TermTrace | None:
            return term_trace(db, term_id) if term_id else None

        spellings = spellings_of(db, facet, form)
        sources = last_run(db).sources
        places = uses_of(db, facet, [raw for raw, _ in spellings], limit)
        if len(sources) == 1:
            places = [Use(use.raw, str(PurePosixPath(sources[0]) / use.path), use.line, use.title) for use in places]
        explained = [Explained(one, known(one.term_id), known(one.runner_up_id)) for one in decisions]
    return Explanation(facet, value, form, explained, spellings, places)
