import threading
from pathlib import Path

import pytest

from tagfold.io import write_atomically
from tagfold.taxonomy.edits import Edit, apply
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.journal import digest
from tagfold.taxonomy.store import EditConflict, Rewrite, alone, write_step
from tests.taxonomy.written import said, taxonomy, term, write


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


def test_a_written_file_keeps_its_permissions_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_atomically(link, b"new")
    assert (real.read_bytes(), link.is_symlink(), real.stat().st_mode & 0o777) == (b"new", True, 0o640)
