"""CHANGELOG.md of the taxonomy: what each release means for readers, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tagfold.taxonomy.change import Difference, What
from tagfold.taxonomy.diff_text import TITLES, by_kind, overview, phrases
from tagfold.taxonomy.model import Judgement, Status, Taxonomy

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
