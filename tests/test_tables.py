"""`tagfold match` and `tagfold cluster`: what is decided, and what goes wrong with the files."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def call(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    return write(tmp_path / "terms.csv", "term_id,label\nt1,in-depth interviews\nt2,focus groups\nt3,food security\n")


def test_match_fills_each_column(tmp_path: Path, terms: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        "id,variant\n1,deep interviews\n2,Indepth Interview\n3,beekeeping\n4,---\n5,Focus  groups\n",
    )
    known = write(tmp_path / "known.csv", "variant,label\ndeep interviews,in-depth interviews\n")
    code, said, _ = call("match", source, "--terms", terms, "--mappings", known, "--out", tmp_path / "out.csv")
    assert (code, said) == (0, f"{tmp_path / 'out.csv'}: 5 tags: 2 mapped, 1 auto, 1 new, 1 not_a_tag\n")
    out = rows(tmp_path / "out.csv")
    assert list(out[0]) == ["id", "variant", "outcome", "label", "score", "reason", "candidates", "term_id"]
    assert [(r["variant"], r["outcome"], r["label"], r["term_id"]) for r in out] == [
        ("deep interviews", "mapped", "in-depth interviews", "t1"),
        ("Indepth Interview", "auto", "in-depth interviews", "t1"),
        ("beekeeping", "new", "", ""),
        ("'---", "not_a_tag", "", ""),
        ("Focus  groups", "mapped", "focus groups", "t2"),
    ]
    assert "line 2" in out[0]["reason"]
    first = json.loads(out[1]["candidates"])[0]
    assert (first["label"], f"{first['score']:.4f}") == ("in-depth interviews", out[1]["score"])


def test_match_without_ids_has_six_columns_and_proposes_for_review(tmp_path: Path) -> None:
    listed = write(tmp_path / "terms.csv", "label\nqualitative interviews\nquantitative interviews\n")
    source = write(tmp_path / "in.csv", "tag\nqualitative interviewing with farmers\n")
    assert call("match", source, "--terms", listed, "--out", tmp_path / "out.csv")[0] == 0
    (row,) = rows(tmp_path / "out.csv")
    assert list(row) == ["variant", "outcome", "label", "score", "reason", "candidates"]
    assert row["outcome"] != "auto"
    assert [c["label"] for c in json.loads(row["candidates"])] == ["qualitative interviews", "quantitative interviews"]


def test_cluster_gives_one_row_an_input_row(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv", "\ufeffvariant\nFood security\nfood  security\nfood securty\nfood safety\nFood security\n"
    )
    code, said, _ = call("cluster", source, "--out", tmp_path / "out.csv")
    assert code == 0
    lines = said.splitlines()
    assert lines[0] == f"{tmp_path / 'out.csv'}: 5 tags in 2 clusters"
    assert re.fullmatch(r"the weakest link: 'food securty' under 'Food security' \(0\.9\d\)", lines[1])
    out = rows(tmp_path / "out.csv")
    assert [(r["variant"], r["label"]) for r in out] == [
        ("Food security", "Food security"),
        ("food  security", "Food security"),
        ("food securty", "Food security"),
        ("food safety", "food safety"),
        ("Food security", "Food security"),
    ]
    assert out[0]["score"] == "1.0000"
    assert 0.5 < float(out[2]["score"]) < 1


FORMULAS = ["=1+1", "+a", "-a", "@x", "\t=x", "'=x", "-3.5", "o'clock"]
GUARDED = ["'=1+1", "'+a", "'-a", "'@x", "'\t=x", "''=x", "-3.5", "o'clock"]


def test_no_cell_is_run_by_a_spreadsheet_and_reading_takes_the_mark_away(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv", "variant\n" + "".join(f"{cell}\n" for cell in FORMULAS[:5]) + "''=x\n-3.5\no'clock\n"
    )
    listed = write(tmp_path / "terms.csv", 'term_id,label\n=cmd,"=HYPERLINK(""x"")"\n-a,-a\n')
    for given in (source, tmp_path / "1.csv"):
        assert call("cluster", given, "--out", tmp_path / "1.csv.new")[0] == 0
        (tmp_path / "1.csv.new").replace(tmp_path / "1.csv")
        assert [row["variant"] for row in rows(tmp_path / "1.csv")] == GUARDED
    assert call("match", source, "--terms", listed, "--out", tmp_path / "2.csv")[0] == 0
    matched = rows(tmp_path / "2.csv")
    assert [row["variant"] for row in matched] == GUARDED
    assert (matched[2]["outcome"], matched[2]["label"], matched[2]["term_id"]) == ("mapped", "'-a", "'-a")
    assert call("match", source, "--terms", tmp_path / "2.csv", "--out", tmp_path / "3.csv")[2].count("has no label")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "in.csv:1: the file is empty; give it a header and rows"),
        (
            b"variant,x\na,1\nb\n",
            "in.csv:3: the row has 1 cell, not 2; put cells with separators",
        ),
        (b"variant\n\x81\n", "in.csv:2: the byte 0x81 is not in the encoding cp1252; name the file's encoding"),
        (b"variant\na\nb\0c\n", "in.csv:3: there is a NUL character; delete it"),
        (b'variant\nok\n"a"b\n', "in.csv:3: the row is not CSV"),
        (b"variant,variant\n", "in.csv:1: the column 'variant' is there twice; rename one of them"),
    ],
)
def test_bad_input_is_one_sentence_with_file_and_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    code, out, err = call("cluster", tmp_path / "in.csv", "--out", tmp_path / "out.csv")
    assert (code, out) == (1, "")
    assert f"tagfold: {tmp_path}/{said}" in err
    assert err.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("listed", "known", "said"),
    [
        ("name\na\n", "", "terms.csv:1: there is no column 'label'"),
        ("label\na\n \n", "", "terms.csv:3: the row has no label"),
        ("term_id,label\n1,a\n1,b\n", "", "terms.csv:3: the term_id '1' was given to 'a' in line 2"),
        ("label\na\n", "variant,label\nx,b\n", "known.csv:2: 'b' is not a label in "),
        ("label\na\nb\n", "variant,label\nx,a\nX,b\n", "known.csv:3: 'X' was said to be 'a' in line 2"),
        ("label\na\n", "variant\nx\n", "known.csv:1: there is no column 'label'"),
    ],
)
def test_bad_lists(tmp_path: Path, listed: str, known: str, said: str) -> None:
    words: list[str | Path] = [
        "match",
        write(tmp_path / "in.csv", "variant\nx\n"),
        "--terms",
        write(tmp_path / "terms.csv", listed),
    ]
    if known:
        words += ["--mappings", write(tmp_path / "known.csv", known)]
    code, _, err = call(*words, "--out", tmp_path / "out.csv")
    assert code == 1
    assert err.startswith(f"tagfold: {tmp_path}/{said}")


def test_a_missing_file_and_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    code, _, err = call("cluster", tmp_path / "no.csv", "--out", tmp_path / "out.csv")
    assert (code, "no.csv: there is no such file; name a file that is there" in err) == (1, True)
    source = write(tmp_path / "in.csv", "variant\na\n")
    code, _, err = call("cluster", source, "--out", tmp_path / "no" / "out.csv")
    assert (code, "out.csv: the file cannot be written (No such file or directory)" in err) == (1, True)
    assert call("cluster", source)[0] == 2


def test_nothing_is_written_over_an_input_a_device_or_a_pipe(tmp_path: Path) -> None:
    source, terms = write(tmp_path / "in.csv", "variant\na\n"), write(tmp_path / "terms.csv", "label\na\n")
    for out in (source, terms):
        before = out.read_bytes()
        code, _, err = call("match", source, "--terms", terms, "--out", out)
        assert (code, "this is a file that was read, and it would be lost" in err) == (1, True)
        assert out.read_bytes() == before
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code, _, err = call("cluster", source, "--out", pipe)
    assert (code, "pipe: this is not a file that can be replaced" in err) == (1, True)
    assert pipe.is_fifo()


def test_cells_that_seem_to_hold_several_tags_are_mentioned(tmp_path: Path) -> None:
    """A survey's first match looked right, with every second row left to a person."""
    write(tmp_path / "terms.csv", "label\nsurveys\ndrones\n")
    write(tmp_path / "in.csv", "id,tags\n1,surveys; drones\n2,drones;\n3,\n4,survey\n")
    asked: list[str | Path] = [
        "match",
        tmp_path / "in.csv",
        "--terms",
        tmp_path / "terms.csv",
        "--out",
        tmp_path / "out.csv",
    ]
    code, _, err = call(*asked)
    said = f"{tmp_path / 'in.csv'}: matching the column `tags`"
    assert (code, err) == (0, f"{said} (1 of 4 cells have ';'; if these are several tags, use --split ';')\n")
    assert call(*asked, "--split", ";")[2] == f"{said}\n"
    write(tmp_path / "in.csv", "id,tags\n" + "1,a;b\n" + "2,drones\n" * 20)
    assert call(*asked)[2] == f"{said}\n"
