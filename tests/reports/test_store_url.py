"""Addresses of object storage: kept as they are, and never with a secret in them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.errors import ProjectError, WrongUsage
from tagfold.ingestion.ingest import ingest
from tagfold.project.project_file import read_project
from tagfold.settings import Settings
from tagfold.store_url import StoreUrl, source_of, store_url
from tagfold.warehouse.runs import stored_source

AZURE = "abfs://reports@account.dfs.core.windows.net/2024"


def test_what_follows_the_bucket_is_the_key_as_the_store_shows_it() -> None:
    for text, key, shown in (
        ("s3://b", "", "s3://b/"),
        ("s3://b/a%20b & ü#1/", "a%20b & ü#1", "s3://b/a%20b & ü#1"),
        ("gs://b/x?scheme=http", "x", "gs://b/x?scheme=http"),
        (AZURE, "2024", AZURE),
    ):
        url = store_url(text)
        assert (url.key, str(url)) == (key, shown)
        assert store_url(shown) == url


def test_an_address_never_becomes_a_path(tmp_path: Path) -> None:
    url = source_of("s3://b/p")
    assert url == StoreUrl("s3", "b", "p")
    assert stored_source(url, tmp_path / "x.duckdb") == "s3://b/p"
    assert source_of("data/raw") == Path("data/raw")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://AKIA7:hush@b/p", "s3://b: the address holds credentials; leave them out of it; docs/spark.md says"),
        ("s3://hush@b/p", "s3://b: the address holds credentials"),
        ("gs://hush@b/p", "gs://b: the address holds credentials"),
        ("abfs://account:hush@host/reports", "abfs://host: the address holds credentials"),
        ("s3://b/p?endpoint_override=http://me:hush@host", "s3://b: the address holds credentials"),
        ("abfs://c@host/p?sas_token=hush", "abfs://host: the address has the unknown option 'sas_token'; it may have"),
        ("https://me:hush@host/p", "https://host: this is not an address of object storage; use one of s3://, gs://,"),
        ("s3:///p", "s3://: the address names no bucket; write it as s3://bucket/folder"),
    ],
)
def test_a_secret_in_an_address_is_refused_and_not_repeated(
    tmp_path: Path, taxonomy: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(app, ["ingest", address, "--db", "x.duckdb", "--taxonomy", str(taxonomy)])
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.startswith(f"tagfold: {said}")
    assert "hush" not in run.stderr
    assert "AKIA7" not in run.stderr
    assert not list(tmp_path.glob("*x.duckdb*"))


def test_a_project_may_name_an_address_but_no_table_there(tmp_path: Path) -> None:
    project = tmp_path / "tagfold.toml"
    project.write_text('[[source]]\npath = "s3://b/p"\n[[source]]\npath = "vault"\nnotes = true\n', encoding="utf-8")
    assert list(read_project(project)) == [StoreUrl("s3", "b", "p"), tmp_path / "vault"]
    project.write_text('[[source]]\npath = "s3://b/t.csv"\nfacets = { tools = "Tool" }\n', encoding="utf-8")
    with pytest.raises(ProjectError, match=r"toml:2: source 1: a table cannot be read from object storage; copy it"):
        read_project(project)
    project.write_text('[[source]]\npath = "s3://me:hush@b/p"\n', encoding="utf-8")
    with pytest.raises(WrongUsage, match=r"tagfold\.toml: the address holds credentials; leave them out") as error:
        read_project(project)
    assert "hush" not in str(error.value)


def test_a_place_for_the_rows_of_workers_is_for_spark() -> None:
    run = CliRunner().invoke(app, ["ingest", "s3://b/p", "--work", "s3://b/work"])
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == "tagfold: --work is for the workers of a Spark cluster; add --engine spark\n"


@pytest.mark.skipif(find_spec("pyarrow") is not None, reason="pyarrow is installed here")
def test_without_pyarrow_one_sentence_names_the_command(settings: Settings) -> None:
    with pytest.raises(WrongUsage, match=r"s3://b/p: pyarrow, .* is not installed; run: pip install 'tagfold\[cl"):
        ingest(Settings((StoreUrl("s3", "b", "p"),), settings.taxonomy, settings.database, workers=1))
