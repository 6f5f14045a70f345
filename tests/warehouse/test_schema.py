"""The tables and views explain themselves."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Rows, Run

PROMISED = {
    "answers", "answers_to", "choices", "count_of", "coverage", "decisions", "dictionary", "facets", "first_seen",
    "goes_with", "mappings", "mentioned_not_tagged", "mentions", "passages", "places", "problems", "questions",
    "report_countries", "reports", "review_queue", "runs", "spellings", "tag_terms", "tags", "term_by_country",
    "term_by_year", "term_labels", "term_pairs", "term_paths", "term_related", "term_scope_notes",
    "term_uses", "terms", "terms_named", "trace", "trend", "uses", "uses_of",
}  # fmt: skip


def test_every_table_view_and_column_has_a_comment(run: Run, rows: Rows) -> None:
    run()
    assert rows("SELECT table_name, column_name FROM dictionary WHERE coalesce(comment, '') = ''") == []
    assert {row[0] for row in rows("SELECT table_name FROM dictionary")} == PROMISED


def test_views_for_analysts(run: Run, rows: Rows) -> None:
    run()
    assert rows("SELECT label, iso3, country, reports FROM term_by_country ORDER BY 1") == [
        ("in-depth interviews", "ZMB", "Zambia", 1),
        ("interviews", "ZMB", "Zambia", 1),
        ("surveys", "ZMB", "Zambia", 1),
    ]
    assert rows("SELECT year, uses FROM term_by_year WHERE label = 'in-depth interviews'") == [(2024, 2)]
    pairs = "SELECT label, other_label, reports FROM term_pairs WHERE facet = other_facet ORDER BY ALL"
    terms = ("in-depth interviews", "interviews", "surveys")
    assert rows(pairs) == [(one, other, 1) for one in terms for other in terms if one != other]
    assert rows("SELECT uses, mapped, new FROM coverage WHERE facet = 'datasources'") == [(3, 3, 0)]


def test_wordings_of_a_question_share_an_id(run: Run, rows: Rows, reports: Path) -> None:
    ask = "# {0}\n[[type:experiment]]\n> {0}\n\nyes\n"
    for name, wording in {
        "new": "Please state the name of the partner:",
        "entity": "Please state the name&nbsp;of the  partner:",
        "other": "Is there a baseline?",
        "again": "is there a baseline ?",
    }.items():
        (reports / f"{name}.md").write_text(ask.format(wording), encoding="utf-8")
    run()
    found = rows("SELECT path, question_id FROM answers JOIN reports USING (report_id)")
    ids = {str(path).removesuffix(".md"): str(question) for path, question in found}
    assert ids["bees"] == ids["new"] == ids["entity"] == "qu-0001"
    assert ids["other"] == ids["again"]
    assert ids["other"].startswith("x-")


def test_what_names_a_row_is_its_primary_key(run: Run, rows: Rows) -> None:
    run()
    found = rows(
        "SELECT table_name, array_to_string(constraint_column_names, ', ') FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY' ORDER BY table_name"
    )
    assert found == [
        ("answers", "report_id, position"),
        ("choices", "report_id, position, choice_no"),
        ("decisions", "facet, raw, part"),
        ("facets", "facet"),
        ("first_seen", "facet, raw"),
        ("passages", "report_id, position"),
        ("places", "report_id, position"),
        ("reports", "report_id"),
        ("runs", "run_id"),
        ("tags", "report_id, position"),
        ("term_labels", "term_id, language"),
        ("term_related", "term_id, related_id"),
        ("term_scope_notes", "term_id"),
        ("terms", "term_id"),
    ]
