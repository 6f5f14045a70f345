"""Laws on the real reports. They skip where there are none (see conftest.py)."""

from __future__ import annotations

import re
from collections import Counter

from tagfold.reports.grammar import MOST_PROBLEMS_OF_A_KIND, parse_report
from tagfold.reports.report import Problem, Report, Tag
from tagfold.reports.tags import NotATag, scan_tags
from tests.reports.conftest import Corpus

TAG = re.compile(r"\[\[([A-Za-z][A-Za-z_ -]*):(.*?)\]\]", re.DOTALL)
"""A facet that begins with a letter, and all up to the first `]]`, over lines too."""

CLOCK = re.compile(r"\[\[\\?\[?[0-9]+:[0-9]{1,2}(?!\d)(?=\\?\]|\.)")
"""Minutes and seconds, once with one digit, closed by a bracket that may have a backslash before it."""


def lines_of_openings(text: str) -> list[int]:
    """The line of each `[[`, where `[[[` is one: cut the text at line ends, then count without regex."""
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        opened = line.replace("[[", "\0").replace("\0[", "\0")
        while "\0\0" in opened:
            opened = opened.replace("\0\0", "\0")
        lines += [number] * opened.count("\0")
    return lines


def test_law_every_opening_is_a_tag_a_recognized_non_tag_or_a_problem(corpus: Corpus) -> None:
    openings = 0
    for path, text in corpus.items():
        expected = lines_of_openings(text)
        assert [item.line for item in scan_tags(text)] == expected, path
        openings += len(expected)
    assert openings > len(corpus), "the corpus has fewer tags than reports: is it the right folder?"


def test_law_every_opening_is_in_the_report_or_known_to_be_no_tag(corpus: Corpus) -> None:
    for path, text in corpus.items():
        report = parse_report(text)
        unread = sum(problem.code in ("unclosed-tag", "no-facet", "empty-tag") for problem in report.problems)
        if unread > MOST_PROBLEMS_OF_A_KIND:
            continue
        clocks = sum(isinstance(item, NotATag) for item in scan_tags(text))
        assert len(report.tags) + unread + clocks == len(lines_of_openings(text)), path


def test_tags_by_facet_agree_with_a_plain_regex(corpus: Corpus) -> None:
    """No difference is known: what the plain regex finds in a report is what the grammar finds."""
    for path, text in corpus.items():
        plain = Counter(re.sub(r"[ -]+", "_", facet).lower() for facet, value in TAG.findall(text) if value.strip())
        found = Counter(item.facet for item in scan_tags(text) if isinstance(item, Tag))
        assert found == plain, path


def test_values_and_lines_of_tags_agree_with_a_plain_regex(corpus: Corpus) -> None:
    for path, text in corpus.items():
        plain = [(m[2], text.count("\n", 0, m.start()) + 1) for m in TAG.finditer(text) if m[2].strip()]
        found = [(item.raw, item.line) for item in scan_tags(text) if isinstance(item, Tag)]
        assert found == plain, path


def test_what_is_no_tag_is_a_timestamp(corpus: Corpus) -> None:
    for path, text in corpus.items():
        others = [item for item in scan_tags(text) if isinstance(item, NotATag)]
        assert len([item for item in others if item.kind == "timestamp"]) == len(CLOCK.findall(text)), path


def test_every_part_of_a_report_is_where_it_says(corpus: Corpus) -> None:
    for path, text in corpus.items():
        lines = text.split("\n")
        report = parse_report(text)
        for tag in report.tags:
            assert tag.raw.split("\n")[0] in lines[tag.line - 1], (path, tag.line)
        for answer in report.answers:
            assert ">" in lines[answer.line - 1], (path, answer.line)


def test_all_but_a_few_reports_have_a_title_a_type_and_a_date_that_can_be_read(corpus: Corpus) -> None:
    reports = {path: parse_report(text) for path, text in corpus.items()}
    assert count_of("no-title", reports) <= 0.001 * len(reports)
    assert count_of("no-type", reports) <= 0.001 * len(reports)
    assert count_of("bad-date", reports) == 0
    assert count_of("bad-latlng", reports) == 0


def count_of(code: str, reports: dict[str, Report]) -> int:
    """Reports that have a problem of this code."""

    def has(problems: tuple[Problem, ...]) -> bool:
        return any(problem.code == code for problem in problems)

    return sum(has(report.problems) for report in reports.values())
