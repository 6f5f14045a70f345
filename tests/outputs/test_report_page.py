"""The report page: its figures are those of the views, before and after filters, and it opens from a mail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.outputs.html_page import write_page
from tests.conftest import write_reports
from tests.outputs.conftest import HOSTILE, OpenPage
from tests.review.web.checks import COLOURS, broken

Sql = duckdb.DuckDBPyConnection

FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"

FILTERS: dict[str, tuple[dict[str, str], str]] = {
    "all": ({}, "true"),
    "type": ({"type": "blog"}, "type = 'blog'"),
    "region": (
        {"region": "Africa"},
        "report_id IN (SELECT report_id FROM report_countries WHERE region = 'Africa')",
    ),
    "years": ({"from": "2021", "to": "2022"}, "year BETWEEN 2021 AND 2022"),
    "until": ({"to": "2021"}, "year <= 2021"),
    "several": (
        {"type": "experiment", "region": "Oceania", "from": "2022"},
        "type = 'experiment' AND year >= 2022 AND "
        "report_id IN (SELECT report_id FROM report_countries WHERE region = 'Oceania')",
    ),
}


@pytest.fixture
def fresh(page: Page) -> Page:
    """The page with everything shown, every table open."""
    page.locator("dialog").evaluate("(dialog) => dialog.close()")
    page.get_by_role("button", name="Show everything").click()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    return page


def choose(page: Page, filters: dict[str, str]) -> None:
    for name, label in filters.items():
        page.locator(f"[name={name}]").select_option(label=label)


def table(page: Page, name: str) -> list[list[str]]:
    """The cells of a table behind a chart."""
    found: Any = page.locator(f"[data-table={name}] tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return [list(row) for row in found]


def figures(page: Page) -> dict[str, str]:
    found: Any = page.locator("[data-figure]").evaluate_all(
        "all => Object.fromEntries(all.map((one) => [one.dataset.figure, one.textContent]))"
    )
    return dict(found)


@pytest.mark.parametrize("name", FILTERS)
def test_its_figures_are_those_of_the_database(fresh: Page, sql: Sql, name: str) -> None:
    filters, where = FILTERS[name]
    choose(fresh, filters)
    chosen = f"(SELECT report_id FROM reports WHERE {where})"
    uses = f"(SELECT * FROM uses WHERE report_id IN {chosen})"
    curated = "facet IN ('datasources', 'methods')"

    (counted,) = sql.execute(
        f"SELECT (SELECT count(*) FROM {chosen}), count(*), count(DISTINCT term_id) FROM {uses}"
    ).fetchall()
    assert tuple(int(figures(fresh)[one].replace(",", "")) for one in ("reports", "uses", "terms")) == counted

    terms = sql.execute(
        f"SELECT label, count(DISTINCT report_id), count(*) FROM {uses} WHERE {curated} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert sorted((row[0], int(row[3]), int(row[4])) for row in table(fresh, "terms")) == terms

    by_country = sql.execute(
        f"SELECT country, region, count(DISTINCT report_id) FROM report_countries WHERE report_id IN {chosen} "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert sorted((row[0], row[1], int(row[2])) for row in table(fresh, "world")) == by_country

    at_the_top = sql.execute(
        f"SELECT f.label, count(DISTINCT report_id) FROM {uses} JOIN facets f USING (facet) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert sorted((row[0], int(row[1])) for row in table(fresh, "taxonomy")) == at_the_top

    left = sql.execute(
        f"SELECT raw, count(*) FROM tag_terms WHERE outcome IN ('review', 'new') AND report_id IN {chosen} "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert sorted((row[0], int(row[3])) for row in table(fresh, "left")) == left


def test_unfiltered_it_gives_what_the_views_give(fresh: Page, sql: Sql) -> None:
    covered = sql.execute(
        "SELECT label, uses, spellings, mapped, auto, review, new, not_a_tag FROM coverage JOIN facets USING (facet) "
        "WHERE coverage.kind IN ('curated', 'closed') ORDER BY label"
    ).fetchall()
    assert sorted((row[0], *map(int, row[1:])) for row in table(fresh, "coverage")) == covered

    spelled = sql.execute(
        "SELECT label, max(reports) FROM (SELECT label, raw, count(DISTINCT report_id) AS reports FROM uses "
        "WHERE facet IN ('datasources', 'methods') GROUP BY ALL) GROUP BY label ORDER BY label"
    ).fetchall()
    assert sorted((row[0], int(row[2])) for row in table(fresh, "terms")) == spelled
    assert ["in-depth interviews", "deep talks (70)"] in [row[:2] for row in table(fresh, "terms")]

    years = [2020, 2021, 2022, 2023]
    trend = sql.execute("SELECT label, year, reports, share FROM term_by_year WHERE year IS NOT NULL").fetchall()
    shown = {(label, year): (reports, f"{100 * share:.{int(share < 0.1)}f}%") for label, year, reports, share in trend}
    rows = table(fresh, "trends")
    assert len(rows) == 6
    for label, *cells in rows:
        for year, cell in zip(years, cells, strict=True):
            reports, share = shown.get((label, year), (0, "0%"))
            assert cell == f"{reports} ({share})"

    pairs = sql.execute(
        "SELECT label, other_label, reports, round(lift, 2) FROM term_pairs "
        "WHERE facet = 'datasources' AND other_facet = 'methods' ORDER BY ALL"
    ).fetchall()
    found = sorted((row[0], row[1], int(row[2]), float(row[4])) for row in table(fresh, "pairs"))
    assert [row[:3] for row in found] == [row[:3] for row in pairs]
    assert [row[3] for row in found] == pytest.approx([row[3] for row in pairs], abs=0.011)


def test_the_facet_acts_on_every_section(fresh: Page, sql: Sql) -> None:
    choose(fresh, {"facet": "Methods"})
    methods = sql.execute("SELECT label, reports, uses FROM term_uses WHERE facet = 'methods' ORDER BY ALL").fetchall()
    assert sorted((row[0], int(row[3]), int(row[4])) for row in table(fresh, "terms")) == methods
    assert sorted((row[0], int(row[1])) for row in table(fresh, "taxonomy")) == [row[:2] for row in methods]
    assert [row[0] for row in table(fresh, "coverage")] == ["Methods"]
    assert {row[0] for row in table(fresh, "pairs")} == {row[0] for row in methods}
    expect(fresh.locator("#left")).to_have_text("No tag of this choice is left to decide.")
    countries = sql.execute(
        "SELECT country, max(of_reports) FROM term_by_country WHERE facet = 'methods' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert sorted((row[0], int(row[2])) for row in table(fresh, "world")) == countries


def test_the_taxonomy_is_walked_with_everything_narrower_counted(fresh: Page, sql: Sql) -> None:
    walk = fresh.locator("[data-table=taxonomy]")
    walk.get_by_role("row", name="Data sources").get_by_role("button", name="See what is in it").click()
    (within,) = sql.execute("SELECT reports FROM count_of('interviews')").fetchall()
    assert ("interviews", *within) in [(row[0], int(row[1])) for row in table(fresh, "taxonomy")]
    walk.get_by_role("row", name="interviews").get_by_role("button", name="See what is in it").click()
    assert [row[:2] for row in table(fresh, "taxonomy")] == [
        ["interviews (nothing narrower said)", "210"],
        ["in-depth interviews", "70"],
    ]
    fresh.locator("#path").get_by_role("button", name="All facets").click()
    assert len(table(fresh, "taxonomy")) == 4


def test_a_number_opens_its_reports_with_file_and_line(fresh: Page, sql: Sql) -> None:
    """By the keyboard alone; the first 200 of them."""
    opener = fresh.locator("[data-table=terms]").get_by_role("button", name="interviews", exact=True)
    opener.focus()
    fresh.keyboard.press("Enter")
    expect(fresh.locator("#reports-count")).to_have_text("210 reports")
    places = sql.execute(
        "SELECT path || ':' || min(line) FROM uses WHERE label = 'interviews' GROUP BY path ORDER BY path LIMIT 200"
    ).fetchall()
    assert fresh.locator("#reports-list code").all_text_contents() == [place for (place,) in places]
    expect(fresh.locator("#reports-more")).to_have_text("… and 10 more. Filters narrow the list.")
    fresh.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_bar_opens_its_reports(fresh: Page, sql: Sql) -> None:
    reports = dict(sql.execute("SELECT label, reports FROM term_uses").fetchall())
    for mark in ("path[fill='#0072b2']", "path[fill='#E69F00']", "text"):
        fresh.locator(f"#terms {mark}:visible").first.click()
        expect(fresh.get_by_role("dialog")).to_be_visible()
        label = fresh.locator("#reports-title").inner_text()
        expect(fresh.locator("#reports-count")).to_have_text(f"{reports[label]} reports")
        fresh.get_by_role("button", name="Close").click()


def test_what_a_label_a_title_or_a_tag_holds_is_text(fresh: Page) -> None:
    assert HOSTILE in [row[0] for row in table(fresh, "terms")]
    assert f"bees {HOSTILE}" in [row[0] for row in table(fresh, "left")]
    labels = [row[0] for row in table(fresh, "terms")]
    tip = "at => drawnCharts.get('terms').dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: at })"
    fresh.evaluate(tip, labels.index(HOSTILE))
    expect(fresh.locator(".tip")).to_contain_text(HOSTILE)
    assert fresh.evaluate("[window.ran, document.images.length]") == [None, 0]


def test_its_policy_runs_no_other_script_and_fetches_nothing(database: Path, browser: Browser) -> None:
    """Even if the escaping failed."""
    write_page(database, file := database.with_name("harmed.html"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("</body>", "<script>window.ran = 1</script></body>"), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("window.ran") is None
    assert page.evaluate("fetch('data:text/plain,x').then(() => 'fetched', () => 'refused')") == "refused"
    page.close()


def test_it_says_what_is_new(fresh: Page) -> None:
    expect(fresh.locator("#since")).to_contain_text("read 1 report that was new or had changed and found 0 deleted")
    expect(fresh.locator("#since")).to_contain_text("It brought 1 new distinct tag of this choice.")
    since = [row[:4] for row in table(fresh, "left") if "since" in row[2]]
    assert since == [["bee dances", "Data sources", "new, since the last run", "1"]]
    expect(fresh.locator("#release")).to_have_text("1 term in use is newer than the last release of the taxonomy.")
    assert table(fresh, "release") == [["satellite images", "Data sources", "30"]]


def test_it_meets_wcag_2_2_aa_and_fits_its_window(fresh: Page) -> None:
    for width in (1280, 768, 380):
        fresh.set_viewport_size({"width": width, "height": 900})
        fresh.wait_for_function(FITS)  # charts follow the window in the next frame
        if width != 768:
            assert broken(fresh) == [], width
    fresh.emulate_media(color_scheme="dark")
    assert broken(fresh, COLOURS) == []
    fresh.emulate_media(color_scheme="light")
    fresh.set_viewport_size({"width": 1280, "height": 900})
    fresh.locator("[data-table=terms] button").first.click()
    assert broken(fresh) == []
    fresh.keyboard.press("Escape")


def test_printed_it_is_light_and_fits_the_paper(fresh: Page) -> None:
    fresh.emulate_media(media="print")
    expect(fresh.locator("#terms svg")).to_have_attribute("width", "680")
    fresh.emulate_media(media="print", color_scheme="dark")
    assert fresh.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(fresh.locator("#filters select").first).to_be_hidden()
    fresh.emulate_media(media="screen", color_scheme="light")


def test_the_same_database_gives_the_same_page_anywhere_and_without_persons(
    database: Path, sql: Sql, tmp_path: Path
) -> None:
    write_page(database, here := tmp_path / "here.html")
    command = [sys.executable, "-m", "tagfold", "report", "--db", str(database), "--out", str(tmp_path / "there.html")]
    for zone in ("Etc/GMT-14", "Etc/GMT+12"):  # one of them has another day than Greenwich, whatever the hour
        environment = {**os.environ, "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "7"}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        assert here.read_bytes() == (tmp_path / "there.html").read_bytes()
    (person,) = sql.execute("SELECT DISTINCT raw FROM tags WHERE facet = 'focal_point'").fetchall()[0]
    assert person not in here.read_text(encoding="utf-8")


def test_a_database_without_tags_gives_a_page(taxonomy: Path, tmp_path: Path, opened: OpenPage) -> None:
    database = tmp_path / "empty.duckdb"
    write_reports(tmp_path / "untagged", {"a.md": "# A\n"})
    command = ["ingest", str(tmp_path / "untagged"), "--db", str(database), "--taxonomy", str(taxonomy)]
    assert CliRunner().invoke(app, command).exit_code == 0
    write_page(database, tmp_path / "empty.html")
    page = opened(tmp_path / "empty.html")
    expect(page.locator("#status")).to_have_text("All 1 report.")
    expect(page.locator("#since")).to_contain_text("one run")


def test_the_command_says_what_it_wrote_and_destroys_nothing(database: Path, tmp_path: Path) -> None:
    def report(*words: object) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["report", *map(str, words)])
        return done.exit_code, done.output

    page = tmp_path / "out.html"
    assert report("--db", database, "--out", page) == (
        0,
        f"{page}: 0.9 MB, with everything in it; open it in a browser or send it by mail\n",
    )
    code, said = report("--db", database, "--out", page, "--json")
    assert (code, json.loads(said)) == (0, {"out": str(page), "bytes": page.stat().st_size})
    code, said = report("--db", database, "--out", database)
    assert (code, "would be lost" in said) == (1, True)
    code, said = report("--db", tmp_path / "none.duckdb", "--out", page)
    assert (code, "there is no database yet" in said) == (1, True)
