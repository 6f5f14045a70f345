"""Make a release: work out its number, refuse what is not fit, fill in `since`, freeze, tell readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import TaxonomyError
from tagfold.io import write_atomically
from tagfold.records import Record, join_records, row_text, split_records
from tagfold.taxonomy import changelog
from tagfold.taxonomy.change import Bump
from tagfold.taxonomy.diff import diff
from tagfold.taxonomy.diff_text import reason
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.lookup import Key
from tagfold.taxonomy.model import Vocabulary
from tagfold.taxonomy.releases import freeze, models_differ, read_release, versions
from tagfold.taxonomy.resolve import WORKING
from tagfold.taxonomy.store import rewrite
from tagfold.taxonomy.versions import FIRST, Version

Check = Callable[[Path], Sequence[str]]
"""From a taxonomy folder to what is wrong with it, one sentence per problem."""


LEARNT = "patch (no word of the taxonomy changed, but its model did)"
"""Why there is a release at all: what people decided is unchanged, automatic decisions may not be."""

LEARNT_WORDS = (
    "The model of the taxonomy's own (`tagfold taxonomy learn`) changed: tags that nobody has decided may be decided "
    "otherwise."
)

UNDATED = ("", WORKING)
"""What `since` says of a term that no release has brought yet."""


@dataclass(frozen=True)
class Release:
    """A release to be made. `section` is its part of the changelog, `why` the reason for the number's step."""

    version: Version
    date: str
    bump: Bump | None
    why: str
    section: str


def prepare_release(home: Path, date: str, key: Key, check: Check) -> Release:
    """Work out the next release of `home`, dated `date` (year-month-day).

    Raises TaxonomyError if the check finds something, or nothing has changed since the last release.
    """
    if found := check(home):
        more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
        raise TaxonomyError(f"the taxonomy is not fit for release: {found[0]}{more}", remedy="fix it and try again")
    taxonomy = read_taxonomy(home)
    released = versions(home)
    if not released:
        version = str(FIRST)
        return Release(FIRST, date, None, "the first release", changelog.first_section(taxonomy, version, date))
    latest = str(released[-1])
    difference = diff(read_release(home, latest), taxonomy, key)
    learnt = models_differ(home, latest)
    if difference.bump is None and not learnt:
        raise TaxonomyError(
            f"nothing has changed since release {latest}", path=str(home), remedy="release when there is a change"
        )
    bump, why = difference.bump or Bump.PATCH, reason(difference) or LEARNT
    next_version = released[-1].after(bump)
    section = changelog.section(why, difference, str(next_version), date, [LEARNT_WORDS] if learnt else [])
    return Release(next_version, date, bump, why, section)


def make_release(home: Path, release: Release) -> Path:
    """Fill in `since`, write the changelog, and freeze the release; gives its folder.

    The rename that freezes comes last: after a crash before it there is no release, and making it again gives
    the same files.
    """
    for name, vocabulary in read_taxonomy(home).vocabularies.items():
        _fill_since(home / name / "terms.csv", vocabulary, str(release.version))
    path = home / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    write_atomically(path, changelog.with_section(text, str(release.version), release.section).encode())
    return freeze(home, release.version, release.date)


def _fill_since(path: Path, vocabulary: Vocabulary, version: str) -> None:
    """Give the new terms of a file the release that brings them; the bytes of all other rows stay."""
    undated = {term.term_id for term in vocabulary.terms if term.since in UNDATED}

    def filled(content: bytes) -> bytes:
        records = split_records(content)
        for index, record in enumerate(records):
            if record.cells and record.cells[0] in undated:
                cells = (*record.cells[:-1], version)
                records[index] = Record(cells, row_text(cells, record.end), record.line)
        return join_records(records)

    if undated:
        rewrite(path, filled)
