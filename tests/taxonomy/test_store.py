import errno
import json
import os
import stat
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from filelock import FileLock

from tagfold.errors import TaxonomyError
from tagfold.io import reading, save, write_atomically
from tagfold.taxonomy import store
from tagfold.taxonomy.check.folder import fix_folder
from tagfold.taxonomy.edits import Edit, apply
from tagfold.taxonomy.files import read_files, read_taxonomy, taxonomy_of
from tagfold.taxonomy.journal import JOURNAL, digest
from tagfold.taxonomy.store import LOCK, EditConflict, Rewrite, alone, settled, write_step
from tests.faults.injection import KILLED, Fault, litter, outcome_of
from tests.taxonomy.written import key, said, taxonomy, term, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    edition = taxonomy([term("t-1", "things")], [said("one", "t-1"), said("two", "t-1")])
    return write(tmp_path, edition) / "datasources" / "mappings.csv"


def _variants(path: Path) -> list[str]:
    return [m.variant for m in read_taxonomy(path.parents[1]).vocabularies["datasources"].mappings]


def _save(path: Path, edits: list[Edit], seen: bytes) -> bytes:
    after = seen
    for edit in edits:
        after = apply(after, edit)
    with alone(path.parents[1]):
        write_step(path.parents[1], [Rewrite(path, seen, after)])
    return after


def test_an_edit_and_its_undo(path: Path) -> None:
    seen = path.read_bytes()
    edit = Edit(None, said("three", "t-1"))
    saved = _save(path, [edit], seen)
    assert path.read_bytes() == saved
    assert _variants(path) == ["one", "three", "two"]
    assert _save(path, [edit.undone], saved) == seen


def test_an_edit_made_against_another_version_is_refused_with_both(path: Path) -> None:
    seen = path.read_bytes()
    mine, theirs = said("two", "t-2"), said("two", "t-3")
    now = _save(path, [Edit(said("two", "t-1"), theirs)], seen)
    with pytest.raises(EditConflict, match=r"row 3 was 'two,1,t-1,.*' and now is 'two,1,t-3,.*'") as caught:
        _save(path, [Edit(said("two", "t-1"), mine)], seen)
    assert (caught.value.expected, caught.value.found) == (digest(seen), digest(now))
    assert path.read_bytes() == now


def test_of_two_people_at_once_one_is_told(path: Path) -> None:
    seen, told = path.read_bytes(), []

    def edit(variant: str) -> None:
        try:
            _save(path, [Edit(None, said(variant, "t-1"))], seen)
        except EditConflict as conflict:
            told.append(conflict)

    people = [threading.Thread(target=edit, args=(f"more {n}",)) for n in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(told) == 3
    assert len(_variants(path)) == 3


def test_while_another_program_writes_nobody_else_does(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0)
    seen = path.read_bytes()
    with FileLock(path.parents[1] / LOCK), pytest.raises(TaxonomyError) as caught:
        _save(path, [Edit(None, said("three", "t-1"))], seen)
    assert str(caught.value) == f"{path.parents[1]}: another program is writing to this folder; try again"
    assert path.read_bytes() == seen


def test_a_written_file_keeps_its_permissions_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_atomically(link, b"new")
    assert (real.read_bytes(), link.is_symlink(), real.stat().st_mode & 0o777) == (b"new", True, 0o640)


def test_a_step_over_a_link_writes_the_file_that_it_leads_to(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "mappings.csv"
    real.parent.mkdir()
    path.rename(real)
    path.symlink_to(real)
    saved = _save(path, [Edit(None, said("three", "t-1"))], real.read_bytes())
    assert (path.is_symlink(), real.read_bytes()) == (True, saved)


def test_what_is_wrong_in_a_file_at_rest_is_said_as_it_is(path: Path) -> None:
    with pytest.raises(TaxonomyError, match=r"^the file is wrong; see to it$"):
        settled(path.parents[1], lambda: _fail("the file is wrong"))


def _fail(problem: str) -> None:
    raise TaxonomyError(problem, remedy="see to it")


def test_a_folder_that_was_not_finished_is_cleared_away(path: Path) -> None:
    left = path.parents[1] / "releases" / ".building-1.0.0"
    left.mkdir(parents=True)
    (left / "terms.csv").write_text("half")
    with alone(path.parents[1]):
        assert not left.exists()


def test_a_write_that_cannot_be_put_in_its_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "out.csv" / "full").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path / "out.csv", b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    for remedy, shown in (("look elsewhere", "look elsewhere"), (None, "check the name")):
        with pytest.raises(TaxonomyError) as caught, reading(tmp_path / "a.csv", remedy=remedy):
            (tmp_path / "a.csv").read_bytes()
        assert str(caught.value) == f"{tmp_path / 'a.csv'}: there is no such file; {shown}"


OPERATIONS_OF_A_WRITE = 5
"""Open, sync, permissions, rename, and the sync of the folder."""

Broken = Callable[[], Path]


@pytest.fixture
def broken(path: Path) -> Broken:
    """Break a step over two files off right after it was made; gives the folder."""
    home = path.parents[1]

    def break_off() -> Path:
        rewrites = [Rewrite(one, one.read_bytes(), one.read_bytes() + MORE[one.name]) for one in _both(home)]
        for at in count(1):
            assert outcome_of(lambda: _step(home, rewrites), home, Fault(at)).code == KILLED
            if (home / JOURNAL).exists():
                break
        return home

    return break_off


MORE = {"terms.csv": b"t-2,others,,active,,,\n", "mappings.csv": b"zzz,1,t-2,accept,other,,ada,2024-05-01,\n"}


def _both(home: Path) -> list[Path]:
    return [home / "datasources" / name for name in MORE]


def _step(home: Path, rewrites: list[Rewrite]) -> None:
    with alone(home):
        write_step(home, rewrites)


def test_a_reader_that_meets_a_broken_off_step_sees_the_folder_after_it(broken: Broken, path: Path) -> None:
    broken()
    assert "zzz" not in path.read_text()
    assert _variants(path) == ["one", "two", "zzz"]


def test_a_reader_that_may_not_finish_the_step_says_so(broken: Broken) -> None:
    home = broken()
    said = outcome_of(lambda: read_taxonomy(home), home, Fault(1, errno.EROFS, lasting=True))
    assert (said.code, (home / JOURNAL).exists()) == (1, True)
    assert "the folder cannot be written (Read-only file system), so nothing was changed; fix its per" in said.message


@pytest.mark.parametrize("name", MORE)
def test_a_file_that_an_editor_wrote_meanwhile_is_kept_and_named(broken: Broken, name: str) -> None:
    path = broken() / "datasources" / name
    path.write_bytes(path.read_bytes() + b"mine")
    before = [one.read_bytes() for one in _both(path.parents[1])]
    with pytest.raises(TaxonomyError, match=rf"{name}: an interrupted .* meanwhile; .* delete .*{JOURNAL}"):
        read_taxonomy(path.parents[1])
    assert [one.read_bytes() for one in _both(path.parents[1])] == before
    (path.parents[1] / JOURNAL).unlink()
    with alone(path.parents[1]):
        assert litter(path.parents[1]) == []


@pytest.mark.parametrize("target", ["../stolen.csv", "/tmp/stolen.csv", "datasources/../../stolen.csv"])
@pytest.mark.parametrize("kind", ["moves", "lines"])
def test_a_journal_that_reaches_outside_the_folder_is_refused(path: Path, target: str, kind: str) -> None:
    home = path.parents[1]
    moves = [{"target": target, "aside": ".x.tmp", "before": digest(b""), "after": digest(b"x")}]
    lines = [{"target": target, "at": 0, "text": "x"}]
    both = {"moves": [], "lines": [], kind: moves if kind == "moves" else lines}
    (home / JOURNAL).write_text(json.dumps({"journal": "tagfold journal 1", **both}))
    with pytest.raises(TaxonomyError, match=r"\.journal\.json: this is not a journal that Tagfold wrote; look at"):
        read_taxonomy(home)
    assert not (home / target).exists()


@pytest.mark.parametrize("aside", ["../.x.tmp", "x.tmp"])
def test_a_journal_takes_nothing_but_what_was_written_aside(path: Path, aside: str) -> None:
    (path.parent / "x.tmp").write_bytes(b"x")
    move = {"target": "datasources/mappings.csv", "aside": aside, "before": digest(path.read_bytes()), "after": ""}
    (path.parents[1] / JOURNAL).write_text(json.dumps({"journal": "tagfold journal 1", "moves": [move], "lines": []}))
    with pytest.raises(TaxonomyError, match="this is not a journal that Tagfold wrote"):
        read_taxonomy(path.parents[1])


@pytest.mark.parametrize("content", ['{"journal": "tagf', '{"journal": "tagfold journal 2", "moves": [], "lines": []}'])
def test_a_journal_cut_short_or_of_another_version_is_refused(path: Path, content: str) -> None:
    (path.parents[1] / JOURNAL).write_text(content)
    with pytest.raises(TaxonomyError, match="this is not a journal that Tagfold wrote"):
        read_taxonomy(path.parents[1])


def test_what_changes_while_it_is_read_is_read_again(path: Path) -> None:
    seen = []

    def read() -> bytes:
        content = path.read_bytes()
        seen.append(content)
        if len(seen) == 1:
            _save(path, [Edit(None, said("three", "t-1"))], content)
        return content

    assert settled(path.parents[1], read) == path.read_bytes()
    assert len(seen) == 2


def test_a_taxonomy_and_its_digest_are_of_the_same_bytes(path: Path) -> None:
    home = path.parents[1]
    files = read_files(home)
    once = taxonomy_of(files, home)
    _save(path, [Edit(None, said("three", "t-1"))], path.read_bytes())
    assert taxonomy_of(files, home).sha256 == once.sha256 != read_taxonomy(home).sha256


def test_a_fix_waits_for_whoever_writes(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with FileLock(path.parents[1] / LOCK):
        fix = threading.Thread(target=fix_folder, args=(path.parents[1], key))
        fix.start()
        fix.join(0.3)
        assert b"\r\n" in path.read_bytes()
    fix.join()
    assert b"\r\n" not in path.read_bytes()


def test_a_file_system_that_cannot_sync_folders_is_no_failure(path: Path) -> None:
    sync = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(handle)

    os.fsync = only_files  # type: ignore[assignment]
    try:
        write_atomically(path, b"new")
    finally:
        os.fsync = sync
    assert path.read_bytes() == b"new"


def test_a_disk_that_does_not_confirm_a_rename_is_reported_as_that(path: Path) -> None:
    said = outcome_of(lambda: save(path, b"new"), path.parent, Fault(OPERATIONS_OF_A_WRITE, errno.EIO))
    assert path.read_bytes() == b"new"
    assert "the file is written, but the disk did not confirm it (Input/output error); check the disk" in said.message
