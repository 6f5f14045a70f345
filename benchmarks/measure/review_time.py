"""How long the desk takes where 100,000 forms wait.

    python -m benchmarks.measure.review_time [FORMS]

Builds a database of as many made-up tags, about half of them near a term, and prints seconds and milliseconds.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from tagfold.matching.word_frequencies import listed_words
from tagfold.records import csv_bytes
from tagfold.review.actions import Accept, MarkNotATag, NewTerm, Reject
from tagfold.review.session import ReviewSession
from tagfold.taxonomy.codec import FACET_COLUMNS, MAPPING_COLUMNS, TERM_COLUMNS
from tagfold.warehouse.publish import building

Result = TypeVar("Result")
TERMS = 2_000
TIMES = 20


def main(forms: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as aside:
        folder, database = Path(aside) / "taxonomy", Path(aside) / "tagfold.duckdb"
        rng = random.Random(5)
        words = sorted(word for word in listed_words(3.0) if word.isalpha() and len(word) > 3)
        labels = sorted({" ".join(rng.sample(words, 2)) for _ in range(TERMS)})
        _write_taxonomy(folder, labels)
        _write_database(database, list(_tags(rng, words, labels, forms)), labels)
        started = time.perf_counter()
        desk = ReviewSession(folder, database, "ada", lambda: datetime.now(UTC))
        sys.stdout.write(f"{desk.count():,} items wait, {len(labels):,} terms\n")
        sys.stdout.write(f"open the desk: {time.perf_counter() - started:.1f} s\n")
        _timed("first item", 1, lambda: desk.offers(desk.items(None, 0, 1)[0]))
        _timed("a page of 50 items", TIMES, lambda: desk.items("themes", rng.randrange(forms // 2), 50))
        _timed("an item's offers", TIMES, lambda: desk.offers(_some(desk, rng)))
        _timed("an item's alike", TIMES, lambda: desk.similar(_some(desk, rng)))
        _timed("preview an accept", TIMES, lambda: _accept(desk, rng, desk.preview))
        _timed("decide: accept", TIMES, lambda: _accept(desk, rng, desk.decide))
        _timed("decide: reject", TIMES, lambda: _reject(desk, rng))
        _timed("decide: new term", TIMES, lambda: _new(desk, rng))
        _timed("decide: not a tag", TIMES, lambda: desk.decide("themes", _some(desk, rng).key, MarkNotATag()))
        _timed(
            "undo",
            5,
            lambda: desk.undo(
                next(e for e in desk.history(500) if e.action == "not_a_tag" and e.entry not in desk.undone()).entry
            ),
        )
        _timed("progress", 5, desk.progress)
        _timed("facets", 5, desk.facets)
        _timed("safe classes", 5, desk.bulk_classes)
        _timed("search a term", TIMES, lambda: desk.search_terms("themes", rng.choice(words)[:4]))
    sys.stdout.write(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB\n")


def _timed(name: str, times: int, act: Callable[[], Result]) -> None:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - started))
    took.sort()
    sys.stdout.write(f"{name:22} median {took[len(took) // 2]:7.1f} ms, longest {took[-1]:7.1f} ms\n")


def _some(desk: ReviewSession, rng: random.Random):  # type: ignore[no-untyped-def]
    return desk.items("themes", rng.randrange(2_000), 1)[0]


def _accept(desk: ReviewSession, rng: random.Random, act: Callable[..., Result]) -> Result:
    item = _some(desk, rng)
    return act(item.facet, item.key, Accept(item.term_id or desk.terms("themes", 0, 1)[0].term_id))


def _reject(desk: ReviewSession, rng: random.Random) -> None:
    item = _some(desk, rng)
    desk.decide(item.facet, item.key, Reject(item.term_id or desk.terms("themes", 0, 1)[0].term_id))


def _new(desk: ReviewSession, rng: random.Random) -> None:
    item = _some(desk, rng)
    desk.decide(item.facet, item.key, NewTerm(item.raw, definition="A thing."))


def _tags(rng: random.Random, words: list[str], labels: list[str], forms: int):  # type: ignore[no-untyped-def]
    seen = set(labels)
    for label in labels[: forms // 500]:  # a safe class: the same words in another order
        seen.add(" ".join(reversed(label.split())))
        yield " ".join(reversed(label.split())), label
    while len(seen) < forms + len(labels):
        near = rng.random() < 0.5
        raw = f"{rng.choice(labels)} {rng.choice(words)}" if near else " ".join(rng.sample(words, rng.randint(1, 4)))
        if raw not in seen:
            seen.add(raw)
            yield raw, rng.choice(labels) if near else None


def _write_taxonomy(folder: Path, labels: list[str]) -> None:
    (folder / "themes").mkdir(parents=True)
    (folder / "facets.csv").write_bytes(csv_bytes(FACET_COLUMNS, [("themes", "Themes", "curated", "What about.")]))
    rows = [(f"th-{n:04}", label, "", "active", "", "A thing.", "1.0.0") for n, label in enumerate(labels, 1)]
    (folder / "themes" / "terms.csv").write_bytes(csv_bytes(TERM_COLUMNS, rows))
    (folder / "themes" / "mappings.csv").write_bytes(csv_bytes(MAPPING_COLUMNS, ()))


def _write_database(database: Path, tags: list[tuple[str, str | None]], labels: list[str]) -> None:
    """Straight into the tables: matching so many tags is not what is measured here."""
    ids = {label: f"th-{n:04}" for n, label in enumerate(labels, 1)}
    reports = [(f"r{n}", f"{n}.md") for n in range(max(1, len(tags) // 10))]
    rng = random.Random(6)
    uses = [(rng.choice(reports)[0], n, raw) for n, (raw, _) in enumerate(tags) for _ in range(1 + (n % 50 == 0) * 20)]
    decided = [(raw, "review" if near else "new", ids.get(near or ""), _score(raw, near)) for raw, near in tags]
    with building(database, 2) as build:
        db: duckdb.DuckDBPyConnection = build.connection
        _insert(db, "reports (report_id, path, bytes, sha256)", [(*r, 1, "x") for r in reports])
        _insert(db, "tags", [(report, "themes", place, raw, 1) for place, (report, _, raw) in enumerate(uses)])
        known = [("themes", term_id, label, "", "active", "", "A thing.", "1.0.0") for label, term_id in ids.items()]
        _insert(db, "terms", known)
        db.execute(
            "INSERT INTO runs VALUES (1, now(), 1, '', [], '', '', '', '', '', NULL, '', 0, 0, 0, 0, 0, 0, 0, '')"
        )
        named = {term_id: label for label, term_id in ids.items()}
        rows = []
        for raw, outcome, term_id, score in decided:
            label = named.get(term_id or "")
            rows.append(("themes", raw, raw, 1, outcome, term_id, score, label, f"is similar to '{label}'"))
        _insert(db, "decisions (facet, raw, form, part, outcome, term_id, score, spelling, reason)", rows)


def _score(raw: str, near: str | None) -> float | None:
    return None if near is None else 0.9 if len(raw.split()) == len(near.split()) else 0.6


def _insert(db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    import numpy as np

    columns = {f"c{n}": np.array(column, dtype=object) for n, column in enumerate(zip(*rows, strict=True))}
    db.register("given", columns)
    db.execute(f"INSERT INTO {table} SELECT * FROM given")
    db.unregister("given")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
