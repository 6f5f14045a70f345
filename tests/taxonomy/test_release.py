from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.release import make_release, prepare_release
from tagfold.taxonomy.releases import read_release, versions
from tests.taxonomy.written import key, said, taxonomy, term, write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    terms = [term("t-1", "interviews", since=""), term("t-2", "sur, veys", since="0.9.0")]
    return write(tmp_path / "taxonomy", taxonomy(terms, [said("talks", "t-1")]))


def release(home: Path, date: str = "2026-12-01") -> str:
    planned = prepare_release(home, date, key, lambda folder: ())
    make_release(home, planned)
    return str(planned.version)


def _replace(home: Path, name: str, old: str, new: str) -> None:
    path = home / "datasources" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_the_first_release_is_1_0_0_and_dates_the_new_terms(home: Path) -> None:
    before = (home / "datasources" / "terms.csv").read_text()
    assert release(home) == "1.0.0"
    after = (home / "datasources" / "terms.csv").read_text()
    assert after == before.replace("t-1,interviews,,active,,,\n", "t-1,interviews,,active,,,1.0.0\n")
    assert read_release(home, "1.0.0").vocabularies == read_taxonomy(home).vocabularies
    assert "- Data sources: 2 terms, 1 variants mapped to them" in (home / "CHANGELOG.md").read_text()


@pytest.mark.parametrize(
    ("name", "old", "new", "version", "why"),
    [
        ("terms.csv", "sur, veys", "Sur, veys", "1.0.1", "patch: only words changed"),
        ("mappings.csv", "note\n", "note\nsondage,1,t-2,accept,synonym,,a,b,\n", "1.1.0", "minor: counts can only"),
        ("mappings.csv", "talks,1,t-1", "talks,1,t-2", "2.0.0", "major: figures can move"),
    ],
)
def test_the_number_follows_from_what_changed(
    home: Path, name: str, old: str, new: str, version: str, why: str
) -> None:
    release(home)
    _replace(home, name, old, new)
    planned = prepare_release(home, "2026-12-02", key, lambda folder: ())
    assert str(planned.version) == version
    assert planned.why.startswith(why)


def test_a_release_is_compared_with_the_latest_by_number(home: Path) -> None:
    for number in range(11):
        (home / "datasources" / "terms.csv").write_text(
            (home / "datasources" / "terms.csv").read_text() + f"n-{number:02},new {number},,active,,,\n"
        )
        release(home)
    assert [str(version) for version in versions(home)][-2:] == ["1.9.0", "1.10.0"]


def test_a_term_that_is_new_gets_the_version_that_brings_it(home: Path) -> None:
    release(home)
    with (home / "datasources" / "terms.csv").open("a") as stream:
        stream.write("t-3,maps,,active,,,working\n")
    assert release(home) == "1.1.0"
    assert [t.since for t in read_taxonomy(home).vocabularies["datasources"].terms] == ["1.0.0", "0.9.0", "1.1.0"]


def test_nothing_changed_and_a_failed_check_are_refused(home: Path) -> None:
    with pytest.raises(TaxonomyError, match=r"not fit for release: terms\.csv:2: a cycle and 1 more"):
        prepare_release(home, "2026-12-01", key, lambda folder: ["terms.csv:2: a cycle", "another"])
    release(home)
    with pytest.raises(TaxonomyError, match=r"nothing has changed since release 1\.0\.0"):
        release(home)
    assert [str(version) for version in versions(home)] == ["1.0.0"]


def test_the_changelog_is_newest_first_and_says_each_release_once(home: Path) -> None:
    release(home)
    _replace(home, "mappings.csv", "talks,1,t-1", "talks,1,t-2")
    planned = prepare_release(home, "2026-12-02", key, lambda folder: ())
    make_release(home, planned)
    text = (home / "CHANGELOG.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 2.0.0 (2026-12-02)",
        "## 1.0.0 (2026-12-01)",
    ]
    assert "- 'talks' from interviews (t-1) to sur, veys (t-2)" in text


def test_a_release_broken_off_before_its_last_step_can_be_made_again(home: Path) -> None:
    planned = prepare_release(home, "2026-12-01", key, lambda folder: ())
    (home / "releases").write_text("in the way")
    with pytest.raises(TaxonomyError, match="the release cannot be written"):
        make_release(home, planned)
    assert versions(home) == []
    (home / "releases").unlink()
    assert release(home) == "1.0.0"
    assert (home / "CHANGELOG.md").read_text().count("## 1.0.0") == 1
