"""A first taxonomy: similar new tags put together, as a table of decisions for a person to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

from tagfold.matching.clusters import Member, clusters
from tagfold.matching.form import form_key
from tagfold.matching.scorer import Scorer
from tagfold.review.plan import DECISION_COLUMNS
from tagfold.warehouse.queries import Spelling, spellings

_USED = tuple(column for column in DECISION_COLUMNS if column != "language")
DRAFT_COLUMNS = (*_USED, "uses", "score")
"""Those of a table of decisions, and what a person goes by: uses, and how likely the tag means the label (0 to 1)."""


def draft(
    database: Path, facets: Collection[str], scorer: Scorer | None, least: int = 1
) -> tuple[list[tuple[str, ...]], int]:
    """The rows of a table of decisions about the new tags of some facets, one for each tag, and how many terms it has.

    Each cluster of tags is a term, called by its most used spelling; the most used come first. Clusters with fewer than
    `least` uses are left out.
    """
    rows: list[tuple[str, ...]] = []
    terms, found = 0, spellings(database)
    for facet in sorted(facets):
        tags = [tag for tag in found if tag.facet == facet and tag.outcome == "new"]
        for group in _groups(tags, scorer):
            if sum(tag.uses for tag, _ in group) >= least:
                terms += 1
                rows += _decisions(facet, group)
    return rows, terms


def _groups(tags: list[Spelling], scorer: Scorer | None) -> list[list[tuple[Spelling, Member]]]:
    """The clusters, the most used first, and in each its label first."""
    often = [tag.raw for tag in tags for _ in range(tag.uses)]
    member_of = {member.raw: member for member in clusters(often, scorer)}
    groups: dict[str, list[tuple[Spelling, Member]]] = defaultdict(list)
    for tag in tags:
        groups[member_of[tag.raw].label].append((tag, member_of[tag.raw]))
    for group in groups.values():
        group.sort(key=lambda item: (item[0].raw != item[1].label, -item[0].uses, item[0].raw))
    return sorted(groups.values(), key=lambda group: (-sum(tag.uses for tag, _ in group), group[0][0].raw))


def _decisions(facet: str, group: list[tuple[Spelling, Member]]) -> Iterator[tuple[str, ...]]:
    """The new term, and an accept for each tag of another form."""
    label = " ".join(group[0][1].label.replace("_", " ").split())  # a hashtag has no spaces
    known: set[str] = set()
    for tag, member in group:
        if (key := form_key(tag.raw)) and key not in known:
            first = not known
            known.add(key)
            cells = {"facet": facet, "action": "new_term" if first else "accept", "tag": tag.raw}
            cells |= {"label": label} if first else {"term": label}
            yield (*(cells.get(column, "") for column in _USED), str(tag.uses), f"{member.score:.2f}")
