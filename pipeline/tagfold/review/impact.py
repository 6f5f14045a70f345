"""What another taxonomy does to the figures: uses and reports moved, collapsed, newly mapped, lost.

`impact` is pure, so that it answers "what did this release do" and "what would this decision do".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tagfold.matching.all_facets import decide_all
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.scorer import Scorer
from tagfold.taxonomy.model import Status, Taxonomy, Vocabulary
from tagfold.warehouse.queries import TagUse, distinct_tags, uses_beside

COUNTED = (Outcome.MAPPED, Outcome.AUTO)
"""The outcomes that figures count."""

FacetValue = tuple[str, str]
"""Facet and value as typed."""

TermIds = tuple[str, ...]


class UseChange(StrEnum):
    """What becomes of a use."""

    MOVED = "moved"  # from terms to other terms
    NEWLY_MAPPED = "newly mapped"
    LOST = "lost"  # counted before, no longer


@dataclass(frozen=True, slots=True)
class Flow:
    """Uses of one facet that go one way: from the terms `before` to the terms `after`, either of which may be none.

    `tags` are the distinct values, `uses` their uses, `reports` the reports they are in.
    """

    facet: str
    before: TermIds
    after: TermIds
    tags: int
    uses: int
    reports: int

    @property
    def change(self) -> UseChange:
        if not self.before:
            return UseChange.NEWLY_MAPPED
        return UseChange.MOVED if self.after else UseChange.LOST


@dataclass(frozen=True, slots=True)
class TermImpact:
    """What one term gains and loses, in uses and in reports that have it.

    `collapsed` counts the reports in which several tags that meant different things before now mean this term.
    """

    facet: str
    term_id: str
    uses_gained: int
    uses_lost: int
    reports_gained: int
    reports_lost: int
    collapsed: int


@dataclass(frozen=True, slots=True)
class Total:
    """How many uses share a fate, and in how many reports."""

    uses: int
    reports: int


@dataclass(frozen=True)
class Impact:
    """Flows, the largest first; terms, by id; totals of each fate; and `reports`, those that have any of these uses.

    `collapsed` are the uses that become one with another of their report: of three tags with three meanings that
    mean one term now, two. Its reports are those where that happens.
    """

    flows: tuple[Flow, ...]
    terms: tuple[TermImpact, ...]
    totals: Lookup[UseChange, Total]
    reports: int
    collapsed: Total


def terms_of(decisions: Iterable[Decision]) -> dict[FacetValue, TermIds]:
    """The terms that figures count for each tag, by part, each once; tags without one are left out."""
    found: dict[FacetValue, dict[str, None]] = {}
    for decision in sorted(decisions, key=lambda decision: (decision.facet, decision.raw, decision.part)):
        if decision.outcome in COUNTED and decision.term_id:
            found.setdefault((decision.facet, decision.raw), {})[decision.term_id] = None
    return {tag: tuple(terms) for tag, terms in found.items()}


def merged_terms(before: Vocabulary, after: Vocabulary) -> dict[FacetValue, str]:
    """For each term, by facet and id, that is in use `before` and another term's `after`: the id of that term."""
    found: dict[FacetValue, str] = {}
    for term in before.terms:
        now = after.current(term.term_id)
        if term.status is Status.ACTIVE and now and now.term_id != term.term_id:
            found[before.facet.name, term.term_id] = now.term_id
    return found


def impact(
    uses: Sequence[TagUse],
    before: Lookup[FacetValue, TermIds],
    after: Lookup[FacetValue, TermIds],
    merged: Lookup[FacetValue, str] | None = None,
) -> Impact:
    """Compare what `uses` count for. Beside the tags that change, `uses` must hold the tags of the same reports
    and facet, for the reports of a term to come out right; more does not matter. `merged` are terms that another one
    replaced, as `merged_terms` gives them.
    """
    flows: dict[tuple[str, TermIds, TermIds], list[TagUse]] = defaultdict(list)
    for use in uses:
        old, new = before.get((use.facet, use.raw), ()), after.get((use.facet, use.raw), ())
        if set(old) != set(new):
            flows[use.facet, old, new].append(use)
    counted = [_flow(way, along) for way, along in flows.items()]
    collapsed = dict(_collapsed(uses, before, after, merged or {}))
    terms = tuple(_terms(flows, uses, before, after, collapsed))
    return Impact(
        tuple(sorted(counted, key=lambda flow: (-flow.uses, flow.facet, flow.before, flow.after))),
        terms,
        {change: _total(change, list(zip(counted, flows.values(), strict=True))) for change in UseChange},
        len({use.report_id for along in flows.values() for use in along}),
        Total(sum(collapsed.values()), len({report for _, report, _ in collapsed})),
    )


def impact_on(database: Path, before: Taxonomy, after: Taxonomy, scorer: Scorer | None = None) -> Impact:
    """The impact on the reports of a database. Raises WarehouseError if it cannot be read."""
    tags = distinct_tags(database)
    old, new = (terms_of(decide_all(taxonomy, tags, scorer)) for taxonomy in (before, after))
    changed = [tag for tag in tags if set(old.get(tag, ())) != set(new.get(tag, ()))]
    merged: dict[FacetValue, str] = {}
    for name, vocabulary in before.vocabularies.items():
        if now := after.vocabularies.get(name):
            merged |= merged_terms(vocabulary, now)
    return impact(uses_beside(database, changed), old, new, merged)


def _flow(way: tuple[str, TermIds, TermIds], along: Sequence[TagUse]) -> Flow:
    facet, before, after = way
    tags, reports = {use.raw for use in along}, {use.report_id for use in along}
    return Flow(facet, before, after, len(tags), sum(use.uses for use in along), len(reports))


def _total(change: UseChange, flows: Sequence[tuple[Flow, list[TagUse]]]) -> Total:
    uses = [use for flow, along in flows if flow.change is change for use in along]
    return Total(sum(use.uses for use in uses), len({use.report_id for use in uses}))


def _terms(
    flows: Lookup[tuple[str, TermIds, TermIds], list[TagUse]],
    uses: Sequence[TagUse],
    before: Lookup[FacetValue, TermIds],
    after: Lookup[FacetValue, TermIds],
    places: Iterable[tuple[str, str, str]],
) -> Iterator[TermImpact]:
    gained, lost = Counter[FacetValue](), Counter[FacetValue]()
    for (facet, old, new), along in flows.items():
        number = sum(use.uses for use in along)
        gained.update({(facet, term_id): number for term_id in set(new) - set(old)})
        lost.update({(facet, term_id): number for term_id in set(old) - set(new)})
    collapsed = Counter((facet, term_id) for facet, _, term_id in places)
    had, has = _reports(uses, before), _reports(uses, after)
    for term in sorted({*gained, *lost, *collapsed}):
        more, less = has[term] - had[term], had[term] - has[term]
        yield TermImpact(*term, gained[term], lost[term], len(more), len(less), collapsed[term])


def _reports(uses: Iterable[TagUse], terms: Lookup[FacetValue, TermIds]) -> defaultdict[FacetValue, set[str]]:
    """The reports that have each (facet, term)."""
    found = defaultdict[FacetValue, set[str]](set)
    for use in uses:
        for term_id in terms.get((use.facet, use.raw), ()):
            found[use.facet, term_id].add(use.report_id)
    return found


def _collapsed(
    uses: Iterable[TagUse],
    before: Lookup[FacetValue, TermIds],
    after: Lookup[FacetValue, TermIds],
    merged: Lookup[FacetValue, str],
) -> Iterator[tuple[tuple[str, str, str], int]]:
    """Each (facet, report, term) where different things before are the term now, with how many of them are lost.

    The term itself is one of them, if a tag had it; so is each term that was merged into it. A tag that gains the term
    in another way brings the terms that it lost, or if it lost none, itself: two tags without a term that gain one
    collapse as well.
    """
    meant: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for use in uses:
        old, new = before.get((use.facet, use.raw), ()), after.get((use.facet, use.raw), ())
        gone = {term_id: merged.get((use.facet, term_id)) for term_id in old if term_id not in new}
        moved = [term_id for term_id, into in gone.items() if into is None]
        for term_id in new:
            own = {lost for lost, into in gone.items() if into == term_id} | ({term_id} & set(old))
            meant[use.facet, use.report_id, term_id].update(own or moved or [f"tag {use.raw}"])
    for place, meanings in meant.items():
        if len(meanings) > 1:
            yield place, len(meanings) - 1
