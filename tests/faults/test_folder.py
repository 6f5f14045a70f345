"""A folder that is written aside is whole or not there, whichever operation fails or is the last."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tagfold.errors import WarehouseError
from tagfold.io import folder_aside
from tests.faults.injection import Fault, litter, lost_by_a_power_cut, outcome_of, tree

OLD, NEW = {"out/a": b"old", "out/b": b"old"}, {"out/a": b"new", "out/c": b"new"}


def write(folder: Path, content: dict[str, bytes]) -> None:
    with folder_aside(folder / "out", WarehouseError) as aside:
        for name, text in content.items():
            (aside / Path(name).name).write_bytes(text)


@pytest.mark.parametrize("error", [None, errno.ENOSPC])
def test_each_operation_may_be_the_last(tmp_path: Path, error: int | None) -> None:
    write(tmp_path / "tried", OLD)
    operations = outcome_of(lambda: write(tmp_path / "tried", NEW), tmp_path).operations
    assert operations > 8
    between = 0
    for at in range(1, operations + 1):
        home = tmp_path / str(at)
        write(home, OLD)
        done = outcome_of(lambda home=home: write(home, NEW), home, Fault(at, error))  # type: ignore[misc]
        assert done.code != 3, done.message
        found = tree(home)
        if error or found:
            assert found in (OLD, NEW), at
        else:  # killed between two renames: the last folder is put back by the next call, whatever becomes of that
            between += 1
            with pytest.raises(ZeroDivisionError), folder_aside(home / "out", WarehouseError):
                raise ZeroDivisionError
            assert tree(home) == OLD
        write(home, NEW)
        assert (tree(home), litter(home)) == (NEW, [])
    assert between == (0 if error else 1)


def test_a_power_cut_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    done = outcome_of(lambda: write(tmp_path, NEW), tmp_path)
    the_old_one = "out is renamed before it is synced"  # here; it was when it was made
    assert (done.code, lost_by_a_power_cut(done.trace, tmp_path)) == (0, [the_old_one])


def test_two_at_once(tmp_path: Path) -> None:
    with folder_aside(tmp_path / "out", WarehouseError), pytest.raises(WarehouseError, match="another command writes"):
        write(tmp_path, NEW)
