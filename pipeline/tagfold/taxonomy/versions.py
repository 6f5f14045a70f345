"""Version numbers of releases: three numbers, after semantic versioning 2.0."""

from __future__ import annotations

import re
from typing import NamedTuple

from tagfold.taxonomy.change import Bump

_NUMBERS = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", re.ASCII)


class Version(NamedTuple):
    """A release's number. Versions compare by their numbers: 1.10.0 comes after 1.9.0."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, bump: Bump) -> Version:
        """The next version.

        >>> str(Version(1, 4, 2).after(Bump.MINOR)), str(Version(1, 4, 2).after(Bump.MAJOR))
        ('1.5.0', '2.0.0')
        """
        if bump is Bump.MAJOR:
            return Version(self.major + 1, 0, 0)
        if bump is Bump.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


FIRST = Version(1, 0, 0)


def parse_version(text: str) -> Version | None:
    """The version that `text` spells, or None.

    >>> parse_version("1.10.0"), parse_version("v1"), parse_version("1.0")
    (Version(major=1, minor=10, patch=0), None, None)
    """
    found = _NUMBERS.fullmatch(text)
    return Version(*map(int, found.groups())) if found else None
