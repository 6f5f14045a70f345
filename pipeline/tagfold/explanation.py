"""Why a tag means what it means, and the lines of the reports behind it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tagfold.matching.decision import Decision
from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.semantic.selection import choose
from tagfold.settings import EncoderChoice
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import vocabulary_of
from tagfold.warehouse.queries import TermTrace, Use, spellings_of, term_trace, uses_of
from tagfold.warehouse.reading import reading
from tagfold.warehouse.runs import last_run, report_root


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision with its term and its runner-up, as the database knows them."""

    decision: Decision
    term: TermTrace | None
    runner_up: TermTrace | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of a tag: `decisions` has one for each part of it, `places` the first of its `uses`.

    `made_with` is the version of the taxonomy that the database was made with, and `up_to_date` whether it was made
    with this one as it is now.
    """

    facet: str
    value: str
    form: str
    decisions: list[Explained]
    spellings: list[tuple[str, int]]
    places: list[Use]
    version: str
    made_with: str
    up_to_date: bool

    @property
    def uses(self) -> int:
        """How often the tag is used, in any spelling of its form."""
        return sum(uses for _, uses in self.spellings)


def explain(
    database: Path, taxonomy: tuple[Path, str], encoders: EncoderChoice, facet: str, value: str, limit: int
) -> Explanation:
    """What `value` means under a taxonomy (its folder and version), and what the database holds about it.

    At most `limit` places of use are listed.
    """
    folder, version = taxonomy
    read = read_taxonomy(folder, version)
    vocabulary = vocabulary_of(read.vocabularies, facet)
    form = normal_form(value).text
    with reading(database) as db:

        def known(term_id: str | None) -> TermTrace | None:
            return term_trace(db, term_id) if term_id else None

        run, spellings = last_run(db), spellings_of(db, facet, form)
        places = uses_of(db, facet, [raw for raw, _ in spellings], limit)
        root = report_root(run, database)
        places = [Use(use.raw, str(root / use.path), use.line, use.title) for use in places]
        decisions = Matcher(vocabulary, choose(encoders, folder).scorer).decide(value)
        explained = [Explained(one, known(one.term_id), known(one.runner_up_id)) for one in decisions]
    up_to_date = run.taxonomy_sha256 == read.sha256
    return Explanation(facet, value, form, explained, spellings, places, version, run.taxonomy_version, up_to_date)
