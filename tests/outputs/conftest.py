"""A database of 230 short reports, and its page in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from tagfold.ingestion.ingest import ingest
from tagfold.outputs.html_page import write_page
from tagfold.settings import Settings
from tagfold.warehouse.reading import reading

HOSTILE = '</script><img src=x onerror="window.ran = 1">'

FACETS = """\
facet,label,kind,description
country,Country,closed,Where.
datasources,Data sources,curated,Where data come from.
focal_point,Focal point,private,Who.
methods,Methods,curated,How.
type,Report type,closed,What kind.
year,Year,structural,When.
"""

HEAD = "term_id,label,broader_id,status,replaced_by,definition,since\n"

TERMS = {
    "country": (
        "iso-FJI,Fiji,m49-009,active,,A country.,1.0.0",
        "iso-ZMB,Zambia,m49-002,active,,A country.,1.0.0",
        "m49-002,Africa,,active,,A region.,1.0.0",
        "m49-009,Oceania,,active,,A region.,1.0.0",
    ),
    "datasources": (
        "ds-0001,interviews,,active,,Talks.,1.0.0",
        "ds-0002,in-depth interviews,ds-0001,active,,Long talks.,1.0.0",
        "ds-0003,surveys,,active,,Questions.,1.0.0",
        "ds-0004,satellite images,,active,,Pictures.,",
        'ds-0005,"' + HOSTILE.replace('"', '""') + '",,active,,A label that means harm.,1.0.0',
    ),
    "methods": (
        "me-0001,prototyping,,active,,Trying out.,1.0.0",
        "me-0002,systems thinking,,active,,Seeing the whole.,1.0.0",
        "me-0003,co-creation,,active,,Making together.,1.0.0",
    ),
    "type": ("ty-0001,blog,,active,,A post.,1.0.0", "ty-0002,experiment,,active,,A trial.,1.0.0"),
}

MAPPINGS = """\
variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note
deep talks,1,ds-0002,accept,synonym,1,ada,2024-05-01,
polls and talks,1,ds-0003,accept,split,1,ada,2024-05-01,
polls and talks,2,ds-0001,accept,split,1,ada,2024-05-01,
harm,1,ds-0005,accept,other,1,ada,2024-05-01,
see above,1,,not_a_tag,other,1,ada,2024-05-01,
"""

TAGS = (  # a report has a tag if its number is divisible; those divisible by 11 have no data sources
    (1, "datasources:interviews"),
    (2, "datasources:Surveys"),
    (3, "datasources:deep talks"),
    (5, "datasources:polls and talks"),
    (7, "datasources:satellite images"),
    (9, "datasources:harm"),
    (20, "datasources:see above"),
    (30, "datasources:beekeeping"),
    (70, f"datasources:bees {HOSTILE}"),
    (2, "methods:prototyping"),
    (3, "methods:Systems Thinking"),
    (5, "methods:cocreation"),
    (4, "country:Zambia"),
    (6, "country:Fiji"),
)


def report_of(number: int) -> str:
    lines = [f"# Report {number} {HOSTILE if number == 70 else ''}", "[[focal_point:ada@example.org]]"]
    lines.append(f"[[type:{'blog' if number % 3 else 'experiment'}]]")
    if number % 10:
        lines.append(f"[[year:{2020 + number % 4}]]")
    tags = [tag for divisor, tag in TAGS if number % divisor == 0]
    lines += [f"[[{tag}]]" for tag in tags if number % 11 or not tag.startswith("datasources")]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by two runs: the second one found one report more, with a tag of its own."""
    home = tmp_path_factory.mktemp("page")
    taxonomy, reports = home / "taxonomy", home / "reports"
    reports.mkdir()
    for facet, terms in TERMS.items():
        (taxonomy / facet).mkdir(parents=True)
        (taxonomy / facet / "terms.csv").write_text(HEAD + "\n".join(sorted(terms)) + "\n", encoding="utf-8")
        head, rest = MAPPINGS.split("\n", 1)
        (taxonomy / facet / "mappings.csv").write_text(f"{head}\n{rest if facet == 'datasources' else ''}")
    (taxonomy / "facets.csv").write_text(FACETS, encoding="utf-8")
    settings = Settings((reports,), taxonomy, home / "tagfold.duckdb", workers=1)
    for numbers in (range(1, 230), [230]):
        for number in numbers:
            more = "[[datasources:bee dances]]\n" if number == 230 else ""
            (reports / f"report {number}.md").write_text(report_of(number) + more, encoding="utf-8")
        ingest(settings)
    return settings.database


@pytest.fixture(scope="session")
def sql(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with reading(database) as db:
        yield db


OpenPage = Callable[[Path], Page]


@pytest.fixture(scope="session")
def opened(browser: Browser) -> Iterator[OpenPage]:
    """Open a file in a window of its own; whatever is said on the console, or leaves the page, fails the test."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.on("console", lambda line: wrong.append(line.text))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))

    def open_(file: Path) -> Page:
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield open_
    context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def page(database: Path, opened: OpenPage) -> Page:
    write_page(database, database.with_name("report.html"))
    return opened(database.with_name("report.html"))
