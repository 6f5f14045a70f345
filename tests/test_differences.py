"""After any edit a run gives what a build from nothing gives, though it reads and decides only what changed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tagfold.ingestion import ingest
from tagfold.settings import Settings
from tagfold.warehouse.privacy import KEY_FILE
from tagfold.warehouse.verify import CONTENT_TABLES, content_sha256
from tests.conftest import REPORT, examples, write_reports, write_taxonomy

TAGS = (
    "Surveys",
    "survey",
    "deep interviews",
    "interviews and surveys",
    "bee hives",
    "polls",
    "n/a",
    "household survey",
)
QUESTIONS = (
    "Please state the name of the Parter:",
    "Please state the name of the partner:",
    "What else?",
    "bees and ants",
)


class Place(NamedTuple):
    """A project that is edited, and what chooses how."""

    chance: random.Random
    reports: Path
    taxonomy: Path

    def one(self) -> Path:
        return self.chance.choice(sorted(self.reports.iterdir()))

    def new(self, kind: str) -> Path:
        return self.reports / f"{kind}-{self.chance.randrange(10**6)}.md"


Edit = Callable[[Place], None]


def some_report(chance: random.Random) -> str:
    tags = "".join(f"[[datasources:{chance.choice(TAGS)}]]\n" for _ in range(chance.randrange(4)))
    asked = "".join(
        f"\n> {chance.choice(QUESTIONS)}\n\n{chance.choice(('', 'The hive union', '- bees' + chr(10) + '- ants'))}\n"
        for _ in range(chance.randrange(5))
    )
    country = chance.choice(("Zambia", "fiji", "Null Island", "Atlantis"))
    kind = chance.choice(("blog", "Blog", "plan"))
    return f"# Report\n[[type:{kind}]]\n{tags}[[country:{country}]]\n## Partners\n{asked}"


def added(place: Place) -> None:
    place.new("added").write_text(some_report(place.chance), encoding="utf-8")


def changed(place: Place) -> None:
    place.one().write_text(some_report(place.chance), encoding="utf-8")


def deleted(place: Place) -> None:
    if len(list(place.reports.iterdir())) > 2:
        place.one().unlink()


def renamed(place: Place) -> None:
    place.one().rename(place.new("renamed"))


def copied(place: Place) -> None:
    shutil.copy2(place.one(), place.new("copy"))


def mapped(place: Place) -> None:
    """A person decides about a tag, or takes that back."""
    file = place.taxonomy / "datasources" / "mappings.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    row = f"bee hives,1,ds-000{place.chance.randrange(1, 4)},accept,other,1.00,ada,2024-05-01,\n"
    file.write_text("".join([line for line in lines if "bee hives" not in line] + [row]), encoding="utf-8")


def question_known(place: Place) -> None:
    """A question that the taxonomy did not list becomes a wording of one, or no longer is."""
    file = place.taxonomy / "questions" / "mappings.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rest = [line for line in lines if "What else" not in line]
    row = "What else?,1,qu-0001,accept,other,1.00,ada,2024-05-01,\n"
    file.write_text("".join(rest if len(rest) < len(lines) else [*rest, row]), encoding="utf-8")


EDITS: tuple[Edit, ...] = (added, changed, deleted, renamed, copied, mapped, question_known)


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(database), read_only=True) as db:
        stored = db.execute("SELECT last(content_sha256 ORDER BY run_id) FROM runs").fetchall()
        assert stored == [(content_sha256(db),)]
        return {table: db.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in CONTENT_TABLES}


@pytest.mark.parametrize("seed", range(examples(20)))
def test_a_run_after_any_edit_gives_what_a_build_from_nothing_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    reports = write_reports(
        tmp_path / "reports", {"bees.md": REPORT, **{f"{n}.md": some_report(chance) for n in range(5)}}
    )
    taxonomy = write_taxonomy(tmp_path / "taxonomy")
    settings = Settings((reports,), taxonomy, tmp_path / "tagfold.duckdb", workers=1)
    ingest(settings)
    (tmp_path / "nothing").mkdir()
    shutil.copy(tmp_path / KEY_FILE, tmp_path / "nothing")
    for step in range(4):
        done = [chance.choice(EDITS) for _ in range(chance.randrange(1, 4))]
        for edit in done:
            edit(Place(chance, reports, taxonomy))
        settings = replace(settings, keep_personal=chance.random() < 0.1)
        ingest(settings)
        fresh = replace(settings, database=tmp_path / "nothing" / f"{step}.duckdb")
        ingest(fresh)
        found, expected = rows_of(settings.database), rows_of(fresh.database)
        for table in CONTENT_TABLES:
            assert found[table] == expected[table], (step, [edit.__name__ for edit in done], table)
