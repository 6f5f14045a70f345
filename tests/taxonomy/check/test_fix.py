from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.errors import WrongUsage
from tagfold.records import csv_bytes
from tagfold.taxonomy.check.folder import check_folder, fix_folder
from tagfold.taxonomy.check.rules import RULES
from tagfold.taxonomy.codec import MAPPINGS
from tagfold.taxonomy.files import read_taxonomy
from tests.conftest import examples
from tests.taxonomy.check.slips import DEEP, SLIPS
from tests.taxonomy.check.slips import MAPPINGS as MAPPINGS_FILE
from tests.taxonomy.check.small import FILES, Slip, key, places, write_small_taxonomy


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.csv")) if path.is_file()
    }


FIXABLE_CODES = {rule.code for rule in RULES if rule.fixable}
FIXABLE = [slip for slip in SLIPS if slip.code in FIXABLE_CODES]


@pytest.mark.parametrize("slip", FIXABLE, ids=lambda slip: f"{slip.code}-{slip.line}")
def test_a_safe_slip_is_mended(slip: Slip, tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    before = contents(tmp_path)
    slip.make(tmp_path)
    assert places(fix_folder(tmp_path, key)) == [slip.place]
    assert check_folder(tmp_path, key).findings == []
    if slip.code == "redundant-mapping":
        before[MAPPINGS_FILE] = before[MAPPINGS_FILE].replace(DEEP, b"")
    changed = {name for name, content in contents(tmp_path).items() if content != before[name]}
    assert changed <= ({slip.name} if slip.name == "datasources/terms.csv" and b"ds-0005" in slip.old else set())


def test_a_faultless_file_is_not_written_again(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.csv")}
    assert fix_folder(tmp_path, key) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.csv")} == before


def test_a_redundant_mapping_with_a_note_is_a_curators_word(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    noted = DEEP.replace(b"deep interviews", b"In-depth interviews").replace(b"01,\n", b"01,typed among data sources\n")
    Slip("", MAPPINGS_FILE, DEEP, noted, 0).make(tmp_path)
    before = contents(tmp_path)
    assert fix_folder(tmp_path, key) == []
    assert contents(tmp_path) == before


def test_a_file_with_a_conflict_is_left_alone(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    Slip("", MAPPINGS_FILE, DEEP, b"<<<<<<< HEAD\n" + DEEP + DEEP + b"=======\n>>>>>>> other\n", 0).make(tmp_path)
    before = contents(tmp_path)
    assert fix_folder(tmp_path, key) == []
    assert contents(tmp_path) == before
    assert [(f.code, f.fixable) for f in check_folder(tmp_path, key).findings] == [
        ("merge-conflict", False),
        ("duplicate-row", False),
    ]


def test_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="there is no folder"):
        fix_folder(tmp_path / "nowhere", key)


cells = st.sampled_from(
    [
        "",
        " ",
        "a",
        "b ",
        " In-depth  interviews",
        "in depth interviews",
        "Surveys",
        "=1",
        "é",
        "x\n",
        '"',
        "\t",
        "ds-0002 ",
    ]
)
rows = st.lists(
    st.tuples(
        cells, st.sampled_from(["1", "2", " 1", "x"]), st.sampled_from(["ds-0002", "ds-0003 ", "", "ds-0099"]),
        st.sampled_from(["accept", "accept ", "reject", "not_a_tag", "no"]), st.sampled_from(["label", "other"]),
        st.sampled_from(["", "0.9"]), st.just("ada"), st.just("2024-05-01"), st.sampled_from(["", " n"]),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=examples(120), deadline=None)
@given(rows=rows, mark=st.booleans(), crlf=st.booleans(), blank=st.booleans())
def test_mending_twice_is_mending_once(
    rows: list[tuple[str, ...]], mark: bool, crlf: bool, blank: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = write_small_taxonomy(tmp_path_factory.mktemp("taxonomy"))
    content = csv_bytes(MAPPINGS.columns, rows) + b"\n" * blank
    content = content.replace(b"\n", b"\r\n") if crlf else content
    (folder / MAPPINGS_FILE).write_bytes(b"\xef\xbb\xbf" * mark + content)
    fix_folder(folder, key)
    once = contents(folder)
    assert fix_folder(folder, key) == []
    assert contents(folder) == once
    assert [f for f in check_folder(folder, key).findings if f.fixable] == []


def test_mending_changes_no_decision(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    before = read_taxonomy(tmp_path)
    lines = FILES[MAPPINGS_FILE].splitlines(keepends=True)
    (tmp_path / MAPPINGS_FILE).write_bytes("\r\n".join([lines[0].strip(), *(x.strip() for x in lines[:0:-1])]).encode())
    fix_folder(tmp_path, key)
    assert read_taxonomy(tmp_path) == before
