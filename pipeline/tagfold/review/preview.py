"""What decisions would do to the figures, before they are made: counted, in lines for a person, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import asdict, dataclass
from pathlib import Path

from tagfold.finding import counted
from tagfold.review.impact import FacetValue, Impact, UseChange, impact, merged_terms
from tagfold.review.state import ReviewState
from tagfold.taxonomy.edits import Edit, edited
from tagfold.taxonomy.model import Term, Vocabulary
from tagfold.warehouse.queries import reports_with, uses_beside

BARS_FOR_COMPARISON = 6
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

    It counts the forms that the decision names. Forms that may then be decided automatically come on top.
    """

    facet: str
    impact: Impact
    chart: tuple[Bar, ...]
    edits: tuple[Edit, ...]
    spellings: tuple[tuple[str, int], ...]

    def label(self, facet: str, term_id: str) -> str:
        """The label of a term that changes, as `impact_lines` asks for it."""
        return next((bar.label for bar in self.chart if (self.facet, bar.term_id) == (facet, term_id)), term_id)


class ReportCounts:
    """In how many reports each term is, by the spellings that count for it: asked of a database once for each."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._known: dict[FacetValue, tuple[list[str], int]] = {}

    def reports(self, facet: str, spellings: Lookup[str, list[str]]) -> dict[str, int]:
        """For each term id the reports with one of its spellings."""
        nothing: tuple[list[str], int] = ([], 0)
        asked = {t: raws for t, raws in spellings.items() if self._known.get((facet, t), nothing)[0] != raws}
        if asked:
            found = reports_with(self.database, facet, asked)
            self._known.update({(facet, t): (raws, found.get(t, 0)) for t, raws in asked.items()})
        return {t: self._known.get((facet, t), nothing)[1] for t in spellings}


def preview_of(report_counts: ReportCounts, state: ReviewState, facet: str, edits: Sequence[Edit]) -> Preview:
    """The preview of row edits in one facet. `report_counts` may be kept for the next one."""
    vocabulary = edited(state.vocabularies[facet], edits)
    changes = state.changes(facet, vocabulary)
    old = {(facet, raw): form.terms for form, _ in changes for raw, _ in form.spellings}
    new = {(facet, raw): terms for form, terms in changes for raw, _ in form.spellings}
    changed = {tag for tag in new if old[tag] != new[tag]}
    beside = uses_beside(report_counts.database, sorted(changed))
    before = {tag: state.counts_for(*tag) for tag in {(use.facet, use.raw) for use in beside}}
    found = impact(beside, before, {**before, **new}, merged_terms(state.vocabularies[facet], vocabulary))
    concerned = {term_id for tag in changed for term_id in (*old[tag], *new[tag])}
    shown = [*sorted(concerned), *_longest(state, facet, concerned)]
    spellings = [(raw, uses) for form, _ in changes for raw, uses in form.spellings if (facet, raw) in changed]
    return Preview(
        facet,
        found,
        tuple(_chart(report_counts, state, vocabulary, edits, shown, concerned, found)),
        tuple(edits),
        tuple(sorted(spellings, key=lambda pair: (-pair[1], pair[0]))),
    )


def _longest(state: ReviewState, facet: str, but: set[str]) -> list[str]:
    uses = state.uses_by_term(facet)
    return [term_id for term_id, _ in uses.most_common(BARS_FOR_COMPARISON + len(but)) if term_id not in but][
        :BARS_FOR_COMPARISON
    ]


def _chart(
    report_counts: ReportCounts,
    state: ReviewState,
    vocabulary: Vocabulary,
    edits: Iterable[Edit],
    shown: Sequence[str],
    concerned: set[str],
    found: Impact,
) -> list[Bar]:
    """What each term has now, and then: that, with what the impact gives and takes."""
    facet = vocabulary.facet.name
    named = {edit.after.term_id: edit.after.label for edit in edits if isinstance(edit.after, Term)}
    uses, reports = state.uses_by_term(facet), report_counts.reports(facet, state.spellings_of(facet, shown))
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


Label = Callable[[str, str], str]
"""From facet and term id to the label to show."""


def impact_lines(impact: Impact, label: Label, limit: int) -> Iterator[str]:
    """Lines for a person: totals, then the largest flows, then the terms; `limit` of each, 0 is all."""
    if not impact.flows:
        yield "No effect on the counts: each tag counts for the same terms as before."
        return
    for change in UseChange:
        total = impact.totals[change]
        yield f"Uses {change}: {total.uses:,} in {counted(total.reports, 'report')}"
    together = impact.collapsed
    where = f"{together.uses:,} in {counted(together.reports, 'report')}"
    yield f"Duplicates merged: {where} (tags of one report that become one term)"
    yield f"Reports affected: {impact.reports:,}"
    yield "From term to term:"
    lines = []
    for flow in impact.flows:
        ways = [_named(flow.facet, terms, label) for terms in (flow.before, flow.after)]
        sizes = (flow.uses, "use"), (flow.reports, "report"), (flow.tags, "spelling")
        lines.append(f"{flow.facet}: {ways[0]} -> {ways[1]}: {', '.join(counted(*size) for size in sizes)}")
    yield from _first(lines, limit)
    yield "By term:"
    by_size = sorted(impact.terms, key=lambda term: (-term.uses_gained - term.uses_lost, term.facet, term.term_id))
    lines = [
        f"{term.facet}: {label(term.facet, term.term_id)} ({term.term_id}): "
        f"uses +{term.uses_gained:,} -{term.uses_lost:,}, reports +{term.reports_gained:,} -{term.reports_lost:,}, "
        f"collapsed in {term.collapsed:,}"
        for term in by_size
    ]
    yield from _first(lines, limit)


def chart_lines(chart: Sequence[Bar], limit: int) -> Iterator[str]:
    """The terms of a chart that change, before and after; `limit` of them, 0 is all."""
    changed = [bar for bar in chart if bar.changed]
    if changed:
        yield "The chart, before -> after:"
    lines = [
        f"{bar.label} ({bar.term_id}): {bar.uses_before:,} -> {counted(bar.uses_after, 'use')}, "
        f"{bar.reports_before:,} -> {counted(bar.reports_after, 'report')}"
        for bar in changed
    ]
    yield from _first(lines, limit)


def impact_json(impact: Impact) -> dict[str, object]:
    """The impact as values that JSON knows."""
    return {
        "totals": {change.value: asdict(impact.totals[change]) for change in UseChange},
        "reports": impact.reports,
        "collapsed": asdict(impact.collapsed),
        "flows": [{"fate": flow.change.value, **asdict(flow)} for flow in impact.flows],
        "terms": [asdict(term) for term in impact.terms],
    }


def _named(facet: str, terms: Sequence[str], label: Label) -> str:
    return " and ".join(f"{label(facet, term_id)} ({term_id})" for term_id in terms) or "no term"


def _first(lines: Sequence[str], limit: int) -> Iterator[str]:
    for line in lines[: limit or None]:
        yield f"  {line}"
    if limit and len(lines) > limit:
        yield f"  … and {len(lines) - limit:,} more; --limit 0 shows all"
