"""The views and macros on a few reports whose right figures can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MAPPINGS, Rows, Run, write_reports, write_taxonomy

REPORTS = {
    "a.md": "# A\n[[type:blog]]\n[[year:2023]]\n[[focal_point:ada]]\n[[country:Zambia]]\n[[country:Zambia]]\n"
    "[[datasources:deep interviews]]\n[[datasources:in depth interviews]]\n[[methods:workshops]]\n",
    "b.md": "# B\n[[type:blog]]\n[[year:2023]]\n[[focal_point:ada]]\n[[country:zambia]]\n[[country:Fiji]]\n"
    "[[datasources:interviews]]\n[[methods:games]]\n[[methods:workshops]]\n",
    "c.md": "# C\n[[type:blog]]\n[[year:2024]]\n[[focal_point:bob]]\n[[country:Null Island]]\n"
    "[[datasources:surveys]]\n[[datasources:inteviewers at large]]\n[[methods:games]]\n",
    "d.md": "# D\n[[type:learningplan]]\n[[year:2024]]\n[[datasources:surveys, interviews]]\n"
    "> Please state the name of the Parter:\n\nThe hive\n\n> Please state the name of the partner:\n",
}

METHODS = """\
term_id,label,broader_id,status,replaced_by,definition,since
me-0001,workshops,,active,,Meetings.,1.0.0
me-0002,games,,active,,Play.,1.0.0
"""

REGIONS = """\
term_id,label,broader_id,status,replaced_by,definition,since
co-0001,global,,active,,No country.,1.0.0
iso-FJI,Fiji,m49-054,active,,ISO 3166-1 code FJI.,1.0.0
iso-ZMB,Zambia,m49-014,active,,ISO 3166-1 code ZMB.,1.0.0
m49-002,Africa,,active,,Region 002.,1.0.0
m49-009,Oceania,,active,,Region 009.,1.0.0
m49-014,Eastern Africa,m49-002,active,,Subregion 014.,1.0.0
m49-054,Melanesia,m49-009,active,,Subregion 054.,1.0.0
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views")
    taxonomy = write_taxonomy(folder / "taxonomy")
    with (taxonomy / "facets.csv").open("a", encoding="utf-8") as facets:
        facets.write("methods,Methods,curated,How.\n")
    (taxonomy / "methods").mkdir()
    (taxonomy / "methods/terms.csv").write_text(METHODS, encoding="utf-8")
    (taxonomy / "methods/mappings.csv").write_text(MAPPINGS["country"].partition("\n")[0] + "\n", encoding="utf-8")
    (taxonomy / "country/terms.csv").write_text(REGIONS, encoding="utf-8")
    write_reports(folder / "reports", REPORTS)
    return folder


@pytest.fixture
def reports(project: Path) -> Path:
    return project / "reports"


@pytest.fixture
def taxonomy(project: Path) -> Path:
    return project / "taxonomy"


@pytest.fixture(autouse=True)
def _made(run: Run) -> None:
    run()


def test_a_plain_group_by_counts_what_is_decided(rows: Rows) -> None:
    assert rows("SELECT label, count(*) FROM uses WHERE facet = 'datasources' GROUP BY 1 ORDER BY 1") == [
        ("in-depth interviews", 2),
        ("interviews", 2),
        ("surveys", 2),
    ]
    waiting = "raw = 'inteviewers at large'"
    assert rows(f"SELECT term_id, label, candidate FROM tag_terms WHERE {waiting}") in (
        [(None, None, "interviews")],
        [(None, None, None)],
    )
    assert rows(f"SELECT raw FROM uses WHERE {waiting}") == []


def test_headlines_are_reports_then_uses_people_and_countries(rows: Rows) -> None:
    figures = "label, reports, uses, spellings, countries, people"
    assert rows(f"SELECT {figures} FROM term_uses WHERE facet = 'datasources' ORDER BY label") == [
        ("depth talks", 0, 0, 0, 0, 0),
        ("in-depth interviews", 1, 2, 2, 1, 1),
        ("interviews", 2, 2, 2, 2, 1),
        ("surveys", 2, 2, 2, 0, 1),
    ]


def test_countries_have_one_name_each_once_a_report_and_none_vanishes(rows: Rows) -> None:
    shown = "path, iso3, c.country, region, subregion"
    assert rows(f"SELECT {shown} FROM report_countries c JOIN reports USING (report_id) ORDER BY ALL") == [
        ("a.md", "ZMB", "Zambia", "Africa", "Eastern Africa"),
        ("b.md", "FJI", "Fiji", "Oceania", "Melanesia"),
        ("b.md", "ZMB", "Zambia", "Africa", "Eastern Africa"),
        ("c.md", None, "global", "global", "global"),
        ("d.md", None, "not given", "not given", "not given"),
    ]
    assert rows("SELECT DISTINCT country, country_raw, iso3 FROM places ORDER BY ALL") == [
        ("Fiji", "Fiji", "FJI"),
        ("Zambia", "Zambia", "ZMB"),
        ("Zambia", "zambia", "ZMB"),
        ("global", "Null Island", None),
    ]
    assert rows("SELECT country, reports, of_reports, share FROM term_by_country WHERE label = 'games' ORDER BY 1") == [
        ("Fiji", 1, 1, 1.0),
        ("Zambia", 1, 2, 0.5),
        ("global", 1, 1, 1.0),
    ]


def test_a_share_tells_growth_from_more_reports(rows: Rows) -> None:
    figures = "year, reports, of_reports, share"
    assert rows(f"SELECT {figures} FROM term_by_year WHERE label = 'interviews' ORDER BY year") == [
        (2023, 1, 2, 0.5),
        (2024, 1, 2, 0.5),
    ]
    assert rows("SELECT year, reports, of_reports, share FROM trend('interviews')") == [
        (2023, 2, 2, 1.0),  # with everything narrower
        (2024, 1, 2, 0.5),
    ]


def test_pairs_are_there_in_both_directions_with_share_and_lift(rows: Rows) -> None:
    either = "(label, other_label) IN (('interviews', 'games'), ('games', 'interviews'))"
    shown = "label, other_label, reports, share, other_share, lift"
    assert rows(f"SELECT {shown} FROM term_pairs WHERE {either} ORDER BY 1") == [
        ("games", "interviews", 1, 0.5, 1.0, 1.5),  # of b and c one has interviews; 1 of 3 would by chance have both
        ("interviews", "games", 1, 1.0, 0.5, 1.5),
    ]
    found = "SELECT other_label, reports, other_share FROM goes_with('deep interviews', 'methods')"
    assert rows(found) == [("workshops", 1, 0.5)]


def test_macros_know_a_term_by_every_name(rows: Rows) -> None:
    for name in ("interviews", "INTERVIEWS", "ds-0001"):
        assert rows(f"SELECT label, reports, uses, terms, spellings FROM count_of('{name}')") == [
            ("interviews", 3, 4, 2, 4)
        ]
    assert rows("SELECT path, line, raw FROM trace('deep interviews')") == [
        ("a.md", 7, "deep interviews"),
        ("a.md", 8, "in depth interviews"),
    ]
    assert rows("SELECT label FROM terms_named('surveys, interviews')") == []  # two terms, so the name of none
    for name in ("In_Depth-interviews", "indepth INTERVIEWS", "in-depth  interviews"):
        assert rows(f"SELECT term_id FROM terms_named('{name}')") == [("ds-0002",)]
    assert rows("SELECT label FROM terms_named('--')") == []


def test_questions_and_their_answers_whatever_the_wording(rows: Rows) -> None:
    assert rows("SELECT question, wordings, reports, asked, answered FROM questions") == [
        ("Please state the name of the partner:", 2, 1, 2, 1)
    ]
    assert rows("SELECT country, answer, path, line FROM answers_to('please state the name of the PARTNER:')") == [
        ("not given", "The hive", "d.md", 5)
    ]
    assert rows("FROM answers_to('qu-0001', 'Zambia')") == []


def test_spellings_before_and_after(rows: Rows) -> None:
    assert rows("SELECT raw, outcome, label, uses FROM spellings WHERE label LIKE '%interviews%' ORDER BY 1") == [
        ("deep interviews", "mapped", "in-depth interviews", 1),
        ("in depth interviews", "mapped", "in-depth interviews", 1),
        ("interviews", "mapped", "interviews", 1),
        ("surveys, interviews", "mapped", "interviews + surveys", 1),
    ]
