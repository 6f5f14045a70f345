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

from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.warehouse.privacy import KEY_FILE
from tagfold.warehouse.seen import read_seen
from tagfold.warehouse.verify import CONTENT_TABLES, content_sha256
from tests.conftest import REPORT, examples, source_folder, write_reports, write_taxonomy

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


def spoiled(place: Place) -> None:
    """A file that is no report, which has nothing but a problem."""
    place.one().write_bytes(b"# Zero\0\n")


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


EDITS: tuple[Edit, ...] = (added, changed, deleted, renamed, copied, spoiled, mapped, question_known)


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(database), read_only=True) as db:
        stored = db.execute("SELECT last(content_sha256 ORDER BY run_id) FROM runs").fetchall()
        assert stored == [(content_sha256(db),)]
        return {table: db.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in CONTENT_TABLES}


PRINTED = "\n> What does the form say?\n\nPlease write to us once you have filled in all of these fields.\n"
"""A question with an answer that is part of the form, as long as twenty reports have it and no other."""


@pytest.mark.parametrize("seed", range(examples(20)))
def test_a_run_after_any_edit_gives_what_a_build_from_nothing_gives(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    reports = write_reports(
        tmp_path / "reports",
        {
            "bees.md": REPORT,
            **{f"{n}.md": some_report(chance) for n in range(5)},
            **{f"form-{n}.md": some_report(chance) + PRINTED for n in range(21)},
        },
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
        monkeypatch.setattr("tagfold.ingestion.run_job.MOST_AMENDED", chance.choice((0.0, 100.0, 100.0)))
        ingest(settings)
        fresh = replace(settings, database=tmp_path / "nothing" / f"{step}.duckdb")
        ingest(fresh)
        found, expected = rows_of(settings.database), rows_of(fresh.database)
        for table in CONTENT_TABLES:
            assert found[table] == expected[table], (step, [edit.__name__ for edit in done], table)


class Amended(NamedTuple):
    """A database made of a few reports with a form, and how often it has been amended since."""

    settings: Settings

    @property
    def files(self) -> int:
        seen = read_seen(self.settings.database)
        assert seen
        return seen.amended

    def after(self, name: str, text: str) -> int:
        (source_folder(self.settings) / name).write_text(text, encoding="utf-8")
        ingest(self.settings)
        return self.files


@pytest.fixture
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Amended:
    monkeypatch.setattr("tagfold.ingestion.run_job.MOST_AMENDED", 0.2)
    texts = {f"form-{n}.md": f"# {n}\n[[datasources:surveys]]\n{PRINTED}" for n in range(20)}
    reports = write_reports(tmp_path / "reports", texts)
    settings = Settings((reports,), write_taxonomy(tmp_path / "taxonomy"), tmp_path / "tagfold.duckdb", workers=1)
    ingest(settings)
    return Amended(settings)


def test_few_reports_are_replaced_in_a_copy_of_the_database(form: Amended) -> None:
    assert form.after("new.md", "# New\n[[datasources:polls]]\n") == 1
    assert form.after("new.md", "# New\n[[datasources:bees]]\n") == 2
    with duckdb.connect(str(form.settings.database), read_only=True) as db:
        assert db.execute("SELECT raw, run_id FROM first_seen ORDER BY run_id").fetchall() == [
            ("surveys", 1),
            ("bees", 3),
        ]
        assert db.execute("SELECT raw FROM decisions ORDER BY raw").fetchall() == [("bees",), ("surveys",)]
        assert db.execute("SELECT run_id, reports_read, reports_unchanged FROM runs ORDER BY 1").fetchall() == [
            (1, 20, 0),
            (2, 1, 20),
            (3, 1, 20),
        ]


def test_after_many_amendments_the_database_is_built_whole(form: Amended) -> None:
    assert [form.after("new.md", f"# {n}\n") for n in range(6)] == [1, 2, 3, 4, 0, 1]


def test_a_change_that_has_a_say_in_other_reports_builds_the_database_whole(form: Amended) -> None:
    answered = "SELECT count(*) FROM answers WHERE answered"
    with duckdb.connect(str(form.settings.database), read_only=True) as db:
        assert db.execute(answered).fetchall() == [(0,)]
    assert form.after("new.md", f"# New\n{PRINTED[:-2]}, soon.\n") == 0
    with duckdb.connect(str(form.settings.database), read_only=True) as db:
        assert db.execute(answered).fetchall() == [(21,)]


def test_a_question_that_few_reports_have_builds_the_database_whole(form: Amended) -> None:
    assert form.after("new.md", "# New\n\n> Who likes wasps?\n\nBees\n") == 0
