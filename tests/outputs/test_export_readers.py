"""Exports in the programs that they are for: frictionless, Datasette, pandas. `.ci/run` has them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tagfold.outputs.export import export_database
from tagfold.outputs.formats import DatabaseFormat
from tests.conftest import published
from tests.outputs.test_export import REPORTS

frictionless = pytest.importorskip("frictionless", reason="run with --group exports")

pytestmark = pytest.mark.filterwarnings("default")  # those of other people's programs


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("exported"), REPORTS)


def test_frictionless_validates_the_package_and_notices_a_change(database: Path, tmp_path: Path) -> None:
    export_database(database, tmp_path / "out", DatabaseFormat.CSV)
    package = frictionless.Package(tmp_path / "out/datapackage.json")
    report = package.validate()
    assert (report.valid, report.stats["tasks"], report.stats["warnings"]) == (True, len(package.resources), 0)
    tags = tmp_path / "out/tags.csv"
    tags.write_text(tags.read_text().replace("Zambia", "Zambia,"))
    assert frictionless.Package(tmp_path / "out/datapackage.json").validate().valid is False


def test_frictionless_takes_the_description_of_parquet(database: Path, tmp_path: Path) -> None:
    export_database(database, tmp_path / "out", DatabaseFormat.PARQUET)
    package = frictionless.Package(tmp_path / "out/datapackage.json")
    assert list(package.metadata_validate(package.to_descriptor())) == []
    assert package.get_resource("tags").schema.get_field("line").type == "integer"


@pytest.fixture
def datasette(database: Path, tmp_path: Path) -> Iterator[str]:
    export_database(database, tmp_path / "site", DatabaseFormat.SQLITE)
    program = shutil.which("datasette", path=Path(sys.executable).parent)
    assert program
    served = subprocess.Popen(
        [program, "serve", str(tmp_path / "site"), "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    assert served.stderr
    lines = (line for line in served.stderr if "running on" in line)
    yield next(lines).split("running on ")[1].split()[0]
    served.terminate()
    served.communicate()


def test_datasette_shows_the_rows_with_labels_and_descriptions(datasette: str) -> None:
    def asked(path: str) -> Any:
        with urllib.request.urlopen(f"{datasette}{path}", timeout=30) as answer:
            content = answer.read().decode()
        return json.loads(content) if ".json" in path else content

    found = asked("/tagfold/uses.json?_labels=on&_shape=array&raw__exact=deep+interviews")
    assert [(row["term_id"]["label"], row["report_id"]["label"], row["line"]) for row in found] == [
        ("in-depth interviews", "Talking to bee keepers", 7)
    ]
    assert "One row per tag [[facet:value]]" in asked("/tagfold/tags")
    assert "Line of the file, from 1." in asked("/tagfold/tags")
    assert asked("/tagfold/reports.json?_shape=array&_col=title&path__exact=long.md")[0]["title"] == "#N/A"


def test_pandas_and_arrow_read_parquet(database: Path, tmp_path: Path) -> None:
    import pandas as pd

    export_database(database, tmp_path / "out", DatabaseFormat.PARQUET)
    tags = pd.read_parquet(tmp_path / "out/tags.parquet", engine="pyarrow")
    assert tags.loc[tags["raw"] == "deep interviews", ["facet", "line"]].values.tolist() == [["datasources", 7]]
    reports = pd.read_parquet(tmp_path / "out/reports.parquet", dtype_backend="pyarrow").set_index("path")
    assert str(reports.loc["long.md", "published_on"]) == "2024-05-01"
