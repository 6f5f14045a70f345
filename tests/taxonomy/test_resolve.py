import subprocess
from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.taxonomy.releases import FIRST, Version, freeze
from tagfold.taxonomy.resolve import earlier, edition, folder_of, taxonomy_at, working
from tests.taxonomy.written import taxonomy, term, write


def _git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=curators", "-c", "user.email=curators@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(params=["taxonomy", "."])
def home(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder whose label was `first` one commit ago, and is `second` in the last one and `third` now."""
    _git(tmp_path, "init", "-q")
    for label in ("first", "second"):
        home = write(tmp_path / request.param, taxonomy([term("t-1", label)]))
        freeze(home, Version(0, 0, 1 if label == "first" else 2), "2026-12-01")
        _git(tmp_path, "add", "-A")
        _git(tmp_path, "commit", "-qm", label)
    _git(tmp_path, "tag", "v2")
    return write(home, taxonomy([term("t-1", "third")]))


def _label(name: str, home: Path) -> str:
    return edition(name, home).taxonomy.vocabularies["datasources"].terms[0].label


def test_an_edition_is_a_release_a_folder_or_a_revision(home: Path) -> None:
    assert _label("HEAD~1", home) == "first"
    assert _label("v2", home) == "second"
    assert _label("0.0.1", home) == "first"
    assert _label(str(home), home) == "third"
    assert edition("0.0.1", home).taxonomy.version == "0.0.1"
    assert earlier(home).name == "0.0.2"
    assert working(home).taxonomy.vocabularies["datasources"].terms[0].label == "third"


@pytest.mark.parametrize("name", ["nosuch", "--output=x", "HEAD --", "HEAD:taxonomy"])
def test_what_is_no_revision_is_wrong_usage(home: Path, name: str) -> None:
    with pytest.raises(WrongUsage, match=r"is not a release, a folder with a facets\.csv or a git revision"):
        edition(name, home)
    assert not (home / "x").exists()


def test_an_error_in_an_old_revision_names_revision_and_line(home: Path) -> None:
    path = home / "datasources" / "terms.csv"
    path.write_text(path.read_text().replace("active", "alive"))
    _git(home, "commit", "-qam", "slip")
    with pytest.raises(TaxonomyError, match=rf"^HEAD:{home}/datasources/terms.csv:2: status 'alive' is not known"):
        taxonomy_at("HEAD", home)


def test_without_releases_the_last_commit_comes_before_and_without_git_nothing(tmp_path: Path) -> None:
    home = write(tmp_path / "taxonomy", taxonomy([term("t-1", "first")]))
    with pytest.raises(WrongUsage, match="there is nothing to compare"):
        earlier(home)
    _git(tmp_path, "init", "-q")
    with pytest.raises(WrongUsage, match="there is nothing to compare"):
        earlier(home)
    _git(tmp_path, "commit", "-q", "--allow-empty", "-m", "empty")
    with pytest.raises(WrongUsage, match="there is no folder"):
        earlier(home)
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-qm", "first")
    assert earlier(home).name == "HEAD"


def test_a_release_named_by_its_folder_is_verified(tmp_path: Path) -> None:
    home = write(tmp_path / "taxonomy", taxonomy([term("t-1", "first")]))
    folder = freeze(home, FIRST, "2026-12-01")
    assert folder_of(str(folder), home) == (folder, "1.0.0")
    assert folder_of("1.0.0", home) == (folder, "1.0.0")
    assert folder_of(None, home) == (home, "working")
    (folder / "facets.csv").write_text("x")
    for name in ("1.0.0", str(folder)):
        with pytest.raises(TaxonomyError, match="was changed"):
            folder_of(name, home)
