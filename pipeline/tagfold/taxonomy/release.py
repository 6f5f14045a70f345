"""Make a release: work out its number, refuse what is not fit, fill in `since`, freeze, write CHANGELOG.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import TaxonomyError
from tagfold.records import Record, join_records, row_text, split_records
from tagfold.taxonomy.change import Bump, Difference, What
from tagfold.taxonomy.diff import diff
from tagfold.taxonomy.diff_text import TITLES, by_kind, overview, phrases, reason
from tagfold.taxonomy.files import WORKING, read_taxonomy
from tagfold.taxonomy.lookup import Key
from tagfold.taxonomy.model import Judgement, Status, Taxonomy, Vocabulary
from tagfold.taxonomy.releases import FIRST, Version, freeze, models_differ, read_release, versions
from tagfold.taxonomy.store import Rewrite, alone

HEAD = """# What changed in the taxonomy

Release by release, newest first. Ids are in brackets. The first number of a version rises when a use can move from one
term to another, the second when uses without a term gain one, the third when only words changed.
Written by `tagfold taxonomy release`.
"""

LONGEST_LIST = 200
"""Lines of one kind in one facet; `tagfold taxonomy diff` between two releases shows all."""

_MARKUP = re.compile(r"([\\`*_\[\]<>|])")
_SECTION = re.compile(r"^## ", re.MULTILINE)


def section(why: str, difference: Difference, version: str, date: str, notes: Sequence[str] = ()) -> str:
    """A release's part of the changelog: the step and its reason, `notes` (Markdown), then what changed by facet."""
    lines = [f"## {version} ({date})", "", f"A release that is {_escaped(why)}.", ""]
    for note in notes:
        lines += [note, ""]
    for facet, changes in difference.by_facet():
        lines += [f"### {_facet_label(difference, facet)}: {overview(changes)}", ""]
        for what, found in by_kind(changes):
            if what is What.NOTED:
                continue  # who decided and when does not matter to readers
            said = phrases(difference, found)
            lines += [f"{TITLES[what].capitalize()}:", ""]
            lines += [f"- {_escaped(line)}" for line in said[:LONGEST_LIST]]
            if len(said) > LONGEST_LIST:
                lines.append(f"- … and {len(said) - LONGEST_LIST:,} more")
            lines.append("")
    return "\n".join(lines)


def first_section(taxonomy: Taxonomy, version: str, date: str) -> str:
    """The first release's part: how much there is, for everything is new."""
    return "\n".join([f"## {version} ({date})", "", "The first release.", "", *_holdings(taxonomy), ""])


def with_section(changelog: str, version: str, text: str) -> str:
    """The changelog with the release's section on top; one that is there already is replaced."""
    starts = [found.start() for found in _SECTION.finditer(changelog)]
    head = changelog[: starts[0]] if starts else changelog
    ends = [*starts[1:], len(changelog)]
    others = [changelog[start:end].strip() for start, end in zip(starts, ends, strict=bool(starts))]
    kept = [part for part in others if not part.startswith(f"## {version} ")]
    return "\n\n".join([(head or HEAD).strip(), text.strip(), *kept]) + "\n"


def _holdings(taxonomy: Taxonomy) -> Iterator[str]:
    for vocabulary in taxonomy.vocabularies.values():
        if vocabulary.terms:
            terms = sum(term.status is Status.ACTIVE for term in vocabulary.terms)
            variants = {m.variant for m in vocabulary.mappings if m.judgement is Judgement.ACCEPT}
            yield f"- {_escaped(vocabulary.facet.label)}: {terms:,} terms, {len(variants):,} variants mapped to them"


def _facet_label(difference: Difference, facet: str) -> str:
    for taxonomy in (difference.after, difference.before):
        if facet in taxonomy.vocabularies:
            return _escaped(taxonomy.vocabularies[facet].facet.label)
    return _escaped(facet)


def _escaped(words: str) -> str:
    """Labels are text, not Markdown; one stays on its line."""
    return _MARKUP.sub(r"\\\1", " ".join(words.split()))


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
    """A release to be made. `section` is its part of the changelog, `why` the reason for the number's step.

    `taxonomy_sha256` names the taxonomy that it was worked out from.
    """

    version: Version
    date: str
    bump: Bump | None
    why: str
    section: str
    taxonomy_sha256: str


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
        words = first_section(taxonomy, version, date)
        return Release(FIRST, date, None, "the first release", words, taxonomy.sha256)
    latest = str(released[-1])
    difference = diff(read_release(home, latest), taxonomy, key)
    learnt = models_differ(home, latest)
    if difference.bump is None and not learnt:
        raise TaxonomyError(
            f"nothing has changed since release {latest}", path=str(home), remedy="release when there is a change"
        )
    bump, why = difference.bump or Bump.PATCH, reason(difference) or LEARNT
    next_version = released[-1].after(bump)
    notes = [LEARNT_WORDS] if learnt else []
    words = section(why, difference, str(next_version), date, notes)
    return Release(next_version, date, bump, why, words, taxonomy.sha256)


def make_release(home: Path, release: Release) -> Path:
    """Fill in `since`, write the changelog, and freeze the release, in one step; gives its folder.

    Raises TaxonomyError if the taxonomy is not the one that the release was worked out from.
    """
    with alone(home):
        taxonomy = read_taxonomy(home)
        if taxonomy.sha256 != release.taxonomy_sha256:
            raise TaxonomyError(
                "the taxonomy changed while its release was worked out", path=str(home), remedy="run the command again"
            )
        terms = [(home / name / "terms.csv", vocabulary) for name, vocabulary in taxonomy.vocabularies.items()]
        rewrites = [_dated(path, vocabulary, str(release.version)) for path, vocabulary in terms if path.is_file()]
        path = home / "CHANGELOG.md"
        before = path.read_bytes() if path.exists() else b""
        text = with_section(before.decode(), str(release.version), release.section)
        return freeze(home, release.version, release.date, [*rewrites, Rewrite(path, before, text.encode())])


def _dated(path: Path, vocabulary: Vocabulary, version: str) -> Rewrite:
    """Give the new terms of a file the release that brings them; the bytes of all other rows stay."""
    undated = {term.term_id for term in vocabulary.terms if term.since in UNDATED}
    content = path.read_bytes()
    records = split_records(content) if undated else []
    for index, record in enumerate(records):
        if record.cells and record.cells[0] in undated:
            cells = (*record.cells[:-1], version)
            records[index] = Record(cells, row_text(cells, record.end), record.line)
    return Rewrite(path, content, join_records(records) if undated else content)
