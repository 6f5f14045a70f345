"""Every rule: a fault gives its one finding, at its place, and a taxonomy without fault gives none."""

from __future__ import annotations

import inspect
import shutil
import sys
from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError
from tagfold.finding import Severity
from tagfold.matching.pair_model import model_fault
from tagfold.matching.weights import shipped_weights
from tagfold.taxonomy.check.folder import check_folder
from tagfold.taxonomy.check.rules import RULES
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.releases import Version, freeze
from tests.taxonomy.check.slips import DEEP, FACETS, GROUPS, MAPPINGS, METHODS, OLD, SLIPS, TERMS
from tests.taxonomy.check.small import Slip, check, key, write_small_taxonomy

SHIPPED = Path(__file__).parents[3] / "taxonomy"

BY_HAND = {
    "file-missing", "file-unreadable", "folder-unlisted", "replaced-by-nothing", "mapped-to-nothing", "id-moved",
    "folder-without-use", "model-broken",
}  # fmt: skip
"""Rules that one change to one file cannot break; each has its own test below."""


def test_a_taxonomy_without_fault_has_no_finding(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    assert check(tmp_path) == []
    assert read_taxonomy(tmp_path).vocabularies["methods"].terms[1].label == "design workshops"


def test_the_shipped_taxonomy_has_no_errors() -> None:
    errors = [str(f) for f in check_folder(SHIPPED, key).findings if f.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.code}-{slip.name}-{slip.new[:20]!r}")
def test_a_slip_gives_its_one_finding(slip: Slip, tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    slip.make(tmp_path)
    assert check(tmp_path) == [slip.place]


def test_every_rule_is_tested_and_every_tested_rule_exists() -> None:
    named = [name for name, _ in inspect.getmembers(sys.modules[__name__], inspect.isfunction)]
    assert {f"test_{code.replace('-', '_')}" for code in BY_HAND} <= set(named)
    assert sorted({slip.code for slip in SLIPS} | BY_HAND) == sorted(rule.code for rule in RULES)


def test_codes_are_unique_and_meanings_are_sentences() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert [rule.code for rule in RULES if not rule.meaning[0].isupper() or rule.meaning[-1] != "."] == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.code}-{slip.name}-{slip.new[:20]!r}")
def test_what_reading_refuses_is_an_error(slip: Slip, tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    slip.make(tmp_path)
    try:
        read_taxonomy(tmp_path)
    except TaxonomyError:
        assert [f.severity for f in check_folder(tmp_path, key).findings] == [Severity.ERROR]


def test_file_missing(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    (tmp_path / TERMS).unlink()
    checked = check_folder(tmp_path, key)
    assert [(f.code, f.path, f.line) for f in checked.findings] == [("file-missing", TERMS, 1)]
    assert checked.waiting == ["datasources"]
    write_small_taxonomy(tmp_path / "other")
    (tmp_path / "other" / MAPPINGS).unlink()
    assert check(tmp_path / "other") == [("file-missing", MAPPINGS, 1)]
    (tmp_path / FACETS).unlink()
    assert check(tmp_path) == [("file-missing", FACETS, 1)]


def test_file_unreadable(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    (tmp_path / "country" / "mappings.csv").unlink()
    (tmp_path / "country" / "mappings.csv").mkdir()
    assert check(tmp_path) == [("file-unreadable", "country/mappings.csv", 1)]


def test_folder_unlisted(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    shutil.copytree(tmp_path / "methods", tmp_path / "tools")
    assert check(tmp_path) == [("folder-unlisted", "tools/terms.csv", 1)]


def test_folder_without_use(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    (tmp_path / "date").mkdir()
    (tmp_path / "date" / "terms.csv").write_bytes(b"not even read")
    assert check(tmp_path) == [("folder-without-use", FACETS, 4)]


def test_replaced_by_nothing(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    dropped = b"ds-0007,diaries,,deprecated,,Notes.,1.1.0\n"
    older = b"ds-0008,journals,,deprecated,ds-0007,Notes.,1.1.0\n"
    Slip("", TERMS, GROUPS, GROUPS + dropped + older, 0).make(tmp_path)
    assert check(tmp_path) == [("deprecated-unreplaced", TERMS, 8), ("replaced-by-nothing", TERMS, 9)]


def test_mapped_to_nothing(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    Slip("", TERMS, OLD, OLD.replace(b"ds-0002", b""), 0).make(tmp_path)
    Slip("", MAPPINGS, DEEP, DEEP.replace(b"ds-0002", b"ds-0005"), 0).make(tmp_path)
    assert check(tmp_path) == [("mapped-to-nothing", MAPPINGS, 3), ("deprecated-unreplaced", TERMS, 6)]


def test_id_moved(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    Slip("", TERMS, GROUPS, b"", 0).make(tmp_path)
    Slip("", METHODS, b"me-0001,w", GROUPS.replace(b"ds-0001", b"") + b"me-0001,w", 0).make(tmp_path)
    assert check(tmp_path) == [("foreign-prefix", METHODS, 2), ("id-moved", METHODS, 2), ("orphan", METHODS, 2)]


def test_all_findings_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    Slip("", FACETS, b"structural,When.", b"structural,", 0).make(tmp_path)
    Slip("", TERMS, b"focus groups,ds-0001,active,,Talks with several people at once.", b",ds-0001,active,,", 0).make(
        tmp_path
    )
    Slip("", MAPPINGS, b"0.95,ada,2024-05-01", b"95,,yesterday", 0).make(tmp_path)
    assert check(tmp_path) == [
        ("confidence", MAPPINGS, 3),
        ("decided-by", MAPPINGS, 3),
        ("decided-on", MAPPINGS, 3),
        ("definition-missing", TERMS, 7),
        ("no-label", TERMS, 7),
        ("facet-undescribed", FACETS, 4),
    ]


def test_a_conflict_is_told_in_words(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    theirs = DEEP.replace(b"0.95", b"0.80")
    text = b"<<<<<<< HEAD\n" + DEEP + b"||||||| 1a2b\n=======\n" + theirs + theirs + b">>>>>>> feature\n"
    Slip("", MAPPINGS, DEEP, text, 0).make(tmp_path)
    (finding,) = check_folder(tmp_path, key).findings
    assert finding.problem == (
        "a git merge stopped here: HEAD says 'deep interviews' is ds-0002 (accept), feature says "
        "'deep interviews' is ds-0002 (accept); 'deep interviews' is ds-0002 (accept)"
    )


def test_labels_may_change_after_a_release(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    Slip("", METHODS, b"design workshops", b"design studios", 0).make(tmp_path)
    assert check(tmp_path) == []


def test_the_latest_release_is_the_highest_number(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    without = (tmp_path / METHODS).read_bytes()
    freeze(tmp_path, Version(1, 9, 0), "2024-05-03")
    (tmp_path / METHODS).write_bytes(without + b"me-0003,games,me-0001,active,,Play.,1.10.0\n")
    freeze(tmp_path, Version(1, 10, 0), "2024-05-04")
    (tmp_path / METHODS).write_bytes(without)
    assert check(tmp_path) == [("id-vanished", "releases/1.10.0/" + METHODS, 4)]


def test_model_broken(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    (tmp_path / "model-semantic.json").write_text("{}")
    assert check(tmp_path) == []  # who cannot tell does not ask
    (finding,) = check_folder(tmp_path, key, model_fault).findings
    assert (finding.code, finding.path, finding.severity) == ("model-broken", "model-semantic.json", Severity.ERROR)
    assert "it is not a model" in finding.problem
    (tmp_path / "model-semantic.json").write_text(shipped_weights(semantic=True).text)
    (tmp_path / "model.json").write_bytes(b"\xff")
    assert [finding.path for finding in check_folder(tmp_path, key, model_fault).findings] == ["model.json"]
