"""The door to object storage: what lies below an address, the bytes of an object, and folders put there and fetched.

Only this module knows pyarrow. Who may read is for the store to find out, from its usual environment variables, files
or roles: nothing of it is ever asked, kept or printed here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tagfold.errors import SourceError, WrongUsage
from tagfold.store_url import StoreUrl

READS_AT_ONCE = 16
"""Objects that one process asks for at the same time: each takes some hundredths of a second to begin with."""

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER, ATTEMPTS = 5, 10, 3

SETTLED_AFTER_NS = 15 * 60 * 1_000_000_000
"""By how much the clocks of this machine and of a store may differ: with more, S3 refuses all requests."""

_REFUSED = re.compile(r"ACCESS_DENIED|PERMISSION_DENIED|AuthorizationPermissionMismatch|INVALID_OBJECT_STATE")
"""What stores say of one object that may not be read or lies in an archive. All else ends the run: the next object
would fare no better. Pyarrow has no other name for either than this text.
"""

_NOT_SAID_TWICE = re.compile(r".*?AWS Error |\(Request ID: .*|\berror_info=.*", re.DOTALL)


class StoredObject(NamedTuple):
    """An object below an address: its name from there on, its bytes, and when it was written."""

    name: str
    size: int
    written_ns: int

    @property
    def stamp(self) -> str:
        """As that of a file (`sources._stamp`), but that it counts as changed until no clock can be behind."""
        return f"{self.size} {self.written_ns} {self.written_ns + SETTLED_AFTER_NS}"


def objects_below(url: StoreUrl) -> list[StoredObject]:
    """All objects below an address, sorted by name. Marks of folders, with a name that ends in `/`, are not objects.

    Raises SourceError if there are none, or the store cannot be read; WrongUsage if pyarrow is not installed.
    """
    fs, place = _arrow_fs(url), _place(url)
    try:
        with _reached(url):
            found = _store(url).get_file_info(fs.FileSelector(place, recursive=True))
    except FileNotFoundError:
        remedy = "name what the keys of the reports begin with, up to a '/'; archives must be unpacked first"
        raise SourceError("there is nothing below this address", path=_shown(url), remedy=remedy) from None
    files = (info for info in found if info.type == fs.FileType.File)
    return sorted(StoredObject(info.path[len(place) + 1 :], info.size, info.mtime_ns) for info in files)


def read_object(url: StoreUrl, limit: int) -> tuple[int, bytes]:
    """The size of an object, and its content as far as one byte more than `limit`.

    Raises FileNotFoundError if it is gone, PermissionError if it alone is refused, SourceError if the store is.
    """
    with _reached(url, one=True), _store(url).open_input_file(_place(url)) as stream:
        return stream.size(), stream.read(limit + 1)


def is_empty(url: StoreUrl) -> bool:
    """Whether nothing lies below an address. Raises SourceError if the store does not say."""
    fs = _arrow_fs(url)
    with _reached(url):
        return not _store(url).get_file_info(fs.FileSelector(_place(url), allow_not_found=True))


def put_folder(folder: Path, url: StoreUrl) -> None:
    """Copy the files of a folder to an address. Raises SourceError if that fails."""
    fs = _arrow_fs(url)
    with _reached(url, "written"):
        _copy(fs, str(folder), _place(url), fs.LocalFileSystem(), _store(url))


def fetch_folder(url: StoreUrl, folder: Path) -> None:
    """Copy all that lies below an address into a folder. Raises FileNotFoundError if it is gone, else SourceError."""
    fs = _arrow_fs(url)
    with _reached(url):
        _copy(fs, _place(url), str(folder), _store(url), fs.LocalFileSystem())


def remove_folder(url: StoreUrl) -> None:
    """Remove all that lies below an address, if there is anything. Raises SourceError if that fails."""
    with suppress(FileNotFoundError), _reached(url, "written"):
        _store(url).delete_dir(_place(url))


def _copy(fs: Any, *where: Any) -> None:
    """One file after the other: with threads, pyarrow 18 waits for itself if there are more files than threads."""
    fs.copy_files(*where, use_threads=False)


def _place(url: StoreUrl) -> str:
    """What pyarrow calls the place in its store."""
    container = url.bucket.partition("@")[0]
    return f"{container}/{url.key}" if url.key else container


def _shown(url: StoreUrl) -> str:
    return str(url.without_options)


def _arrow_fs(url: StoreUrl) -> Any:
    """The module `pyarrow.fs`, loaded only for those who need it. Raises WrongUsage if it is not installed."""
    try:
        from pyarrow import fs
    except ImportError:
        problem = "pyarrow, which reads object storage, is not installed"
        raise WrongUsage(problem, path=_shown(url), remedy="run: pip install 'tagfold[cloud]'") from None
    return fs


def _store(url: StoreUrl) -> Any:
    """The store of an address, connected once for each process."""
    return _connected(url.scheme, url.bucket, url.options)


@cache
def _connected(scheme: str, bucket: str, options: tuple[tuple[str, str], ...]) -> Any:
    from pyarrow.fs import AwsStandardS3RetryStrategy, FileSystem, S3FileSystem, resolve_s3_region

    if scheme != "s3":
        limit = (("retry_limit_seconds", str(ATTEMPTS * SECONDS_TO_ANSWER)),) if scheme in ("gs", "gcs") else ()
        query = "&".join(f"{name}={value}" for name, value in (*options, *limit))
        return FileSystem.from_uri(f"{scheme}://{bucket}/" + (f"?{query}" if query else ""))[0]
    given = dict(options)
    endpoint = given.pop("endpoint_override", None) or _of_environment("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    region = given.pop("region", None) or _of_environment("AWS_REGION", "AWS_DEFAULT_REGION")
    return S3FileSystem(
        region=region or ("us-east-1" if endpoint else resolve_s3_region(bucket)),
        endpoint_override=endpoint,
        connect_timeout=SECONDS_TO_CONNECT,
        request_timeout=SECONDS_TO_ANSWER,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
        **given,
    )


def _of_environment(*names: str) -> str | None:
    """The first of these variables that is set: pyarrow leaves it to those who connect to look at them."""
    return next((value for name in names if (value := os.environ.get(name))), None)


@contextmanager
def _reached(url: StoreUrl, what: str = "read", *, one: bool = False) -> Iterator[None]:
    """Say in one sentence what a store says; `one`: an object that alone is refused is a PermissionError."""
    _arrow_fs(url)
    from pyarrow import ArrowException

    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, ArrowException) as error:
        refused = _REFUSED.search(str(error))
        if one and refused:
            raise PermissionError(0, f"the store says {refused[0]}") from None
        said = " ".join(_NOT_SAID_TWICE.sub("", str(error)).split())[:300]
        remedy = "check the address, the network, and the credentials in the environment (docs/spark.md)"
        raise SourceError(f"the store cannot be {what} ({said})", path=_shown(url), remedy=remedy) from None
