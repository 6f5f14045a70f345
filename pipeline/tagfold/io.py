"""Files on the disk: written whole or not at all, and what the operating system says in one sentence with a remedy."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from glob import escape
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
    _refuse_to_replace(path, error, inputs)
    with writing(path, error, remedy=remedy):
        write_atomically(path, content.encode() if isinstance(content, str) else content)


def save_all(folder: Path, contents: Mapping[str, str], error: type[TagfoldError] = TaxonomyError) -> list[Path]:
    """Write files of a folder, by their names, each of them whole, and give them. None is replaced before all are on
    the disk, so that one for which there is no room leaves the others as they were. Raises `error` if that fails.
    """
    places = {folder / name: content for name, content in contents.items()}
    asides: dict[Path, Path] = {}
    with writing(folder, error, what="folder"):
        folder.mkdir(parents=True, exist_ok=True)
        for place in places:
            _refuse_to_replace(place, error)
        try:
            for place, content in places.items():
                asides[place] = _aside_of(place.resolve(), content.encode())
            _put_all(folder, asides, error)
        finally:
            for aside in asides.values():
                with suppress(OSError):
                    aside.unlink(missing_ok=True)
    return list(places)


def _put_all(folder: Path, asides: Mapping[Path, Path], error: type[TagfoldError]) -> None:
    done = 0
    try:
        for place, aside in asides.items():
            aside.replace(place.resolve())
            done += 1
    except OSError as said:
        if not done:
            raise
        problem = f"only {done} of {len(asides)} files are written ({said.strerror})"
        raise error(problem, path=str(folder), remedy="fix the permissions, then run the command again") from None
    try:
        sync_folder(folder)
    except OSError as said:
        raise UnconfirmedError(said.errno, said.strerror) from None


def _refuse_to_replace(path: Path, error: type[TagfoldError], inputs: Sequence[Path] = ()) -> None:
    if path.exists() and not path.is_file():
        raise error("this is not a file that can be replaced", path=str(path), remedy="name another place with --out")
    if any(path.exists() and one.exists() and path.samefile(one) for one in inputs):
        raise error("this is a file that was read, and it would be lost", path=str(path), remedy="name another file")


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
                _replace_folder(aside, path, before, error)
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


def _replace_folder(aside: Path, path: Path, before: Path, error: type[TagfoldError]) -> None:
    """Make sure that all in a folder is on the disk, then put it in the place of another with two renames."""
    for file in aside.iterdir():
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())
    sync_folder(aside)
    if path.exists():
        path.rename(before)
    try:
        aside.rename(path)
    except OSError as said:
        try:
            if before.exists():
                before.rename(path)
        except OSError:
            problem = f"the folder cannot be written ({said.strerror}), and the last one is now called {before.name}"
            raise error(problem, path=str(path), remedy="run the command again, which puts it back") from None
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
    aside = _aside_of(path, content, mode)
    try:
        swap_in(aside, path)
    except BaseException:
        with suppress(OSError):  # what went wrong before is what is to be said
            aside.unlink(missing_ok=True)
        raise


def swap_in(aside: Path, path: Path) -> None:
    """Put a file in the place of another with one rename. Raises UnconfirmedError if only its confirmation fails."""
    aside.replace(path)
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UnconfirmedError(error.errno, error.strerror) from None


def _aside_of(path: Path, content: bytes, mode: int = 0o644) -> Path:
    """The same as `write_aside`, where no journal needs what processes that are gone have left of the file."""
    named = f".{path.name}."
    for left in path.parent.glob(f"{escape(named)}*{ASIDE}"):
        process = left.name.removeprefix(named).partition("-")[0]
        if process.isdecimal() and not _is_running(int(process)):
            with suppress(OSError):
                left.unlink()
    return write_aside(path, content, mode)


def _is_running(process: int) -> bool:
    """Whether there is a process of this number on this machine, or nobody can say."""
    if os.name == "nt":
        return True  # to ask in this way would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def write_aside(path: Path, content: bytes, mode: int = 0o644) -> Path:
    """Write what is to take the place of `path` to a new file next to it, make sure that it is on the disk, name it."""
    mode = path.stat().st_mode & 0o777 if path.exists() else mode
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.{os.getpid()}-", suffix=ASIDE, dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.chmod(mode)
    except BaseException:
        with suppress(OSError):
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
