"""Reports in a zip or tar file, read where they lie: no file gets a name that the archive gives."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from io import BytesIO
from pathlib import Path
from typing import IO

from tagfold.errors import SourceError

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")

_PACKED = {".gz": gzip.GzipFile, ".tgz": gzip.GzipFile, ".bz2": bz2.BZ2File, ".xz": lzma.LZMAFile}

Archive = zipfile.ZipFile | tarfile.TarFile

LARGEST_UNPACKED = 20_000_000_000
"""Bytes that a compressed tar file may have once it is unpacked."""

UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What the standard library raises for an archive that is damaged, encrypted or packed in a way it does not know."""


def is_archive(path: Path) -> bool:
    """Whether a file is an archive, by its ending."""
    return path.name.lower().endswith(ENDINGS)


def members(path: Path) -> Iterator[tuple[str, str]]:
    """The name of each file in an archive, and of it what becomes the report's path, with `/`.

    Names that lead out of the archive keep what is left without `..` and the leading `/`. Links are no files.
    Raises SourceError if the archive cannot be read.
    """
    try:
        archive = _opened(path)
        if isinstance(archive, zipfile.ZipFile):
            names = [item.filename for item in archive.infolist() if not item.is_dir()]
        else:
            names = [item.name for item in archive.getmembers() if item.isfile()]
    except UNREADABLE as error:
        raise _damaged(path, error) from None
    for name in dict.fromkeys(names):
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if parts and not any(part.startswith(".") or part == "__MACOSX" for part in parts[:-1]):
            yield name, "/".join(parts)


def read_member(path: Path, name: str, limit: int) -> bytes:
    """The first bytes of a file in an archive: all of them, or one more than `limit`.

    Raises OSError if it cannot be read.
    """
    try:
        archive = _opened(path)
        stream = archive.open(name) if isinstance(archive, zipfile.ZipFile) else archive.extractfile(name)
        with stream or BytesIO() as content:
            return content.read(limit + 1)
    except (*UNREADABLE, KeyError) as error:
        raise OSError(0, f"it is damaged: {error}") from None


@contextmanager
def archives_open() -> Iterator[None]:
    """While this lasts, archives that were read stay open, so that each is opened, and unpacked, once."""
    with ExitStack() as stack:
        before = _open.set((stack, {}))
        try:
            yield
        finally:
            _open.reset(before)


_open: ContextVar[tuple[ExitStack, dict[Path, Archive]]] = ContextVar("open archives")


def _opened(path: Path) -> Archive:
    """The archive, open; of a compressed tar a copy that is not, so that each file is at hand."""
    stack, known = _open.get()
    if path not in known:
        if path.name.lower().endswith(".zip"):
            known[path] = stack.enter_context(zipfile.ZipFile(path))
        elif path.name.lower().endswith(".tar"):
            known[path] = stack.enter_context(tarfile.open(path, "r:"))  # noqa: SIM115
        else:
            aside = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            _unpack(path, aside)
            known[path] = stack.enter_context(tarfile.open(fileobj=aside, mode="r:"))  # noqa: SIM115
    return known[path]


def _unpack(path: Path, aside: IO[bytes]) -> None:
    """Write the tar in a compressed file, whatever it is compressed with, to a file without a name."""
    try:
        with _PACKED[path.suffix.lower()](path) as packed:
            _copy(packed, aside, path)
    except (lzma.LZMAError, OSError) as error:
        raise _damaged(path, error) from None
    aside.seek(0)


def _copy(packed: gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile, aside: IO[bytes], path: Path) -> None:
    while chunk := packed.read(1 << 20):
        aside.write(chunk)
        if aside.tell() > LARGEST_UNPACKED:
            problem = f"the archive has more than {LARGEST_UNPACKED / 1e9:.0f} GB once it is unpacked"
            raise SourceError(problem, path=str(path), remedy="unpack it and name the folder")


def _damaged(path: Path, error: Exception) -> SourceError:
    return SourceError(f"the archive cannot be read ({error})", path=str(path), remedy="pack it again, or unpack it")
