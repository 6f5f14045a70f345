"""Files are read as they are, and written whole and only where something is settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagfold.errors import WrongUsage
from tagfold.lint.advice import Adviser
from tagfold.lint.run import lint_files
from tagfold.taxonomy.files import read_taxonomy

TEXT = "# Bees\r\n[[type:blog]]\r\n[[datasources:Deep  interviews]]\u00a0é\r\n\r\nEnd  \r\n"


@pytest.fixture
def adviser(taxonomy: Path) -> Adviser:
    return Adviser(read_taxonomy(taxonomy))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_fixing_leaves_all_other_bytes(mark: bytes, adviser: Adviser, tmp_path: Path) -> None:
    path = tmp_path / "bees & wax.md"
    path.write_bytes(mark + TEXT.encode())
    path.chmod(0o640)
    (linted,) = lint_files([path], adviser, fix=True)
    assert path.read_bytes() == mark + TEXT.replace("Deep  interviews", "in-depth interviews").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert ([f.code for f in linted.fixed], linted.findings) == (["other-spelling"], ())


def test_nothing_is_written_without_fix_or_without_need(adviser: Adviser, tmp_path: Path) -> None:
    path = tmp_path / "bees.md"
    path.write_bytes(TEXT.encode())
    before = path.stat()
    (linted,) = lint_files([path], adviser)
    assert [finding.code for finding in linted.findings] == ["other-spelling"]
    path.write_bytes(TEXT.replace("Deep  ", "in-depth ").encode())
    before = path.stat()
    list(lint_files([path], adviser, fix=True))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_that_is_not_utf_8_is_told_and_never_written(adviser: Adviser, tmp_path: Path) -> None:
    path = tmp_path / "bees.md"
    content = TEXT.encode("latin-1")
    path.write_bytes(content)
    (linted,) = lint_files([path], adviser, fix=True)
    assert [finding.code for finding in linted.findings] == ["not-utf-8", "other-spelling"]
    assert (path.read_bytes(), linted.fixed) == (content, ())


def test_a_binary_file_is_told(adviser: Adviser, tmp_path: Path) -> None:
    path = tmp_path / "bees.md"
    path.write_bytes(b"\0\1\2")
    (linted,) = lint_files([path], adviser)
    assert [finding.code for finding in linted.findings] == ["binary"]


def test_folders_are_walked_and_missing_places_refused_before_anything_is_written(
    adviser: Adviser, tmp_path: Path
) -> None:
    folder = tmp_path / "drafts" / "2024"
    folder.mkdir(parents=True)
    (folder / "b.md").write_bytes(TEXT.encode())
    (folder / "a.txt").write_bytes(TEXT.encode())
    assert [linted.path for linted in lint_files([tmp_path / "drafts"], adviser)] == [folder / "b.md"]
    with pytest.raises(WrongUsage, match="there is no"):
        list(lint_files([tmp_path / "drafts", tmp_path / "gone.md"], adviser, fix=True))
    assert (folder / "b.md").read_bytes() == TEXT.encode()
