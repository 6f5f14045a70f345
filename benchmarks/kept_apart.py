"""Tags of the gold standard that are kept apart: nothing is fitted on a concept that has one for a spelling."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sets import Labelled
from tagfold.matching.form import normal_form
from tagfold.reports.report import Tag
from tagfold.reports.tags import scan_tags

KEPT_APART = "gold/kept_apart.csv"
"""Where the hashes are, in the folder that the labelled sets are in too."""


@dataclass(frozen=True)
class KeptApart:
    """`hashes` of tags as typed. `keys` are of those that a report has, since a hash hides how else a tag is written:
    `eco packaging` is the tag `eco-packaging`.
    """

    hashes: frozenset[str]
    keys: frozenset[str]

    def has(self, text: str) -> bool:
        """Whether a text is such a tag, spelling habits aside."""
        return hashed(text) in self.hashes or normal_form(text).key in self.keys


def read_kept_apart(shared: Path) -> KeptApart:
    """The hashes, and the reports below corpus/reports that show what they are of."""
    with (shared / KEPT_APART).open(encoding="utf-8", newline="") as lines:
        hashes = frozenset(cell for row in csv.reader(lines) for cell in row)
    found = tags_of(shared / "corpus" / "reports")
    return KeptApart(hashes, frozenset(normal_form(raw).key for raw in set(found) if hashed(raw) in hashes))


def tags_of(folder: Path) -> Iterator[str]:
    """The tags of all reports below a folder, as typed."""
    for path in sorted(folder.rglob("*.md")):
        found = scan_tags(path.read_text(encoding="utf-8", errors="replace"))
        yield from (one.raw for one in found if isinstance(one, Tag))


def hashed(text: str) -> str:
    """SHA-256 of a tag, case-folded with single spaces."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def without_concepts_of(labelled: Labelled, kept: Callable[[str], bool]) -> Labelled:
    """Without the concepts of which one spelling is kept from the fit."""
    hidden = {concept for variant, concept in labelled.rows if kept(variant) or kept(concept)}
    return Labelled(labelled.name, tuple(row for row in labelled.rows if row[1] not in hidden))


def keys_held_out(sets: Iterable[Labelled]) -> frozenset[str]:
    """The keys of all spellings of the concepts that the sets hold out."""
    rows = (row for whole in sets for row in whole.half(held_out=True).rows)
    return frozenset(normal_form(text).key for row in rows for text in row)
