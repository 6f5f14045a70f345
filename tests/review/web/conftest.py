"""The page over real files, a real database, a real socket and a real browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal, Self

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tagfold.ingestion.ingest import ingest
from tagfold.localserver import serving
from tagfold.review.session import ReviewSession
from tagfold.review.web.access import MAX_BODY, AccessControl, AccessKeys
from tagfold.review.web.app import review_page
from tagfold.semantic.selection import choose
from tagfold.settings import Settings

FACETS = """\
facet,label,kind,description
datasources,Data sources,curated,Where data come from.
methods,Methods,curated,How data are made.
title,Title,structural,What it is called.
"""

TERMS = """\
term_id,label,broader_id,status,replaced_by,definition,since
ds-0001,interviews,,active,,Questions put to people in conversation.,1.0.0
ds-0002,in-depth interviews,ds-0001,active,,Long conversations with one person at a time.,1.0.0
ds-0003,surveys,,active,,The same questions put to many people.,1.0.0
ds-0004,satellite images,,active,,Pictures of the ground taken from orbit.,1.0.0
ds-0005,focus groups,,active,,Guided talks of small groups.,1.0.0
"""

MAPPINGS_HEAD = "variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note\n"

TAGS = {
    "interviews": 9,
    "surveys": 12,
    "focus groups": 5,
    "deep interviews": 7,
    "profound interviews": 2,
    "satelite imagery": 4,
    "household serveys": 3,
    "interviews and market data": 3,
    "bee counts": 2,
    "counts of all bees": 1,
    "see above": 1,
    "focusing group": 3,
    "encuesta": 2,
    "interviewed": 2,
    "depth interviewing": 2,
}
"""Data sources and in how many reports each stands."""


@dataclass(frozen=True)
class Place:
    """The folders of one test."""

    taxonomy: Path
    reports: Path
    database: Path

    @classmethod
    def below(cls, folder: Path) -> Self:
        return cls(folder / "taxonomy", folder / "reports", folder / "tagfold.duckdb")

    def mappings(self, facet: str = "datasources") -> str:
        return (self.taxonomy / facet / "mappings.csv").read_text(encoding="utf-8")

    def terms(self, facet: str = "datasources") -> str:
        return (self.taxonomy / facet / "terms.csv").read_text(encoding="utf-8")

    def ingest(self) -> None:
        ingest(Settings((self.reports,), self.taxonomy, self.database, workers=1))

    def desk(self, curator: str = "Ada Curator") -> ReviewSession:
        scorer = choose(folder=self.taxonomy).scorer
        return ReviewSession(self.taxonomy, self.database, curator, lambda: datetime.now(UTC), scorer)


Made = Callable[..., Place]


PROJECT_MODEL = Path(__file__).with_name("project_model.json")
"""A project's own model, which leaves to its curators what is close to sure. What is in the queue does not follow from
how the shipped model is fitted.
"""


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Folders with their database, made once for each set of tags and terms, to be copied."""

    @cache
    def make(tags: tuple[tuple[str, int], ...], terms: str, name: str) -> Place:
        place = Place.below(tmp_path_factory.mktemp("world"))
        for facet in ("datasources", "methods"):
            (place.taxonomy / facet).mkdir(parents=True)
            (place.taxonomy / facet / "mappings.csv").write_text(MAPPINGS_HEAD, encoding="utf-8")
            (place.taxonomy / facet / "terms.csv").write_text(TERMS.split("\n", 1)[0] + "\n", encoding="utf-8")
        (place.taxonomy / "facets.csv").write_text(FACETS, encoding="utf-8")
        shutil.copy(PROJECT_MODEL, place.taxonomy / "model.json")
        (place.taxonomy / "datasources" / "terms.csv").write_text(terms, encoding="utf-8")
        place.reports.mkdir()
        for number, (title, lines) in enumerate(_reports(dict(tags))):
            text = f"# {title}\n\n" + "\n".join(lines) + "\n\nWe asked people in three villages.\n"
            (place.reports / name.format(number)).write_text(text, encoding="utf-8")
        place.ingest()
        return place

    return make


@pytest.fixture
def made(worlds: Made, tmp_path: Path) -> Made:
    """Folders and a database of the test's own; `tags` gives reports a tag, `terms` the lines of terms.csv."""

    def make(tags: dict[str, int] | None = None, terms: str = TERMS, name: str = "report {}.md") -> Place:
        world = worlds(tuple((TAGS if tags is None else tags).items()), terms, name)
        shutil.copytree(world.taxonomy.parent, tmp_path, dirs_exist_ok=True)
        return Place.below(tmp_path)

    return make


def _reports(tags: dict[str, int]) -> Iterator[tuple[str, list[str]]]:
    for number in range(max(tags.values(), default=1)):
        lines = [f"[[datasources:{tag}]]" for tag, reports in tags.items() if number < reports]
        yield f"How the village of hill {number} keeps its water clean", lines


@dataclass(frozen=True)
class Site:
    """A page that is being served. `address` ends with a slash."""

    address: str
    ticket: str
    port: int
    keys: AccessKeys
    desk: ReviewSession

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Serve = Callable[[ReviewSession], AbstractContextManager[Site]]


@contextmanager
def site(desk: ReviewSession) -> Iterator[Site]:
    """Serve the page over a desk in a thread."""
    keys = AccessKeys()
    page = review_page(desk, keys)
    with serving(lambda port: AccessControl(page, port, keys), MAX_BODY) as served:
        thread = threading.Thread(target=served.run)
        thread.start()
        try:
            port = int(served.door.address.split(":")[2].split("/")[0])
            yield Site(served.door.address, served.door.ticket_address, port, keys, desk)
        finally:
            served.stop()
            thread.join(10)


@pytest.fixture
def place(made: Made) -> Place:
    return made()


@pytest.fixture
def served(place: Place) -> Iterator[Site]:
    with site(place.desk()) as served:
        yield served


Window = Callable[[int, int, bool, bool], BrowserContext]


@pytest.fixture(scope="session")
def window(browser: Browser) -> Window:
    """One context for each kind of window, because a new one costs a second. No test sees what another left: cookies
    are cleared, and each test's server has a port, and so an origin, of its own.
    """

    @cache
    def make(width: int, height: int, script: bool, dark: bool) -> BrowserContext:
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=script
        )
        context.set_default_timeout(15_000)
        return context

    return make


Open = Callable[..., Page]


@pytest.fixture
def opened(window: Window) -> Iterator[Open]:
    """Open an address; script errors, and anything that the page's own policy blocks, fail the test."""
    pages, wrong = [], []

    def open_(address: str, *, width: int = 1180, height: int = 860, script: bool = True, dark: bool = False) -> Page:
        page = window(width, height, script, dark).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None)
        page.goto(address)
        return page

    yield open_
    for page in pages:
        page.context.clear_cookies()  # one says whether single keys are on
        page.close()
    assert wrong == []
