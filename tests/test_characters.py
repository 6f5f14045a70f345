from __future__ import annotations

import pytest

from tagfold.characters import guarded, is_formula
from tagfold.matching.form import form_key
from tagfold.reports.grammar import parse_report
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.codec import MAPPING_COLUMNS, MAPPINGS


def rules_broken_by(variant: str) -> list[str]:
    """What the check says about a mapping of this variant."""
    row = f'"{variant}",1,ds-1,accept,spelling,,ada,2026-01-01,\n'
    sheet = Sheet("m.csv", MAPPINGS, (",".join(MAPPING_COLUMNS) + "\n" + row).encode())
    assert len(list(sheet.rows())) == 1
    return [finding.code for finding in sheet.findings if finding.code != "csv-form"]


@pytest.mark.parametrize("cell", ["=1", " =1", "＝1", "+a", "－5", "\u00a0@x", "\t-a"])
def test_what_the_check_calls_a_formula_the_export_guards(cell: str) -> None:
    assert is_formula(cell)
    assert guarded(cell) == "'" + cell
    assert "formula" in rules_broken_by(cell)


@pytest.mark.parametrize("sign", list("\u00ad\u200b\u200e\u200f\u202a\u202e\u2060\u2064\u2066\u2069\ufeff"))
def test_what_nobody_can_see_is_the_same_for_the_grammar_the_matcher_and_the_check(sign: str) -> None:
    assert form_key(f"inter{sign}views") == "interviews"
    assert [tag.raw for tag in parse_report(f"# A\n[[methods:{sign}]]\n[[methods:b]]").tags] == ["b"]
    assert rules_broken_by(f"inter{sign}views") == ["invisible-character"]


@pytest.mark.parametrize("joiner", list("\u200c\u200d"))
def test_joiners_belong_to_the_spelling_of_some_scripts(joiner: str) -> None:
    assert form_key(f"می{joiner}خواهم") == form_key("میخواهم")
    assert rules_broken_by(f"می{joiner}خواهم") == []
