"""Files on the disk: written whole or not at all, and what the operating system says in one sentence with a remedy."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tagfold.errors import TagfoldError, TaxonomyError


@contextmanager
def reading(path: Path, error: type[TagfoldError] = TaxonomyError, *, remedy: str | None = None) -> Iterator[None]:
    """Translate what keeps the file or folder from being read into `error`. `remedy` is for one that is missing."""
    try:
        yield
    except FileNotFoundError:
        raise error("there is no such file", path=str(path), remedy=remedy or "check the name") from None
    except OSError as said:
        problem = f"the file cannot be read ({said.strerror})"
        raise error(problem, path=str(path), remedy="fix its permissions, or name another file") from None


@contextmanager
def writing(
    path: Path, error: type[TagfoldError] = TaxonomyError, *, remedy: str | None = None, what: str = "file"
) -> Iterator[None]:
    """Translate what keeps the file, or `what` else it is, from being written into `error`."""
    try:
        yield
    except OSError as said:
        problem = f"the {what} cannot be written ({said.strerror}), so nothing was changed"
        remedy = remedy or "free some space or fix the permissions, then try again"
        raise error(problem, path=str(path), remedy=remedy) from None


def save(
    path: Path,
    content: bytes | str,
    error: type[TagfoldError] = TaxonomyError,
    *,
    remedy: str | None = None,
    inputs: Sequence[Path] = (),
) -> None:
    """Write a whole file or nothing, over no device, pipe or folder, and over none of the `inputs`.

    Raises `error` if that fails.
    """
    if path.exists() and not path.is_file():
        raise error("this is not a file that can be replaced", path=str(path), remedy="name another place with --out")
    if any(path.exists() and one.exists() and path.samefile(one) for one in inputs):
        raise error("this is a file that was read, and it would be lost", path=str(path), remedy="name another file")
    with writing(path, error, remedy=remedy):
        write_atomically(path, content.encode() if isinstance(content, str) else content)


def write_atomically(path: Path, content: bytes) -> None:
    """Write aside, make sure that it is on the disk, then put it in the place of the old file with one rename."""
    path = path.resolve()  # a link stays a link
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that a rename in `folder` is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
