"""What Tagfold installs: each package is locked with hashes, and has a licence of a short list."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT

SPDX = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CNRI-Python",
    "ISC",
    "MIT",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
]
OLDER = (
    "3-Clause BSD License",
    "Apache Software License",
    "BSD License",
    "ISC License (ISCL)",
    "MIT License",
    "Zope Public License",
)
ALLOWED = {*SPDX, *OLDER}
"""By their SPDX names, or as older packages name them."""


def _needed(name: str, extras: set[str], found: set[str]) -> set[str]:
    """The packages that a package with these extras needs here, and those that they need."""
    for requirement in map(Requirement, distribution(name).requires or ()):
        marker = requirement.marker
        if requirement.name not in found and (not marker or any(marker.evaluate({"extra": one}) for one in extras)):
            found.add(requirement.name)
            _needed(requirement.name, {"", *requirement.extras}, found)
    return found


def _licences(name: str) -> list[str]:
    about = distribution(name).metadata
    classified = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License")]
    written = about.get_all("License-Expression") or (not classified and about.get_all("License"))
    return [one for one in re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", written[0]) if one] if written else classified


def test_every_package_has_a_licence_of_the_list() -> None:
    extras = set(distribution("tagfold").metadata.get_all("Provides-Extra", []))
    if find_spec("pyspark") is None:
        extras -= {"cloud", "spark"}  # have an environment of their own, where this runs again
    needed = _needed("tagfold", {"", *extras}, set())
    assert {"duckdb", "rdflib", "flask", "lightgbm"} <= needed
    assert {name: named for name in sorted(needed) if not ALLOWED.issuperset(named := _licences(name))} == {}


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda lock: lock.name)
def test_every_package_is_locked_with_its_hashes(lock: Path) -> None:
    packages = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert len(packages) > 10
    assert [one for one in packages if not re.match(r"[\w.-]+==\S+[^\n]* \\\n +--hash=sha256:[0-9a-f]{64}", one)] == []
