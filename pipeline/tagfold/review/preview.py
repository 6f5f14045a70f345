"""What a decision would do to the figures, before it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from pathlib import Path

from tagfold.review.board import Board
from tagfold.review.ground import after
from tagfold.review.impact import Fate, Impact, Tag, Total, impact, merged_terms
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Term, Vocabulary
from tagfold.warehouse.uses import reports_with, uses_beside

OTHERS = 6
"""Bars of terms that do not change, for comparison."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A term in the chart of its facet, before and after. `changed` is False for one shown for comparison."""

    term_id: str
    label: str
    uses_before: int
    uses_after: int
    reports_before: int
    reports_after: int
    changed: bool


@dataclass(frozen=True)
class Preview:
    """What would change: the impact, the chart's bars (the longest first), and the rows of files, before and after.

    It counts the forms that the decision names. Forms that the machine may then decide by themselves come on top.
    """

    facet: str
    impact: Impact
    chart: tuple[Bar, ...]
    edits: tuple[Edit, ...]
    spellings: tuple[tuple[str, int], ...]

    def label(self, facet: str, term_id: str) -> str:
        """The label of a term that changes, as `impact_words` asks for it."""
        return next((bar.label for bar in self.chart if (self.facet, bar.term_id) == (facet, term_id)), term_id)

    @property
    def newly_mapped(self) -> int:
        """Uses that no figure counted and that would count."""
        return self.impact.totals[Fate.NEWLY_MAPPED].uses

    @property
    def moved(self) -> int:
        """Uses that would count for another term."""
        return self.impact.totals[Fate.MOVED].uses

    @property
    def lost(self) -> int:
        """Uses that would count no longer."""
        return self.impact.totals[Fate.LOST].uses

    @property
    def reports(self) -> int:
        """Reports that have one of these uses."""
        return self.impact.reports

    @property
    def collapsed(self) -> Total:
        """Uses that become one with another of their report, and the reports where that happens."""
        return self.impact.collapsed


class Reach:
    """In how many reports each term stands, by the spellings that count for it: asked of a database once for each."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._known: dict[Tag, tuple[list[str], int]] = {}

    def reports(self, facet: str, spellings: Lookup[str, list[str]]) -> dict[str, int]:
        """For each term id the reports in which one of its spellings stands."""
        nothing: tuple[list[str], int] = ([], 0)
        asked = {t: raws for t, raws in spellings.items() if self._known.get((facet, t), nothing)[0] != raws}
        if asked:
            found = reports_with(self.database, facet, asked)
            self._known.update({(facet, t): (raws, found.get(t, 0)) for t, raws in asked.items()})
        return {t: self._known.get((facet, t), nothing)[1] for t in spellings}


def preview_of(reach: Reach, board: Board, facet: str, edits: Sequence[Edit]) -> Preview:
    """The preview of row edits in one facet. `reach` may be kept for the next one."""
    vocabulary = after(board.vocabularies[facet], edits)
    changes = board.changes(facet, vocabulary)
    old = {(facet, raw): form.terms for form, _ in changes for raw, _ in form.spellings}
    new = {(facet, raw): terms for form, terms in changes for raw, _ in form.spellings}
    changed = {tag for tag in new if old[tag] != new[tag]}
    beside = uses_beside(reach.database, sorted(changed))
    before = {tag: board.counts_for(*tag) for tag in {(use.facet, use.raw) for use in beside}}
    found = impact(beside, before, {**before, **new}, merged_terms(board.vocabularies[facet], vocabulary))
    concerned = {term_id for tag in changed for term_id in (*old[tag], *new[tag])}
    shown = [*sorted(concerned), *_longest(board, facet, concerned)]
    spellings = [(raw, uses) for form, _ in changes for raw, uses in form.spellings if (facet, raw) in changed]
    return Preview(
        facet,
        found,
        tuple(_chart(reach, board, vocabulary, edits, shown, concerned, found)),
        tuple(edits),
        tuple(sorted(spellings, key=lambda pair: (-pair[1], pair[0]))),
    )


def _longest(board: Board, facet: str, but: set[str]) -> list[str]:
    uses = board.uses_by_term(facet)
    return [term_id for term_id, _ in uses.most_common(OTHERS + len(but)) if term_id not in but][:OTHERS]


def _chart(
    reach: Reach,
    board: Board,
    vocabulary: Vocabulary,
    edits: Iterable[Edit],
    shown: Sequence[str],
    concerned: set[str],
    found: Impact,
) -> list[Bar]:
    """What each term has now, and then: that, with what the impact gives and takes."""
    facet = vocabulary.facet.name
    named = {edit.after.term_id: edit.after.label for edit in edits if isinstance(edit.after, Term)}
    uses, reports = board.uses_by_term(facet), reach.reports(facet, board.spellings_of(facet, shown))
    moved = {term.term_id: term for term in found.terms}
    bars = []
    for term_id in shown:
        term, here = vocabulary.by_id.get(term_id), moved.get(term_id)
        label = term.label if term else named.get(term_id, term_id)
        was, had = uses[term_id], reports[term_id]
        then = was + (here.uses_gained - here.uses_lost if here else 0)
        has = had + (here.reports_gained - here.reports_lost if here else 0)
        bars.append(Bar(term_id, label, was, then, had, has, term_id in concerned))
    return sorted(bars, key=lambda bar: (-max(bar.uses_before, bar.uses_after), bar.label))
