"""A curator's second day on the real page in a real browser: what is found and changed, placed, and settled.

    python -m benchmarks.measure.second_day [TAXONOMY]

Made from the taxonomy's data sources: 20 spellings that are decided are found and get another term; 20 terms are left
out, so that their labels are new tags, and placed under their headings; 10 conflicts of a git merge are settled. Prints
a Markdown table: keys pressed (a click is one), letters typed, pages loaded, and the seconds that the page took.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from tagfold.ingestion.ingest import ingest
from tagfold.localserver import serving
from tagfold.matching.form import form_key
from tagfold.records import csv_bytes
from tagfold.review.session import ReviewSession
from tagfold.review.stopped_merge import StoppedMerge
from tagfold.review.web.access import MAX_BODY, AccessControl, AccessKeys
from tagfold.review.web.app import review_page
from tagfold.review.web.merge_views import MergeFirst
from tagfold.settings import Settings
from tagfold.taxonomy.codec import mapping_order
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Judgement, Status, Term, Vocabulary
from tests.browser import CHROMIUM, CHROMIUM_OPTIONS

FACET = "datasources"
Row = TypeVar("Row")

SPELLINGS, NEW_TERMS, CONFLICTS = 20, 20, 10


@dataclass
class Keyboard:
    """Somebody at the page, and what it costs them."""

    page: Page
    keys: int = 0
    letters: int = 0
    loads: int = 0
    seconds: float = 0.0

    def press(self, key: str, *, loads: bool = False) -> None:
        self._do(lambda: self.page.keyboard.press(key), loads)

    def click(self, words: str) -> None:
        """The link with these words, which leads to another page."""
        self._do(self.page.get_by_role("link", name=words, exact=True).first.click, loads=True)

    def write(self, text: str) -> None:
        """Into the field with the focus, in place of what it holds."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.letters += len(text)

    def _do(self, act: Callable[[], None], loads: bool) -> None:
        started = time.perf_counter()
        if loads:
            with self.page.expect_navigation():
                act()
            self.loads += 1
        else:
            act()
        self.keys += 1
        self.seconds += time.perf_counter() - started


@dataclass
class Workplace:
    """A copy of the taxonomy with some terms left out, reports that use their labels, and the database."""

    folder: Path
    left_out: list[Term] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)

    @property
    def taxonomy(self) -> Path:
        return self.folder / "taxonomy"

    @property
    def vocabulary(self) -> Vocabulary:
        return read_taxonomy(self.taxonomy).vocabularies[FACET]

    def session(self) -> ReviewSession:
        return ReviewSession(self.taxonomy, self.folder / "tagfold.duckdb", "Ada", lambda: datetime.now(UTC))

    def edit(self, name: str, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
        """Change the rows of a file of the facet, whatever columns it has."""
        path = self.taxonomy / FACET / name
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        path.write_bytes(csv_bytes(tuple(head), change(rows)))

    def git(self, *words: str) -> int:
        who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", "-C", str(self.taxonomy), *who, *words], capture_output=True, check=False)
        return done.returncode


def workplace(folder: Path, taxonomy: Path, new_terms: int) -> Workplace:
    """Everything that the tasks need, in an empty folder."""
    place = Workplace(folder)
    shutil.copytree(taxonomy, place.taxonomy, ignore=shutil.ignore_patterns("releases", "history.csv"))
    whole = place.vocabulary
    above = {term.broader_id for term in whole.terms}
    leaves = [t for t in whole.terms if t.status is Status.ACTIVE and t.broader_id and t.term_id not in above]
    place.left_out = spread(leaves, new_terms)
    place.headings = {term.label: whole.by_id[term.broader_id or ""].label for term in place.left_out}
    gone = {term.term_id for term in place.left_out}
    gone |= {term.term_id for term in whole.terms if term.replaced_by in gone}
    place.edit("terms.csv", lambda rows: [row for row in rows if row[0] not in gone])
    place.edit("mappings.csv", lambda rows: [row for row in rows if row[2] not in gone])
    (folder / "reports").mkdir()
    for number, term in enumerate(place.left_out):
        text = f"# Report {number}\n\n[[{FACET}:{term.label}]]\n\nWhat was done there.\n"
        (folder / "reports" / f"{number}.md").write_text(text, encoding="utf-8")
    ingest(Settings((folder / "reports",), place.taxonomy, folder / "tagfold.duckdb", workers=1))
    return place


def spread(rows: list[Row], most: int) -> list[Row]:
    """So many of them, from everywhere."""
    return [rows[number * len(rows) // most] for number in range(min(most, len(rows)))]


def find_and_remap(place: Workplace, desk: Keyboard, address: str, most: int) -> list[tuple[str, str]]:
    """Each spelling is looked for, opened, and given the term that follows its own. Gives what each should mean now."""
    vocabulary = place.vocabulary
    terms = [term for term in vocabulary.terms if term.status is Status.ACTIVE]
    after = {term.term_id: terms[(at + 1) % len(terms)] for at, term in enumerate(terms)}
    rows = [row for row in vocabulary.mappings if row.judgement is Judgement.ACCEPT and row.term_id in after]
    parts = [form_key(row.variant) for row in rows]  # a split tag has several rows
    taken = {form_key(term.label) for term in vocabulary.terms}
    free = [row for row, key in zip(rows, parts, strict=True) if parts.count(key) == 1 and key not in taken]
    chosen = spread(free, most)
    desk.page.goto(f"{address}tags?{urlencode({'facet': FACET, 'outcome': 'any'})}")
    found = []
    for row in chosen:
        wanted = after[row.term_id or ""].label
        desk.press("f")
        desk.write(row.variant)
        desk.press("Enter", loads=True)
        desk.click(row.variant)
        desk.press("t")
        desk.write(wanted)
        desk.page.locator("ul.found [role=option]:visible").first.wait_for()
        desk.press("Enter", loads=True)
        desk.press("a", loads=True)
        desk.press("f", loads=True)
        found.append((row.variant, after[row.term_id or ""].term_id))
    return found


def place_new_terms(place: Workplace, desk: Keyboard, address: str) -> int:
    """Each tag becomes a term again. Gives how many headings were chosen already."""
    chosen = 0
    for term in place.left_out:
        key = form_key(term.label)
        desk.page.goto(f"{address}queue?{urlencode({'of': FACET, 'facet': FACET, 'key': key})}")
        desk.press("n")
        desk.page.locator("#headings").wait_for()
        if desk.page.get_by_label("Label").input_value() != term.label:
            desk.write(term.label)
        offered = [radio.get_attribute("value") for radio in desk.page.locator("#headings input").all()]
        wanted = place.headings[term.label]
        chosen += offered[0] == wanted
        desk.press("Tab")
        for _ in range(offered.index(wanted) if wanted in offered else 0):
            desk.press("ArrowDown")
        desk.press("Tab")
        if wanted not in offered:
            desk.write(wanted)
            desk.page.locator("ul.found [role=option]:visible").first.wait_for()
            desk.press("Enter")
        desk.press("Tab")
        desk.write(term.definition)
        desk.press("Enter", loads=True)
        desk.press("a", loads=True)
    return chosen


def stop_merge(place: Workplace, most: int) -> StoppedMerge:
    """Two branches that say different things about the same spellings, and a merge that stopped."""
    vocabulary = place.vocabulary
    terms = [term for term in vocabulary.terms if term.status is Status.ACTIVE]
    place.git("init", "-q", "-b", "main")
    place.git("add", ".")
    place.git("commit", "-q", "-m", "start")
    place.git("branch", "ben")
    for branch, step in (("ben", 0), ("main", 1)):
        place.git("switch", "-q", branch)
        new = [
            [f"second day {n}", "1", terms[2 * n + step].term_id, "accept", "synonym", "", branch, "2026-11-02", ""]
            for n in range(most)
        ]
        place.edit("mappings.csv", lambda rows, new=new: sorted([*rows, *new], key=mapping_order))  # type: ignore[misc]
        place.git("commit", "-q", "-a", "-m", branch)
    place.git("merge", "-q", "ben")
    return StoppedMerge(place.taxonomy, "Ada", lambda: datetime.now(UTC))


def settle(desk: Keyboard, address: str, most: int) -> None:
    """One side of each conflict, ours and theirs in turn."""
    desk.page.goto(address)
    for number in range(most):
        desk.press("12"[number % 2], loads=True)


@contextmanager
def served(app: Callable[..., object], keys: AccessKeys) -> Iterator[str]:
    """The address of a page while it is served."""
    with serving(lambda port: AccessControl(app, port, keys), MAX_BODY) as server:  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server.door.address
        finally:
            server.stop()
            thread.join(10)


def second_day(place: Workplace, page: Page, spellings: int, conflicts: int) -> Iterator[tuple[str, int, Keyboard]]:
    """Each task, how many of it there were, and what it took."""
    keys, session = AccessKeys(), place.session()
    with served(review_page(session, keys), keys) as address:
        desk = Keyboard(page)
        yield "find and remap a spelling", len(find_and_remap(place, desk, address, spellings)), desk
        desk = Keyboard(page)
        chosen = place_new_terms(place, desk, address)
        yield f"place a new term ({chosen} with the right heading chosen already)", len(place.left_out), desk
    keys, merge, desk = AccessKeys(), stop_merge(place, conflicts), Keyboard(page)
    merged = merge.merge()
    page_of_merge = MergeFirst(merge, keys, merged, lambda: review_page(place.session(), keys))
    with served(page_of_merge, keys) as address:
        settle(desk, address, conflicts)
        yield "settle a conflict", conflicts - len(merge.left()), desk


def row(name: str, done: int, desk: Keyboard) -> str:
    """A line of the table: for one of them, on average."""
    each = [f"{number / done:.1f}" for number in (desk.keys, desk.letters, desk.loads)]
    return f"| {name} | {done} | {' | '.join(each)} | {desk.seconds / done:.2f} |\n"


def main(taxonomy: Path) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as aside, sync_playwright() as playwright:
        place = workplace(Path(aside), taxonomy, NEW_TERMS)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS)
        sys.stdout.write("| for each | done | keys | letters | pages | seconds |\n")
        sys.stdout.write("| --- | ---: | ---: | ---: | ---: | ---: |\n")
        for name, done, desk in second_day(place, browser.new_page(), SPELLINGS, CONFLICTS):
            sys.stdout.write(row(name, done, desk))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("taxonomy"))
