"""Files on the disk: written whole or not at all, and what the operating system says in one sentence with a remedy."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tagfold.errors import TagfoldError, TaxonomyError

ASIDE = ".tmp"
"""The end of the names of files that are written aside."""

NOT_OFFERED = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system says that cannot sync folders, as some network file systems do."""


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
    except UnconfirmedError as said:
        problem = f"the {what} is written, but the disk did not confirm it ({said.strerror})"
        raise error(problem, path=str(path), remedy="check the disk, then run the command again") from None
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


@contextmanager
def folder_aside(path: Path, error: type[TagfoldError]) -> Iterator[Path]:
    """A new folder to fill, which takes the place of `path` when the block ends well and is removed when it fails.

    What was there is put back if that fails, or by the next call if the program was killed in between.
    """
    path = path.resolve()
    aside, before = (path.with_name(f".{path.name}{end}") for end in (ASIDE, ".before"))
    with writing(path, error, what="folder"):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path, error):
            if before.exists() and not path.exists():
                before.rename(path)
            for left in (aside, before):
                shutil.rmtree(left, ignore_errors=True)
            aside.mkdir()
            try:
                yield aside
                _replace_folder(aside, path, before)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
            shutil.rmtree(before, ignore_errors=True)


@contextmanager
def _alone(path: Path, error: type[TagfoldError]) -> Iterator[None]:
    from filelock import FileLock, Timeout  # not needed to show --help

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise error("another command writes this folder", path=str(path), remedy="wait until it has ended") from None
    try:
        yield
    finally:
        lock.release()


def _replace_folder(aside: Path, path: Path, before: Path) -> None:
    """Make sure that all in a folder is on the disk, then put it in the place of another with two renames."""
    for file in aside.iterdir():
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())
    sync_folder(aside)
    if path.exists():
        path.rename(before)
    try:
        aside.rename(path)
    except OSError:
        if before.exists():
            before.rename(path)
        raise
    try:
        sync_folder(path.parent)
    except OSError as said:
        raise UnconfirmedError(said.errno, said.strerror) from None


class UnconfirmedError(OSError):
    """A file is in its place, but the disk failed to confirm that it will be there after a power cut."""


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write aside, make sure that it is on the disk, then put it in the place of the old file with one rename.

    A file that is new gets the `mode`.
    """
    path = path.resolve()  # a link stays a link
    aside = write_aside(path, content, mode)
    try:
        swap_in(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def swap_in(aside: Path, path: Path) -> None:
    """Put a file in the place of another with one rename. Raises UnconfirmedError if only its confirmation fails."""
    aside.replace(path)
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UnconfirmedError(error.errno, error.strerror) from None


def write_aside(path: Path, content: bytes, mode: int = 0o644) -> Path:
    """Write what is to take the place of `path` to a new file next to it, make sure that it is on the disk, name it."""
    mode = path.stat().st_mode & 0o777 if path.exists() else mode
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=ASIDE, dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.chmod(mode)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def sync_folder(folder: Path) -> None:
    """Make sure that a rename in `folder` is on the disk, where the platform and the file system offer that."""
    if os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
    finally:
        os.close(handle)


def shipped(packaged: str, in_checkout: Path) -> Path:
    """A folder that comes with Tagfold: in the package, or in the checkout that the package is part of."""
    package = Path(__file__).parent
    return package / packaged if (package / packaged).is_dir() else package.parents[1] / in_checkout
