"""What several rooms' tests need: a small taxonomy, a folder of reports, a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import hypothesis
import pytest

from tagfold.ingestion.ingest import Result, ingest
from tagfold.settings import Settings
from tests.browser import browser

__all__ = ["browser"]  # a fixture of every test that asks for it

ROOT = Path(__file__).parent.parent

os.environ["TAGFOLD_SEMANTIC"] = "0"  # before any fixture, so that no test runs the encoders by accident

IN_MEMORY = Path("/dev/shm")
if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 4 * 2**30:
    # Each run waits until the disk has its database, hundreds of times: half of the minutes that the tests take.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def examples(in_ci: int) -> int:
    """How many examples Hypothesis tries: all of them in CI, and a quarter while one works."""
    return in_ci if os.environ.get("CI") else in_ci // 4


hypothesis.settings.register_profile("tagfold", deadline=None, max_examples=examples(100))  # busy is not faulty
hypothesis.settings.load_profile("tagfold")

FACETS = """\
facet,label,kind,description
country,Country,closed,Where.
datasources,Data sources,curated,Where data come from.
date,Date,structural,When.
focal_point,Focal point,private,Who.
latlng,Coordinates,structural,Where exactly.
questions,Questions,closed,What was asked.
type,Type,structural,What kind.
year,Year,structural,Which year.
"""

TERMS = {
    "datasources": """\
term_id,label,broader_id,status,replaced_by,definition,since
ds-0001,interviews,,active,,Talks with people.,1.0.0
ds-0002,in-depth interviews,ds-0001,active,,Long talks with one person.,1.0.0
ds-0003,surveys,,active,,The same questions to many people.,1.0.0
ds-0004,depth talks,,deprecated,ds-0002,An old name.,1.0.0
""",
    "country": """\
term_id,label,broader_id,status,replaced_by,definition,since
co-0001,global,,active,,No country.,1.0.0
iso-FJI,Fiji,,active,,ISO 3166-1 code FJI.,1.0.0
iso-ZMB,Zambia,,active,,ISO 3166-1 code ZMB.,1.0.0
""",
    "questions": """\
term_id,label,broader_id,status,replaced_by,definition,since
qu-0001,Please state the name of the partner:,,active,,Who helps.,1.0.0
""",
}

MAPPINGS = {
    "datasources": """\
variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note
deep interviews,1,ds-0002,accept,synonym,0.95,ada,2024-05-01,
n/a,1,,not_a_tag,other,1,ada,2024-05-01,
polls,1,ds-0003,reject,other,0.9,ada,2024-05-01,asks one question
"surveys, interviews",1,ds-0003,accept,split,0.9,ada,2024-05-01,
"surveys, interviews",2,ds-0001,accept,split,0.9,ada,2024-05-01,
""",
    "country": """\
variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note
Null Island,1,co-0001,accept,other,1,ada,2024-05-01,
""",
    "questions": """\
variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note
Please state the name of the Parter:,1,qu-0001,accept,spelling,1,ada,2024-05-01,
""",
}

REPORT = """\
# Talking to bee keepers

[[focal_point:ada@example.org]]
[[year:2024]]
[[type:learningplan]]
[[datasources:In depth interviews]]
[[datasources:deep interviews]]
[[datasources:surveys, interviews]]
[[country:Zambia]]
[[latlng:-13.4,27.7]]
## Partners

> Please state the name of the Parter:

The hive union, ada@example.org
"""


@pytest.fixture(autouse=True)
def _without_encoders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Only tests that ask for the encoders use them, and their vectors are kept out of the home folder."""
    monkeypatch.setenv("TAGFOLD_SEMANTIC", "0")
    monkeypatch.delenv("TAGFOLD_ENCODER", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def write_taxonomy(folder: Path) -> Path:
    """A small, valid taxonomy."""
    folder.mkdir()
    (folder / "facets.csv").write_text(FACETS, encoding="utf-8")
    for facet, terms in TERMS.items():
        (folder / facet).mkdir()
        (folder / facet / "terms.csv").write_text(terms, encoding="utf-8")
        (folder / facet / "mappings.csv").write_text(MAPPINGS[facet], encoding="utf-8")
    return folder


def write_reports(folder: Path, reports: dict[str, str]) -> Path:
    """Reports by their names."""
    folder.mkdir()
    for name, text in reports.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def published(home: Path, reports: dict[str, str]) -> Path:
    """The database of these reports and the small taxonomy, made in the folder `home` to be copied."""
    sources = (write_reports(home / "reports", reports),)
    ingest(Settings(sources, write_taxonomy(home / "taxonomy"), home / "tagfold.duckdb", workers=1))
    return home / "tagfold.duckdb"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the sample reports, made from the repository's root as `make ingest` does."""
    database = tmp_path_factory.mktemp("sample") / "tagfold.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        ingest(Settings((Path("data/raw"),), Path("taxonomy"), database, workers=1))
    return database


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    """The real reports: TAGFOLD_CORPUS, or else ../shared/corpus/reports beside the repository.

    Tests skip where there are none, but not under CI=true, where they must be there.
    """
    folder = Path(os.environ.get("TAGFOLD_CORPUS") or ROOT.parent / "shared" / "corpus" / "reports")
    if not folder.is_dir():
        reason = f"no corpus of reports in {folder}: name its folder in TAGFOLD_CORPUS to run this test"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    """A folder with a small, valid taxonomy."""
    return write_taxonomy(tmp_path / "taxonomy")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one report."""
    return write_reports(tmp_path / "reports", {"bees.md": REPORT})


Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path, reports: Path, taxonomy: Path) -> Settings:
    return Settings(sources=(reports,), taxonomy=taxonomy, database=tmp_path / "out" / "tagfold.duckdb", workers=1)


def source_folder(settings: Settings) -> Path:
    """The one folder of reports that the settings name."""
    (source,) = settings.sources
    assert isinstance(source, Path)
    return source


@pytest.fixture
def run(settings: Settings) -> Run:
    """Ingest the folder of reports; keyword arguments change the settings."""

    def ingest_with(**changes: object) -> Result:
        from dataclasses import replace

        return ingest(replace(settings, **changes))  # type: ignore[arg-type]

    return ingest_with


Rows = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def rows(settings: Settings) -> Rows:
    """Query the published database."""

    def query(sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(settings.database), read_only=True) as db:
            return db.execute(sql).fetchall()

    return query
