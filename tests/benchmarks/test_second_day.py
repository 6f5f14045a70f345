"""The measured second day does what it says it does, and the docs have its figures."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.measure.second_day import FACET, Keyboard, row, second_day, workplace
from tests.conftest import ROOT


def cells(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / FACET / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_task_is_done_in_the_files(tmp_path: Path, browser: Browser) -> None:
    place = workplace(tmp_path, ROOT / "taxonomy", 2)
    was = {one["variant"]: one["term_id"] for one in cells(place.taxonomy, "mappings.csv")}
    page = browser.new_page()
    done: dict[str, Keyboard] = {}
    for name, number, desk in second_day(place, page, 2, 2):
        assert number == 2
        done[re.sub(r" \(.*", "", name)] = desk
    page.close()
    by_id = {one["term_id"]: one["label"] for one in cells(place.taxonomy, "terms.csv")}
    made = {one["label"]: by_id[one["broader_id"]] for one in cells(place.taxonomy, "terms.csv") if one["broader_id"]}
    assert {label: made[label] for label in place.headings} == place.headings
    mappings = {one["variant"]: one for one in cells(place.taxonomy, "mappings.csv")}
    assert len([variant for variant, term_id in was.items() if mappings[variant]["term_id"] != term_id]) == 2
    assert [mappings[f"second day {number}"]["decided_by"] for number in (0, 1)] == ["main", "ben"]

    page_of_docs = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    for name in ("find and remap a spelling", "settle a conflict"):  # the letters depend on which ones they are
        found = re.search(rf"\| {name} \| \d+ \| ([\d.]+) \| [\d.]+ \| ([\d.]+) \|", page_of_docs)
        assert found, name
        shown = row(name, 2, done[name]).split(" | ")
        assert (found[1], found[2]) == (shown[2], shown[4])
