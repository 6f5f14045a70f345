"""What a decision would do to the figures, before it is made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from pathlib import Path

from pipeline.review.board import Board
from pipeline.review.ground import after
from pipeline.review.impact import Fate, Impact, Tag, Terms, impact
from pipeline.taxonomy.edits import Edit
from pipeline.taxonomy.model import Term, Vocabulary
from pipeline.warehouse.uses import TagUse, uses_beside

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
        """Reports that have one of these uses; one that has several counts once for each fate."""
        return sum(total.reports for total in self.impact.totals.values())

    @property
    def collapsed(self) -> int:
        """Reports in which several tags become one term."""
        return self.impact.collapsed_reports


def preview_of(database: Path, board: Board, facet: str, edits: Sequence[Edit]) -> Preview:
    """The preview of row edits in one facet."""
    vocabulary = after(board.vocabularies[facet], edits)
    changes = board.changes(facet, vocabulary, edits)
    counted = board.counted(facet)
    old = {(facet, raw): form.terms for form, _ in changes for raw, _ in form.spellings}
    new = {(facet, raw): terms for form, terms in changes for raw, _ in form.spellings}
    changed = {tag for tag in new if old[tag] != new[tag]}
    then = {tag: terms for tag, terms in {**counted, **new}.items() if terms}
    concerned = {term_id for tag in changed for term_id in (*old[tag], *new[tag])}
    shown = [*sorted(concerned), *_longest(board, facet, concerned)]
    wanted = set(shown)
    beside = uses_beside(database, sorted(changed | {tag for tag, terms in counted.items() if wanted & set(terms)}))
    spellings = [(raw, uses) for form, _ in changes for raw, uses in form.spellings if (facet, raw) in changed]
    return Preview(
        facet,
        impact(beside, counted, then),
        tuple(_chart(vocabulary, edits, shown, concerned, beside, counted, then)),
        tuple(edits),
        tuple(sorted(spellings, key=lambda pair: (-pair[1], pair[0]))),
    )


def _longest(board: Board, facet: str, but: set[str]) -> list[str]:
    uses = board.uses_by_term(facet)
    return [term_id for term_id, _ in uses.most_common(OTHERS + len(but)) if term_id not in but][:OTHERS]


def _chart(
    vocabulary: Vocabulary,
    edits: Iterable[Edit],
    shown: Iterable[str],
    concerned: set[str],
    uses: Sequence[TagUse],
    before: Lookup[Tag, Terms],
    now: Lookup[Tag, Terms],
) -> list[Bar]:
    named = {edit.after.term_id: edit.after.label for edit in edits if isinstance(edit.after, Term)}
    old, new = _counts(uses, before), _counts(uses, now)
    bars = []
    for term_id in shown:
        term = vocabulary.by_id.get(term_id)
        label = term.label if term else named.get(term_id, term_id)
        (was, had), (now_is, has) = old.get(term_id, (0, 0)), new.get(term_id, (0, 0))
        bars.append(Bar(term_id, label, was, now_is, had, has, term_id in concerned))
    return sorted(bars, key=lambda bar: (-max(bar.uses_before, bar.uses_after), bar.label))


def _counts(uses: Iterable[TagUse], terms: Lookup[Tag, Terms]) -> dict[str, tuple[int, int]]:
    """Uses and reports of each term."""
    counted: Counter[str] = Counter()
    reports: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        for term_id in terms.get((use.facet, use.raw), ()):
            counted[term_id] += use.uses
            reports[term_id].add(use.report_id)
    return {term_id: (number, len(reports[term_id])) for term_id, number in counted.items()}
