"""Other people's data: notes of a vault, archives, tables of files and databases, as tagfold.toml explains them."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.engines.local import MIN_FILES_FOR_PROCESSES
from tagfold.errors import ProjectError
from tagfold.project.project_file import read_project

FACETS = """\
facet,label,kind,description
budget,Budget,structural,How much.
topics,Topics,curated,What it is about.
year,Year,structural,When.
"""
TERMS = """\
term_id,label,broader_id,status,replaced_by,definition,since
to-0001,surveys,,active,,Asking many.,
to-0002,water,,active,,Wells and taps.,
"""
MAPPINGS = "variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note\n"

NOTE = """\
---
title: Water points
tags: [surveys, "focus groups"]
author: Ada
empty:
---

[[topics:Water|wells]] and #surveys in a heading

# Notes in C#, see https://example.org/#that

`[[topics:code]]` ![[image.png]] [[Some Page|alias]]

```
[[topics:in code]]
```

> quoted, not asked

<!-- [[topics:a comment]] %% -->
"""

SURVEY = """\
Respondent;Project;Name;IP;About;Year;Cost;Comments;Why
17;"Hives, of
wood";Zuzanna Kwiatkowska;10.0.0.1;surveys, water;2024;10,5;Zuzanna Kwiatkowska said: 0977 555 123;To learn
18;Wells;;10.0.0.2;Waters;2025;;;
18;Wells;;10.0.0.2;;;;;
"""
COLUMNS = """\
id = "Respondent"
title = "Project"
text = ["Comments"]
private = ["Name"]
leave_out = ["IP"]
[source.facets]
topics = { column = "About", split = "," }
year = "Year"
budget = "Cost"
"""

Ask = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "taxonomy" / "topics").mkdir(parents=True)
    (tmp_path / "taxonomy" / "facets.csv").write_text(FACETS, encoding="utf-8")
    (tmp_path / "taxonomy" / "topics" / "terms.csv").write_text(TERMS, encoding="utf-8")
    (tmp_path / "taxonomy" / "topics" / "mappings.csv").write_text(MAPPINGS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ingest(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["ingest", *words])
    assert done.exit_code == code, done.output
    return done.output


def ask(sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect("data/processed/tagfold.duckdb", read_only=True) as db:
        return db.execute(sql).fetchall()


def says(project: Path, *sources: str) -> None:
    (project / "tagfold.toml").write_text("\n".join(f"[[source]]\n{source}" for source in sources), encoding="utf-8")


def test_a_note_has_its_tags_and_nothing_that_only_looks_like_one(project: Path) -> None:
    (project / "vault").mkdir()
    (project / "vault" / "note.md").write_text(NOTE, encoding="utf-8")
    says(project, 'path = "vault"\nnotes = true\nhashtags = "topics"\nfront_matter = { tags = "topics" }\n')
    ingest()
    assert ask("SELECT facet, raw, line FROM tags ORDER BY position") == [
        ("topics", "surveys", 3),
        ("topics", "focus groups", 3),
        ("topics", "Water", 8),
        ("topics", "surveys", 8),
    ]
    assert ask("SELECT title FROM reports") == [("Notes in C#, see https://example.org/#that",)]
    assert ask("SELECT question, answer, line FROM answers") == [("author", "Ada", 4)]
    assert ask("SELECT text, line FROM passages WHERE text LIKE '>%'") == [("> quoted, not asked", 18)]
    assert ask("FROM problems") == []


def test_the_title_of_a_note_may_be_in_its_front_matter(project: Path) -> None:
    (project / "vault").mkdir()
    (project / "vault" / "note.md").write_text(
        '---\ntitle: Wells\ntags:\n- water\n- "#surveys"\n---\nText\n', encoding="utf-8"
    )
    (project / "vault" / "commas.md").write_text(
        "---\ntags: water, surveys,\nwho: A, B\n---\n# Commas\n", encoding="utf-8"
    )
    (project / "vault" / "In the yard.md").write_text("#water by the hive\n", encoding="utf-8")
    (project / "vault" / "bad.md").write_text("---\ntitle: [\n---\n# Bad\n#water\n", encoding="utf-8")
    says(project, 'path = "vault"\nnotes = true\nhashtags = "topics"\nfront_matter = { tags = "topics" }\n')
    ingest()
    assert ask("SELECT title, raw, line FROM reports JOIN tags USING (report_id) ORDER BY ALL") == [
        ("Bad", "water", 5),
        ("Commas", "surveys", 2),
        ("Commas", "water", 2),
        ("In the yard", "water", 1),
        ("Wells", "surveys", 5),
        ("Wells", "water", 4),
    ]
    assert ask("SELECT path, line, code FROM problems") == [("bad.md", 3, "front-matter")]
    assert ask("SELECT answer FROM answers") == [("A, B",)]


def check_survey(path: str) -> None:
    assert ask("SELECT path, title, year, budget FROM reports ORDER BY title, year") == [
        (path, "Hives, of wood", 2024, "10,5"),
        (path, "Wells", 2025, None),
        (path, "Wells", None, None),
    ]
    assert ask("SELECT facet, raw FROM tags WHERE facet = 'topics' ORDER BY ALL") == [
        ("topics", "Waters"),
        ("topics", "surveys"),
        ("topics", "water"),
    ]
    assert ask("SELECT label, reports FROM term_uses ORDER BY label") == [("surveys", 1), ("water", 2)]
    ((name,),) = ask("SELECT answer FROM answers WHERE question = 'Name' AND answer IS NOT NULL")
    assert str(name).startswith("person-")
    assert ask("SELECT answer FROM answers WHERE question = 'Why' AND answer IS NOT NULL") == [("To learn",)]
    assert ask("SELECT heading, text FROM passages") == [("Comments", "[name] said: [phone]")]
    assert ask("SELECT DISTINCT question FROM answers ORDER BY 1") == [("Name",), ("Why",)]  # and not IP
    assert ask("SELECT code, message FROM problems") == [("id-twice", "the id '18' is there twice")]


def test_a_survey_with_several_values_in_a_cell(project: Path) -> None:
    (project / "survey.csv").write_text(SURVEY, encoding="utf-8")
    says(project, f'path = "survey.csv"\n{COLUMNS}')
    assert ingest().startswith("Reports: 3 read, 0 unchanged, 0 failed")
    check_survey("survey.csv")
    assert ask("SELECT raw, line FROM tags WHERE facet = 'topics' ORDER BY ALL") == [
        ("Waters", 4),
        ("surveys", 2),
        ("water", 2),
    ]
    traced = CliRunner().invoke(app, ["trace", "water"]).output
    assert traced.splitlines() == ["survey.csv:2  topics: water", "survey.csv:4  topics: Waters  (water)"]
    assert ingest().startswith("Nothing has changed: 3 reports")
    says(project, f'path = "survey.csv"\n{COLUMNS.replace("split", "splitt")}')
    assert "tagfold.toml:9: source 1: the column of 'topics' is not named" in ingest(code=1)


def rows_of_survey() -> tuple[list[str], list[tuple[object, ...]]]:
    with duckdb.connect() as db:
        answer = db.execute("SELECT * FROM read_csv('survey.csv', delim = ';', all_varchar = true)")
        return [column[0] for column in answer.description or ()], answer.fetchall()


def test_the_same_survey_in_a_duckdb_and_a_sqlite_database(project: Path) -> None:
    (project / "survey.csv").write_text(SURVEY, encoding="utf-8")
    columns, rows = rows_of_survey()
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{name}" VARCHAR' for name in columns)
    with duckdb.connect("survey.duckdb") as db:
        db.execute(f"CREATE TABLE given ({names})")
        db.executemany(f"INSERT INTO given VALUES ({marks})", rows)
    with sqlite3.connect("survey.sqlite") as other:
        other.execute(f"CREATE TABLE given ({names})")
        other.executemany(f"INSERT INTO given VALUES ({marks})", rows)
    for name in ("survey.duckdb", "survey.sqlite"):
        says(project, f'path = "{name}"\ntable = "given"\n{COLUMNS}')
        ingest()
        check_survey(name)
        says(project, f'path = "{name}"\ntable = "none"\n{COLUMNS}')
        assert f"{name}: the table 'none' cannot be read" in ingest(code=1)


def test_reports_in_archives_are_those_of_the_folder(project: Path) -> None:
    texts = {"a.md": b"# A\n[[topics:water]]\n", "deep/b.md": b"# B\n[[topics:surveys]]\n", "x.txt": b"no"}
    with zipfile.ZipFile("reports.zip", "w") as zipped:
        for name, text in {**texts, "../out.md": b"# Out\n[[topics:water]]\n", "__MACOSX/._a.md": b"#"}.items():
            zipped.writestr(name, text)
    for ending, mode in (("tar", "w:"), ("tar.gz", "w:gz"), ("tar.xz", "w:xz"), ("tar.bz2", "w:bz2")):
        with tarfile.open(f"reports.{ending}", mode) as packed:  # type: ignore[call-overload]
            for name, text in texts.items():
                item = tarfile.TarInfo(name)
                item.size = len(text)
                packed.addfile(item, io.BytesIO(text))
            link = tarfile.TarInfo("link.md")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            packed.addfile(link)
        ingest(f"reports.{ending}")
        expected = [("a.md", "A", "water", 2), ("deep/b.md", "B", "surveys", 2)]
        paths = "SELECT path, title, raw, line FROM reports JOIN tags USING (report_id) ORDER BY path"
        assert ask(paths) == expected
    ingest("reports.zip")
    assert ask(paths) == [*expected, ("out.md", "Out", "water", 2)]
    assert not (project.parent / "out.md").exists()
    Path("reports.zip").write_bytes(b"PK nothing")
    assert "reports.zip: the archive cannot be read" in ingest("reports.zip", code=1)
    assert "a file, neither a folder nor an archive" in ingest("taxonomy/facets.csv", code=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "tagfold.toml: it names no source; write [[source]] with a path for each source"),
        ("[[source]\n", "tagfold.toml:1: this is not TOML"),
        ("sources = 1\n", "tagfold.toml:1: the key 'sources' means nothing here"),
        ('[[source]]\nname = "x"\n', "tagfold.toml:1: source 1: it has no path"),
        (
            '[[source]]\npath = "x"\nhashtags = "t"\n',
            "tagfold.toml:3: source 1: the key 'hashtags' means nothing here; it goes with notes = true",
        ),
        (
            '[[source]]\npath = "x"\n[[source]]\npath = "y"\nfacets = 1\n',
            "tagfold.toml:5: source 2: 'facets' must be a table of names",
        ),
        (
            '[[source]]\npath = "x"\nfacets = {}\ntext = [1]\n',
            "tagfold.toml:4: source 1: 'text' must be a list of texts",
        ),
    ],
)
def test_what_is_not_understood_is_said_with_its_line(project: Path, text: str, said: str) -> None:
    (project / "tagfold.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        read_project(Path("tagfold.toml"))
    assert str(caught.value).startswith(said)


def test_a_column_that_is_not_there(project: Path) -> None:
    (project / "survey.csv").write_text(SURVEY, encoding="utf-8")
    says(project, f'path = "survey.csv"\n{COLUMNS.replace("Comments", "Comment")}')
    assert "survey.csv: there is no column 'Comment'; name one of its columns in tagfold.toml: Respondent" in ingest(
        code=1
    )


def test_what_is_wrong_with_a_table_is_said_by_a_process_of_many_files_too(project: Path) -> None:
    (project / "notes").mkdir()
    for number in range(MIN_FILES_FOR_PROCESSES + 1):
        (project / "notes" / f"{number}.md").write_text(f"# Note {number}\n", encoding="utf-8")
    (project / "survey.csv").write_text(SURVEY, encoding="utf-8")
    says(project, 'path = "notes"\n', f'path = "survey.csv"\n{COLUMNS.replace("Comments", "Comment")}')
    assert "survey.csv: there is no column 'Comment'; name one of its columns" in ingest(code=1)
