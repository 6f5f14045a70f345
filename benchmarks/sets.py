"""The human-curated sets, read and split by concept: what is held out is never fitted on."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from tagfold.matching.form import normal_form

HELD_OUT = 2
"""Of five concepts, how many are held out."""


@dataclass(frozen=True)
class Labelled:
    """Spellings with the concept that people gave them."""

    name: str
    rows: tuple[tuple[str, str], ...]

    def half(self, held_out: bool) -> Labelled:
        """The part to fit on, or the part held out."""
        rows = tuple(row for row in self.rows if is_held_out(self.name, row[1]) is held_out)
        return Labelled(self.name, rows)


def is_held_out(name: str, concept: str) -> bool:
    """Decided by the concept's name alone, so that it stays the same when a set grows."""
    return hashlib.sha256(f"{name}/{concept}".encode()).digest()[0] % 5 < HELD_OUT


def read_set(folder: Path, *, latin_only: bool = False) -> Labelled:
    """A folder's variants.csv, in file order; with `latin_only`, without what has no Latin letter."""
    with (folder / "variants.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(row["variant"], row["canonical"]) for row in csv.DictReader(lines)]
    kept = [row for row in rows if normal_form(row[0]).key and (not latin_only or row[0].isascii())]
    return Labelled(folder.name, tuple(kept))


def read_taxonomy_pairs(folder: Path) -> Labelled:
    """A facet of a taxonomy as a set: accepted variants of exactly one term, and the labels."""
    with (folder / "terms.csv").open(encoding="utf-8", newline="") as lines:
        labels = {row["term_id"]: row["label"] for row in csv.DictReader(lines)}
    rows = [(label, label) for label in labels.values()]
    with (folder / "mappings.csv").open(encoding="utf-8", newline="") as lines:
        mappings = list(csv.DictReader(lines))
    parts = {row["variant"] for row in mappings if row["part"] != "1"}
    rows += [
        (row["variant"], labels[row["term_id"]])
        for row in mappings
        if row["judgement"] == "accept" and row["variant"] not in parts and row["term_id"] in labels
    ]
    return Labelled(f"taxonomy {folder.name}", tuple(rows))
