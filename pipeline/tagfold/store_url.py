"""A place in object storage, such as s3://bucket/reports; it never becomes a path of this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from tagfold.errors import WrongUsage

SCHEMES = ("s3", "gs", "gcs", "abfs", "abfss")

OPTIONS = ("region", "endpoint_override", "scheme")
"""What may follow the `?` of an address. All else that pyarrow takes there, such as keys, would be kept and printed."""


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """An object, or all that lies below it. The `key` is what the store shows, with nothing encoded in it.

    `bucket` is also the container of an Azure account (`container@account.dfs.core.windows.net`).
    """

    scheme: str
    bucket: str
    key: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The last part of the key, or else the bucket."""
        return self.key.rpartition("/")[2] or self.bucket.partition("@")[0]

    @property
    def without_options(self) -> StoreUrl:
        """The address alone, for people to read."""
        return replace(self, options=())

    def __truediv__(self, below: str) -> Self:
        return replace(self, key=f"{self.key}/{below}" if self.key else below)

    def __str__(self) -> str:
        options = "&".join(f"{name}={value}" for name, value in self.options)
        return f"{self.scheme}://{self.bucket}/{self.key}" + (f"?{options}" if options else "")


Source = Path | StoreUrl


def is_url(source: str) -> bool:
    """Whether a source is named by an address. No path that was written by Path has `://` in it."""
    return "://" in source


def source_of(named: str | Path) -> Source:
    """The folder, file or place in object storage that a person names. Raises WrongUsage for other addresses."""
    return store_url(named) if isinstance(named, str) and is_url(named) else Path(named)


def store_url(text: str) -> StoreUrl:
    """The place that an address names.

    Raises WrongUsage if it is not one of object storage, or holds a secret, which is not repeated.

    >>> str(store_url("s3://reports/2024 & 2025/?region=eu-west-1"))
    's3://reports/2024 & 2025?region=eu-west-1'
    """
    scheme, _, rest = text.partition("://")
    place, _, query = rest.partition("?")
    bucket, _, key = place.partition("/")
    user, at, host = bucket.rpartition("@")
    shown = f"{scheme}://{host}"
    if scheme not in SCHEMES:
        remedy = f"use one of {', '.join(f'{known}://' for known in SCHEMES)}, or copy the reports into a folder"
        raise WrongUsage("this is not an address of object storage", path=shown, remedy=remedy)
    options = tuple((name, value) for name, _, value in (part.partition("=") for part in query.split("&")) if name)
    unknown = [name for name, _ in options if name not in OPTIONS]
    if ":" in user or (at and not scheme.startswith("abfs")) or any("@" in value for _, value in options):
        remedy = "leave them out of it; docs/spark.md says where each store looks for them"
        raise WrongUsage("the address holds credentials", path=shown, remedy=remedy)
    if unknown:
        remedy = f"it may have {', '.join(OPTIONS)}"
        raise WrongUsage(f"the address has the unknown option '{unknown[0]}'", path=shown, remedy=remedy)
    if not host:
        raise WrongUsage("the address names no bucket", path=shown, remedy="write it as s3://bucket/folder")
    return StoreUrl(scheme, bucket, key.strip("/"), options)
