"""Findings are where the tag is, and fixing changes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagfold.finding import Finding
from tagfold.lint.advice import Adviser
from tagfold.lint.findings import corrected, lint_report
from tagfold.matching.all_facets import decide_all
from tagfold.matching.decision import Outcome
from tagfold.reports.decoding import decode_report
from tagfold.reports.grammar import parse_report
from tagfold.reports.report import Tag
from tagfold.reports.tags import scan_tags
from tagfold.taxonomy.files import read_taxonomy
from tests.conftest import ROOT

HEAD = "# Bees\n[[type:blog]]\n"


@pytest.fixture
def adviser(taxonomy: Path) -> Adviser:
    return Adviser(read_taxonomy(taxonomy))


def found(text: str, adviser: Adviser) -> list[tuple[int, int, str]]:
    return [(finding.line, finding.column, finding.code) for finding in lint_report(HEAD + text, adviser)]


def only(text: str, adviser: Adviser) -> Finding:
    (finding,) = lint_report(HEAD + text, adviser)
    return finding


def fixed(text: str, adviser: Adviser) -> str:
    return corrected(HEAD + text, lint_report(HEAD + text, adviser)).removeprefix(HEAD)


def test_a_clean_report_has_no_findings(adviser: Adviser) -> None:
    text = (
        "[[datasources:in-depth interviews]]\n[[datasources:Interviews ]]\n[[year:2024]] [[0:07]], [[country:Fiji]]\n"
    )
    assert found(text, adviser) == []


def test_another_spelling_is_told_with_the_canonical_one(adviser: Adviser) -> None:
    finding = only("so [[datasources:In depth interviews]]", adviser)
    assert (finding.line, finding.column, finding.severity, finding.code) == (3, 4, "warning", "other-spelling")
    assert finding.problem == "'In depth interviews' is known as 'in-depth interviews'"
    assert finding.remedy == "write 'in-depth interviews'"


def test_a_singular_is_mentioned_and_fails_nothing(adviser: Adviser) -> None:
    finding = only("[[datasources:in-depth interview]]", adviser)
    assert (finding.code, finding.severity) == ("other-spelling", "info")
    assert only("[[datasources:deep interviews]]", adviser).severity == "warning"


def test_a_slip_that_only_the_engine_sees_is_told_and_not_corrected(adviser: Adviser) -> None:
    finding = only("[[datasources:intervievws]]", adviser)
    assert (finding.code, finding.remedy, finding.edit) == ("other-spelling", "write 'interviews'", None)


def test_a_glued_tag_that_people_split_is_corrected(adviser: Adviser) -> None:
    finding = only("[[datasources:Surveys, interviews]]", adviser)
    assert (finding.code, finding.problem) == ("glued-tag", "'Surveys, interviews' is 2 tags")
    alone = fixed("[[datasources:Surveys, interviews]]\nbees\n", adviser)
    assert alone == "[[datasources:surveys]]\n[[datasources:interviews]]\nbees\n"
    inside = fixed("by [[datasources:surveys, interviews]] we", adviser)
    assert inside == "by [[datasources:surveys]] [[datasources:interviews]] we"


def test_a_glued_tag_that_only_the_engine_sees_is_told_with_its_parts(adviser: Adviser) -> None:
    finding = only("[[datasources:interviews; bee walks]]", adviser)
    assert (finding.code, finding.edit) == ("glued-tag", None)
    assert finding.problem == (
        "'interviews; bee walks' seems to be 2 tags, a list by its marks: 'interviews' + 'bee walks'"
    )


def test_a_misspelt_facet_is_told_and_its_value_looked_at(adviser: Adviser) -> None:
    text = "[[datasource:deep interviews]]\n[[data sourses:surveys]]\n[[wibble:surveys]]"
    findings = lint_report(HEAD + text, adviser)
    assert [(f.line, f.code, f.remedy) for f in findings] == [
        (3, "other-spelling", "write 'in-depth interviews'"),
        (3, "unknown-facet", "write 'datasources'"),
        (4, "unknown-facet", "write 'datasources'"),
        (5, "unknown-facet", "use one of country, datasources, date, focal_point, latlng, questions, type, year"),
    ]
    once = fixed(text, adviser)
    assert once == "[[datasources:deep interviews]]\n[[data sourses:surveys]]\n[[wibble:surveys]]"
    assert fixed(once, adviser).startswith("[[datasources:in-depth interviews]]\n")


def test_what_the_grammar_cannot_read_is_told(adviser: Adviser) -> None:
    assert found("[[datasources: ]] x [[datasources:surveys\n\n [[interviews]]", adviser) == [
        (3, 1, "empty-tag"), (3, 21, "unclosed-tag"), (5, 2, "no-facet"),
    ]  # fmt: skip
    codes = [finding.code for finding in lint_report("[[year:soon]]", adviser)]
    assert sorted(codes) == ["bad-year", "no-title", "no-type"]


def test_new_tags_are_welcome_and_near_ones_only_mentioned(adviser: Adviser) -> None:
    assert found("[[datasources:hive scales]]", adviser) == []
    assert found("[[datasources:n/a]]", adviser) == [(3, 1, "not-a-tag")]


def test_values_of_a_closed_list_are_in_it_or_told(adviser: Adviser) -> None:
    assert found("[[country:Null Island]]", adviser) == []
    assert found("[[country:Atlantis]]", adviser) == [(3, 1, "not-in-list")]


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_columns_and_edits_are_right_whatever_ends_lines(line: str, adviser: Adviser) -> None:
    text = line.join(["# Bees", "[[type:blog]]", "é [[ datasources :deep interviews]] [[datasources:survey]]", ""])
    findings = lint_report(text, adviser)
    assert [(f.line, f.column, f.code) for f in findings] == [(3, 3, "other-spelling"), (3, 37, "other-spelling")]
    expected = text.replace("deep interviews", "in-depth interviews")
    assert corrected(text, findings) == expected


def test_every_opening_of_the_samples_has_its_own_place() -> None:
    adviser = Adviser(read_taxonomy(ROOT / "taxonomy"))
    for path in sorted((ROOT / "data/raw").glob("*.md")):
        text = decode_report(path.read_bytes())[0] or ""
        for finding in lint_report(text, adviser):
            if finding.edit:
                assert text[finding.edit.start : finding.edit.end] == finding.edit.was


def test_fixing_the_samples_moves_no_use_to_another_term() -> None:
    taxonomy = read_taxonomy(ROOT / "taxonomy")
    adviser = Adviser(taxonomy)
    edits = 0
    for path in sorted((ROOT / "data/raw").glob("*.md")):
        text = decode_report(path.read_bytes())[0] or ""
        findings = lint_report(text, adviser)
        edits += sum(finding.edit is not None for finding in findings)
        better = corrected(text, findings)

        def terms(content: str) -> list[str]:
            tags = [(tag.facet, tag.raw) for tag in parse_report(content).tags]
            decided = [d for d in decide_all(taxonomy, tags) if d.outcome in (Outcome.MAPPED, Outcome.AUTO)]
            return [decision.term_id or "" for decision in decided]

        if not any(finding.code == "unknown-facet" for finding in findings):
            assert terms(better) == terms(text), path.name
        assert not [f for f in lint_report(better, adviser) if f.edit and f.code != "other-spelling"]
        assert not any(isinstance(item, Tag) and not item.raw.strip() for item in scan_tags(better))
    assert edits > 80
