"""An impact in words for a person, and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from tagfold.review.impact import Fate, Impact
from tagfold.review.preview import Bar

Label = Callable[[str, str], str]
"""From facet and term id to the label to show."""


def screen(impact: Impact, label: Label, limit: int) -> Iterator[str]:
    """Lines for a person: totals, then the largest flows, then the terms; `limit` of each, 0 is all."""
    if not impact.flows:
        yield "In the database nothing moves: each tag counts for the terms it counted for."
        return
    for fate in Fate:
        total = impact.totals[fate]
        yield f"Uses {fate}: {total.uses:,} in {total.reports:,} reports"
    together = impact.collapsed
    yield f"Uses collapsed: {together.uses:,} in {together.reports:,} reports (tags of one report that become one term)"
    yield f"Reports concerned: {impact.reports:,}"
    yield "From term to term:"
    lines = []
    for flow in impact.flows:
        ways = [_named(flow.facet, terms, label) for terms in (flow.before, flow.after)]
        lines.append(
            f"{flow.facet}: {ways[0]} -> {ways[1]}: {flow.uses:,} uses, {flow.reports:,} reports, "
            f"{flow.tags:,} spellings"
        )
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
        f"{bar.label} ({bar.term_id}): {bar.uses_before:,} -> {bar.uses_after:,} uses, "
        f"{bar.reports_before:,} -> {bar.reports_after:,} reports"
        for bar in changed
    ]
    yield from _first(lines, limit)


def plain(impact: Impact) -> dict[str, object]:
    """The impact as values that JSON knows."""
    return {
        "totals": {fate.value: asdict(impact.totals[fate]) for fate in Fate},
        "reports": impact.reports,
        "collapsed": asdict(impact.collapsed),
        "flows": [{"fate": flow.fate.value, **asdict(flow)} for flow in impact.flows],
        "terms": [asdict(term) for term in impact.terms],
    }


def _named(facet: str, terms: Sequence[str], label: Label) -> str:
    return " and ".join(f"{label(facet, term_id)} ({term_id})" for term_id in terms) or "no term"


def _first(lines: Sequence[str], limit: int) -> Iterator[str]:
    for line in lines[: limit or None]:
        yield f"  {line}"
    if limit and len(lines) > limit:
        yield f"  … and {len(lines) - limit:,} more; --limit 0 shows all"
