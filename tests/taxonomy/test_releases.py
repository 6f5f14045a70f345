import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Judgement
from tagfold.taxonomy.releases import FIRST, freeze, read_release, release_folder, verify
from tests.taxonomy.written import said, taxonomy, term, write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    terms = [term("t-1", "interviews"), term("t-2", "talks", into="t-1")]
    mappings = [said("chats", "t-1"), said("cats", "t-1", Judgement.REJECT)]
    home = write(tmp_path / "taxonomy", taxonomy(terms, mappings))
    freeze(home, FIRST, "2026-12-01")
    return home


def test_the_manifest_tells_version_date_hashes_and_counts(home: Path) -> None:
    folder = home / "releases" / "1.0.0"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["version"], manifest["date"]) == ("1.0.0", "2026-12-01")
    assert list(manifest["files"]) == ["facets.csv", "datasources/mappings.csv", "datasources/terms.csv"]
    assert manifest["taxonomy_sha256"] == read_taxonomy(home).sha256 == read_taxonomy(folder).sha256
    assert manifest["facets"] == {
        "datasources": {"terms": {"active": 1, "deprecated": 1}, "mappings": {"accept": 1, "reject": 1}}
    }
    assert read_release(home, "1.0.0").version == "1.0.0"


def _append(path: Path) -> None:
    path.write_text(path.read_text() + "\n")


@pytest.mark.parametrize(
    ("name", "harm", "problem"),
    [
        ("datasources/terms.csv", _append, "was changed"),
        ("datasources/mappings.csv", Path.unlink, "is missing"),
        ("datasources/more.csv", lambda path: path.write_text("x"), "does not belong"),
        ("manifest.json", Path.unlink, "has no manifest"),
        ("manifest.json", lambda path: path.write_text("{"), "cannot be read"),
        ("manifest.json", lambda path: path.write_text("[]"), "cannot be read"),
        ("manifest.json", lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
        (
            "manifest.json",
            lambda path: path.write_text(path.read_text().replace('"accept": 1', '"accept": 3')),
            "counts",
        ),
        ("manifest.json", lambda path: path.write_bytes(path.read_bytes()[:-9]), "cannot be read"),
        ("manifest.json", lambda path: path.write_bytes(b"\xff" + path.read_bytes()), "cannot be read"),
        ("manifest.json", lambda path: path.write_text(path.read_text().replace("1.0.0", "1.0.1")), "folder is called"),
    ],
)
def test_a_release_that_was_edited_is_not_read(
    home: Path, name: str, harm: Callable[[Path], object], problem: str
) -> None:
    path = home / "releases" / "1.0.0" / name
    harm(path)
    with pytest.raises(TaxonomyError, match=problem) as caught:
        read_release(home, "1.0.0")
    assert caught.value.path == str(path)
    assert "restore" in caught.value.remedy


def test_line_ends_that_git_changed_are_explained(home: Path) -> None:
    path = home / "releases" / "1.0.0" / "datasources" / "terms.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(TaxonomyError, match="the line ends of this file of the release were changed") as caught:
        read_release(home, "1.0.0")
    assert caught.value.path == str(path)
    assert caught.value.remedy.startswith(f"write the line `{home.name}/** -text` into .gitattributes")


def test_a_release_is_not_made_twice(home: Path) -> None:
    _append(home / "datasources" / "terms.csv")
    with pytest.raises(TaxonomyError, match="the release cannot be written"):
        freeze(home, FIRST, "2026-12-02")
    assert verify(home / "releases" / "1.0.0").date == "2026-12-01"
    assert [path.name for path in (home / "releases").iterdir()] == ["1.0.0"]


def test_an_unknown_release_names_those_there_are(home: Path) -> None:
    with pytest.raises(WrongUsage, match=r"there is no release 7.0.0 in .*name one of: 1\.0\.0"):
        release_folder(home, "7.0.0")
