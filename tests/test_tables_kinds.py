"""Other people's tables: which column, which kind of file, which encoding, and all columns back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.test_tables import call, rows, write

TERMS = "label\nsurveys\nfocus groups\nniño\nécole\n"
MATCHED = ["outcome", "label", "score", "reason", "candidates"]


@pytest.fixture(autouse=True)
def terms(tmp_path: Path) -> Path:
    return write(tmp_path / "terms.csv", TERMS)


def matched(tmp_path: Path, content: bytes, *options: str, name: str = "in.csv") -> tuple[list[dict[str, str]], str]:
    """The rows of the output, and what was said on stderr without the folder."""
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "out.csv"
    code, _, err = call("match", tmp_path / name, "--terms", tmp_path / "terms.csv", "--out", out, *options)
    assert code == 0, err
    return rows(out), err.replace(f"{tmp_path}/", "")


SEMICOLONS = b"id;country;tag\n1;Kenya;survey\n2;Peru;Surveys\n"


@pytest.mark.parametrize(
    ("content", "said", "columns", "outcomes"),
    [
        (
            b"tag\n\xe9cole\nEcole\nni\xf1o\n",
            "matching the column `tag` (read as cp1252)",
            ["variant"],
            {"école": "mapped", "Ecole": "mapped", "niño": "mapped"},
        ),
        (
            "tag\nsurvey\nSurveys\n".encode("utf-16"),
            "matching the column `tag` (read as utf-16)",
            ["variant"],
            {"survey": "auto", "Surveys": "mapped"},
        ),
        (
            "tag,n\nsurvey,1\n".encode("utf-16-be"),
            "matching the column `tag` (read as utf-16-be)",
            ["variant", "n"],
            {"survey": "auto"},
        ),
        (
            b"tag\tn\nsurvey\t3\nSurveys\t4\n",
            "matching the column `tag` (separated by tabs)",
            ["variant", "n"],
            {"survey": "auto", "Surveys": "mapped"},
        ),
        (
            SEMICOLONS,
            "matching the column `tag` (separated by semicolons)",
            ["id", "country", "variant"],
            {"survey": "auto", "Surveys": "mapped"},
        ),
        (
            b'id|"a,b;c|d\n,,,"|tag\n1|x|survey\n',
            "matching the column `tag` (separated by bars)",
            ["id", "a,b;c|d\n,,,", "variant"],
            {"survey": "auto"},
        ),
        (
            b"id,country,tags\n1,Kenya,survey; interviews\n2,Peru,Surveys\n",
            "matching the column `tags` (1 of 2 cells have ';'; if these are several tags, use --split ';')",
            ["id", "country", "variant"],
            {"survey; interviews": "review", "Surveys": "mapped"},
        ),
        (
            b"survey\nsurveys\nSurvey\nfocus group\n",
            "matching the column `survey` (the first line was taken for the header; if it is a tag, use --no-header)",
            ["variant"],
            {"surveys": "mapped", "Survey": "auto", "focus group": "auto"},
        ),
    ],
)
def test_a_file_from_the_wild_is_read_and_it_is_said_how(
    tmp_path: Path, content: bytes, said: str, columns: list[str], outcomes: dict[str, str]
) -> None:
    found, err = matched(tmp_path, content)
    assert err == f"in.csv: {said}\n"
    assert list(found[0]) == columns + MATCHED
    assert {row["variant"]: row["outcome"] for row in found} == outcomes


def test_the_column_that_is_documented_needs_no_word(tmp_path: Path) -> None:
    assert matched(tmp_path, b"variant\nsurvey\n")[1] == ""
    assert matched(tmp_path, b"id;variant\n1;survey\n")[1] == (
        "in.csv: matching the column `variant` (separated by semicolons)\n"
    )


def test_an_encoding_and_a_delimiter_can_be_named(tmp_path: Path) -> None:
    found, err = matched(tmp_path, "tag:n\nniño:1\n".encode("mac-roman"), "--encoding", "mac-roman", "--delimiter", ":")
    assert [(row["variant"], row["n"], row["outcome"]) for row in found] == [("niño", "1", "mapped")]
    assert err == "in.csv: matching the column `tag`\n"
    for options, code, said in [
        (("--encoding", "utf-8"), 1, "in.csv:2: the byte 0x96 is not in the encoding utf-8; name the file's encoding"),
        (("--encoding", "klingon"), 1, "in.csv: there is no encoding 'klingon'; name one such as utf-8"),
        (("--delimiter", "::"), 2, "--delimiter '::' is not one character; name one such as ';'"),
        (("--split", ""), 2, "--split is empty; name a mark such as ';'"),
        (("--out", "-", "--json"), 2, "--json and --out - both need standard output; name a file with --out"),
    ]:
        done = call("cluster", tmp_path / "in.csv", "--out", tmp_path / "2.csv", *options)
        assert (done[0], done[2].replace(f"{tmp_path}/", "").startswith(f"tagfold: {said}")) == (code, True), done[2]


def test_without_a_header_the_first_row_is_tags_and_columns_are_numbers(tmp_path: Path) -> None:
    found, err = matched(tmp_path, b"survey\nsurveys\n", "--no-header")
    assert [row["variant"] for row in found] == ["survey", "surveys"]
    assert err == "in.csv: matching the column `1`\n"
    found, _ = matched(tmp_path, b"7,survey\n8,surveys\n", "--no-header", "--column", "2")
    assert [(row["1"], row["2"], row["outcome"]) for row in found] == [
        ("7", "survey", "auto"),
        ("8", "surveys", "mapped"),
    ]


def test_a_column_in_doubt_is_asked_for(tmp_path: Path, terms: Path) -> None:
    content = b"id,country,theme\n1,Kenya,survey\n"
    source = write(tmp_path / "in.csv", content.decode())
    out = tmp_path / "out.csv"
    question = "in.csv:1: it is not clear which column has the tags; name it with --column: "
    for options, said in [
        ((), f"{question}id, country, theme\n"),
        (("--id", "id"), f"{question}country, theme\n"),
        (("--column", "tag"), "in.csv:1: there is no column 'tag'; name one of its columns: id, country, theme\n"),
        (("--id", "key"), "in.csv:1: there is no column 'key'; name one of its columns: id, country, theme\n"),
    ]:
        for command in (("cluster", source), ("match", source, "--terms", terms)):
            code, said_out, err = call(*command, "--out", out, *options)
            assert (code, said_out, err) == (1, "", f"tagfold: {tmp_path}/{said}")
    assert not out.exists()
    found, _ = matched(tmp_path, content, "--column", "theme")
    assert list(found[0]) == ["id", "country", "theme", *MATCHED]
    found, err = matched(tmp_path, b"key,theme\n1,survey\n", "--id", "key")
    assert (list(found[0])[:2], err) == (["key", "variant"], "in.csv: matching the column `theme`\n")


def test_no_column_of_the_input_is_lost_to_one_of_the_same_name(tmp_path: Path) -> None:
    found, err = matched(tmp_path, b"tag,Label,score,tagfold_score,\nsurvey,mine,9,8,x\n")
    assert list(found[0].items())[:8] == [
        ("variant", "survey"),
        ("Label", "mine"),
        ("score", "9"),
        ("tagfold_score", "8"),
        ("", "x"),
        ("outcome", "auto"),
        ("tagfold_label", "surveys"),
        ("tagfold_tagfold_score", "0.9800"),
    ]
    assert err.splitlines()[1:] == [
        "in.csv: the added label is in the column `tagfold_label`",
        "in.csv: the added score is in the column `tagfold_tagfold_score`",
    ]


def test_an_empty_cell_stays_empty_and_rows_keep_their_order(tmp_path: Path) -> None:
    content = b"id,tag\n3,survey\n1,\n2,surveys\n4, \n"
    found, _ = matched(tmp_path, content)
    assert [(row["id"], row["outcome"], row["label"]) for row in found] == [
        ("3", "auto", "surveys"),
        ("1", "", ""),
        ("2", "mapped", "surveys"),
        ("4", "", ""),
    ]
    code, said, _ = call("cluster", tmp_path / "in.csv", "--out", tmp_path / "c.csv")
    assert (code, said.splitlines()[0]) == (0, f"{tmp_path}/c.csv: 2 tags in 1 cluster")
    assert [(row["label"], row["score"] != "") for row in rows(tmp_path / "c.csv")] == [
        ("survey", True),
        ("", False),
        ("survey", True),
        ("", False),
    ]


def test_a_cell_with_several_tags_is_one_row_with_all_their_labels(tmp_path: Path) -> None:
    write(tmp_path / "terms.csv", "term_id,label\nt1,surveys\nt2,focus groups\n")
    found, _ = matched(
        tmp_path, b"tag\nSurvey; Focus groups\nsurveys;beekeeping\nsurveys;---;\n;\nbees;wasps\n", "--split", ";"
    )
    assert [(row["variant"], row["outcome"], row["label"], row["score"], row["term_id"]) for row in found] == [
        ("Survey; Focus groups", "auto", "surveys;focus groups", "0.9800", "t1;t2"),
        ("surveys;beekeeping", "new", "surveys;", "", "t1;"),
        ("surveys;---;", "mapped", "surveys;", "1.0000", "t1;"),
        (";", "", "", "", ""),
        ("bees;wasps", "new", "", "", ""),
    ]
    assert found[0]["reason"].startswith("Survey: ")
    assert found[1]["reason"].startswith("beekeeping: ")
    code, said, _ = call("cluster", tmp_path / "in.csv", "--out", tmp_path / "c.csv", "--split", ";", "--json")
    assert (code, json.loads(said)["tags"], json.loads(said)["column"]) == (0, 8, "tag")
    assert [row["label"] for row in rows(tmp_path / "c.csv")][:3] == [
        "surveys;Focus groups",
        "surveys;beekeeping",
        "surveys;---",
    ]


def test_the_table_of_terms_may_be_of_any_kind_and_call_its_column_what_it_likes(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_bytes(b"code;nom\n1;\xe9cole\n")
    found, err = matched(tmp_path, b"tag\nEcole\n", "--terms-column", "nom")
    assert [(row["outcome"], row["label"]) for row in found] == [("mapped", "école")]
    assert err.splitlines()[1:] == ["terms.csv: read as cp1252; separated by semicolons"]
    code, _, err = call("match", tmp_path / "in.csv", "--terms", tmp_path / "terms.csv", "--out", tmp_path / "2.csv")
    assert (code, "there is no column 'label'; name the column of the terms with --terms-column: code, nom" in err) == (
        1,
        True,
    )


def test_a_name_of_a_column_is_not_run_by_a_spreadsheet_either(tmp_path: Path) -> None:
    found, _ = matched(tmp_path, b"tag,=cmd,'-x\nsurvey,1,2\n")
    assert list(found[0])[:3] == ["variant", "'=cmd", "'-x"]


def test_a_very_long_cell_is_a_cell(tmp_path: Path) -> None:
    long = "survey " * 30_000
    found, _ = matched(tmp_path, f"tag,text\nsurvey,{long}\n".encode())
    assert (found[0]["outcome"], found[0]["text"]) == ("auto", long)


def piped(*words: str | Path, given: bytes) -> tuple[int, bytes, str]:
    code = "import sys; from tagfold.cli import app; app(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, *map(str, words)], input=given, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


def test_a_dash_is_standard_input_and_output(terms: Path) -> None:
    write(terms, "label\nsurveys\n")
    code, out, err = piped("match", "-", "--terms", terms, "--out", "-", given=SEMICOLONS)
    assert code == 0
    assert out.decode().splitlines()[:2] == [
        "id,country,variant,outcome,label,score,reason,candidates",
        "1,Kenya,survey,auto,surveys,0.9800,differs from 'surveys' only in singular or plural,"
        '"[{""label"":""surveys"",""score"":0.98}]"',
    ]
    assert err.splitlines() == [
        "standard input: matching the column `tag` (separated by semicolons)",
        "2 tags: 1 mapped, 1 auto",
    ]
    assert piped("cluster", "-", "--out", "-", given=b"tag\na\nb,c\n")[::2] == (
        1,
        "tagfold: standard input:3: the row has 2 cells, not 1; put cells with separators in double quotes\n",
    )


LINES: list[dict[str, Any]] = [
    {"id": 12345678901234567890123, "tags": ["Survey", "focus groups"], "note": None},
    {"id": 2, "tags": [], "more": {"a": 1.5}},
    {"tags": "=1+1", "note": "é"},
]


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_json_lines_keep_their_values_and_a_list_is_several_tags(tmp_path: Path, terms: Path) -> None:
    source = write(tmp_path / "in.jsonl", "".join(json.dumps(line) + "\n" for line in LINES))
    out = tmp_path / "out.NDJSON"
    code, said, _ = call("match", source, "--terms", terms, "--out", out)
    assert (code, said) == (0, f"{out}: 3 tags: 1 mapped, 1 auto, 1 new\n")
    first, second, third = json_lines(out)
    assert list(first) == ["id", "variant", "note", "more", *MATCHED]
    assert (first["id"], first["variant"], first["note"]) == (LINES[0]["id"], ["Survey", "focus groups"], None)
    assert (first["outcome"], first["label"], first["score"]) == ("auto", "surveys;focus groups", 0.98)
    assert (second["more"], second["outcome"], second["label"]) == ({"a": 1.5}, None, None)
    assert (third["id"], third["variant"], third["outcome"], third["note"]) == (None, "=1+1", "new", "é")


@pytest.mark.parametrize("line", ["[1]", "{", '{"a": "\\ud800"}', "[" * 100_000])
def test_a_line_that_is_not_an_object_is_named(tmp_path: Path, line: str) -> None:
    source = write(tmp_path / "in.jsonl", f'{{"tag": "a"}}\n\n{line}\n')
    code, _, err = call("cluster", source, "--out", tmp_path / "out.csv")
    assert (code, err) == (1, f"tagfold: {source}:3: the line is not a JSON object; write one object per line\n")


def parquet_rows(path: Path) -> tuple[list[str], list[str], list[tuple[Any, ...]]]:
    with duckdb.connect() as con:
        table = con.read_parquet(str(path))
        return table.columns, [str(kind) for kind in table.types], table.fetchall()


def test_parquet_keeps_its_types(tmp_path: Path, terms: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    with duckdb.connect() as con:
        con.sql(
            "SELECT 7::USMALLINT AS n, 1.50::DECIMAL(6,2) AS price, DATE '2024-02-03' AS day, 'survey' AS tag,"
            " TIMESTAMPTZ '2024-02-03 04:05:06+00' AS at, ['a', NULL] AS list, NULL::INTEGER AS \"no\"\"ne\""
            " UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        ).write_parquet(str(source))
    columns, types, before = parquet_rows(source)
    assert call("match", source, "--terms", terms, "--out", out)[0] == 0
    columns[3] = "variant"
    found = parquet_rows(out)
    assert found[0] == columns + MATCHED
    assert found[1] == [*types, "VARCHAR", "VARCHAR", "DOUBLE", "VARCHAR", "VARCHAR"]
    assert [row[:7] for row in found[2]] == before
    assert [row[7:10] for row in found[2]] == [("auto", "surveys", 0.98), (None, None, None)]
    mixed = write(
        tmp_path / "in.jsonl", '{"tag":"a","x":1,"y":1,"z":99999999999999999999}\n{"tag":"b","x":2.5,"y":"t","z":1}\n'
    )
    assert call("cluster", mixed, "--out", out)[0] == 0
    assert parquet_rows(out)[2] == [
        ("a", 1.0, "1", "99999999999999999999", "a", 1.0),
        ("b", 2.5, "t", "1", "b", 1.0),
    ]


def sheet(path: Path, *tables: Any) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, table in enumerate(tables, 1):
        made = book.create_sheet(f"S{number}")
        for row in table:
            made.append(list(row))
    book.save(path)
    return path


def cells(path: Path) -> list[list[tuple[Any, str]]]:
    openpyxl = pytest.importorskip("openpyxl")
    return [[(cell.value, cell.data_type) for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def test_excel_keeps_numbers_and_no_text_of_it_is_run(tmp_path: Path, terms: Path) -> None:
    table = [["id", None, "tag"], [1, 0, "survey"], [None, None, None], [2.5, None, "@x"]]
    source = sheet(tmp_path / "in.xlsx", table, [["other"]])
    out = tmp_path / "out.XLSX"
    code, said, err = call("match", source, "--terms", terms, "--out", out, "--json")
    assert (code, err, json.loads(said)["column"]) == (0, "", "tag")
    assert json.loads(said)["notes"] == [f"{source}: matching the column `tag` (the sheet 'S1', the first of 2)"]
    found = cells(out)
    assert [[value for value, _ in row[:6]] for row in found] == [
        ["id", None, "variant", "outcome", "label", "score"],
        [1, 0, "survey", "auto", "surveys", 0.98],
        [2.5, None, "@x", "new", None, None],
    ]
    write(tmp_path / "in.csv", 'tag,n\n"=HYPERLINK(""x"")",12345678901234567890\n-a,"a\x01b"\n')
    assert call("cluster", tmp_path / "in.csv", "--out", out)[0] == 0
    assert [row[:2] for row in cells(out)[1:]] == [
        [('=HYPERLINK("x")', "s"), ("12345678901234567890", "s")],
        [("-a", "s"), ("a\ufffdb", "s")],
    ]


def test_what_is_not_a_table_of_its_kind_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    write(tmp_path / "tag.csv", "tag\na\n")
    write(tmp_path / "long.csv", f"tag\n{'a' * 32_768}\n")
    write(tmp_path / "bad.xlsx", "PK")
    write(tmp_path / "bad.parquet", "PAR1")
    write(tmp_path / "a[1].parquet", "")
    write(tmp_path / "no.jsonl", "\n")
    write(tmp_path / "old.xls", "")
    sheet(tmp_path / "empty.xlsx", [[]])
    for source, out, said in [
        ("bad.xlsx", "out.csv", "bad.xlsx: this is not an Excel workbook that can be read; save"),
        ("bad.parquet", "out.csv", "bad.parquet: this is not a Parquet file that can be read ("),
        ("a[1].parquet", "out.csv", "a[1].parquet: DuckDB takes this name for a pattern; rename"),
        ("no.jsonl", "out.csv", "no.jsonl:1: the file is empty; give it one JSON object per line"),
        ("old.xls", "out.csv", "old.xls: a file that ends in .xls cannot be read; use .xlsx or CSV"),
        ("empty.xlsx", "out.csv", "empty.xlsx:1: the file is empty; give it a header and rows"),
        ("tag.csv", "out.json", "out.json: a file that ends in .json cannot be written; use JSON lines (.jsonl)"),
        ("long.csv", "out.xlsx", "out.xlsx:2: an Excel cell holds 32,767 characters, not 32,768; write .csv instead"),
        ("no.parquet", "out.csv", "no.parquet: there is no such file; name a file that is there"),
    ]:
        code, _, err = call("cluster", tmp_path / source, "--out", tmp_path / out)
        last = err.splitlines()[-1].replace(f"{tmp_path}/", "")
        assert (code, last.startswith(f"tagfold: {said}"), "Traceback" in err) == (1, True, False), err
        assert not (tmp_path / out).exists()


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "jsonl", "tsv"])
def test_no_kind_of_output_replaces_what_was_read_or_a_device(tmp_path: Path, ending: str) -> None:
    pytest.importorskip("openpyxl")
    first, table = write(tmp_path / "in.csv", "tag\nsurvey\n"), tmp_path / f"table.{ending}"
    assert call("cluster", first, "--out", table)[0] == 0
    before = table.read_bytes()
    for words in (("cluster", table), ("match", first, "--terms", table)):
        code, _, err = call(*words, "--out", table)
        assert (code, "this is a file that was read, and it would be lost" in err) == (1, True)
    assert table.read_bytes() == before
    device = tmp_path / f"device.{ending}"
    device.symlink_to("/dev/null")
    code, _, err = call("cluster", first, "--out", device)
    assert (code, "this is not a file that can be replaced" in err, device.is_symlink()) == (1, True, True)


def test_a_number_that_excel_would_round_is_a_text_and_one_that_is_none_is_empty(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    source = write(tmp_path / "in.jsonl", '{"tag": "a", "n": 1234567890123456}\n{"tag": NaN, "n": 1}\n')
    out = tmp_path / "out.xlsx"
    code, said, _ = call("cluster", source, "--out", out)
    assert (code, said) == (0, f"{out}: 1 tag in 1 cluster\n")
    assert [row[1:3] for row in cells(out)[1:]] == [
        [("1234567890123456", "s"), ("a", "s")],
        [(1, "n"), (None, "n")],
    ]


def test_marks_inside_quotes_separate_nothing(tmp_path: Path) -> None:
    found, err = matched(tmp_path, b'tag,"a;b;c"\nsurvey,1\n')
    assert (list(found[0])[:2], err) == (["variant", "a;b;c"], "in.csv: matching the column `tag`\n")
