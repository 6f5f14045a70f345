"""Folds free-text tags into a taxonomy, and counts them.

The names below are the public face. They are imported when first used, so that `import tagfold` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tagfold.errors import TagfoldError
    from tagfold.matching.decision import Decision, Outcome
    from tagfold.matching.form import normal_form
    from tagfold.matching.matcher import Matcher
    from tagfold.public import cluster, explain, fold, ingest, match, open  # noqa: A004
    from tagfold.taxonomy.files import read_taxonomy
    from tagfold.taxonomy.model import Taxonomy, Vocabulary
    from tagfold.warehouse.database import Database

    __version__: str

_HOMES = {
    "Database": "warehouse.database",
    "Decision": "matching.decision",
    "Matcher": "matching.matcher",
    "Outcome": "matching.decision",
    "TagfoldError": "errors",
    "Taxonomy": "taxonomy.model",
    "Vocabulary": "taxonomy.model",
    "cluster": "public",
    "explain": "public",
    "fold": "public",
    "ingest": "public",
    "match": "public",
    "normal_form": "matching.form",
    "open": "public",
    "read_taxonomy": "taxonomy.files",
}
"""For each public name the module that defines it."""

__all__ = [
    "Database", "Decision", "Matcher", "Outcome", "TagfoldError", "Taxonomy", "Vocabulary", "__version__", "cluster",
    "explain", "fold", "ingest", "match", "normal_form", "open", "read_taxonomy",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version  # takes longer than all else that is imported here

        try:
            return version("tagfold")
        except PackageNotFoundError:  # a checkout that nobody installed
            return "0+unknown"
    if name not in _HOMES:
        raise AttributeError(f"module 'tagfold' has no attribute '{name}'")
    found: object = getattr(import_module(f"tagfold.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
