"""A difference as text, for the screen and for CHANGELOG.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from tagfold.taxonomy.change import Bump, Change, Difference, What

TITLES = {
    What.FACET_ADDED: "facet added",
    What.FACET_REMOVED: "facet removed",
    What.FACET_CHANGED: "facet changed",
    What.ADDED: "terms added",
    What.REMOVED: "terms removed",
    What.DEPRECATED: "terms dropped",
    What.MERGED: "terms merged",
    What.SPLIT: "terms split",
    What.REVIVED: "terms back in use",
    What.RENAMED: "terms renamed",
    What.MOVED: "terms under another heading",
    What.REDEFINED: "terms redefined",
    What.TRANSLATED: "labels in other languages",
    What.RELATED: "links between related terms",
    What.SCOPED: "scope notes",
    What.MAPPED: "variants newly mapped",
    What.REMAPPED: "variants moved from term to term",
    What.UNMAPPED: "variants no longer mapped",
    What.NO_TAG: "variants said to be no tag",
    What.ASKED_AGAIN: "variants to be decided again",
    What.REJECTED: "variants rejected",
    What.WITHDRAWN: "rejections withdrawn",
    What.NOTED: "rows with other notes, no effect on the counts",
}

_PHRASES = {
    What.SPLIT: "{name} into {after}",
    What.MAPPED: "{name} is {after}",
    What.REMAPPED: "{name} from {before} to {after}",
    What.REJECTED: "{name} is not {before}",
    What.WITHDRAWN: "{name} may be {before} again",
}

STEPS = {
    Bump.MAJOR: "major: figures can move",
    Bump.MINOR: "minor: counts can only rise",
    Bump.PATCH: "patch: only words changed",
}


def by_kind(changes: Sequence[Change]) -> Iterator[tuple[What, list[Change]]]:
    """The changes of one facet, by kind."""
    for what in What:
        if found := [change for change in changes if change.what is what]:
            yield what, found


def overview(changes: Sequence[Change]) -> str:
    """How many changes of which kind, in one line: `3 terms added, 1 term merged`."""
    counts = Counter(change.what for change in changes)
    return ", ".join(f"{counts[what]:,} {_counted(what, counts[what])}" for what in What if counts[what])


def phrases(difference: Difference, changes: Sequence[Change]) -> list[str]:
    """A phrase for each change of one kind; variants newly mapped to the same terms share one."""
    if changes and changes[0].what is What.MAPPED:
        together: dict[tuple[str, ...], list[str]] = {}
        for change in changes:
            together.setdefault(change.after, []).append(f"'{change.name}'")
        facet = changes[0].facet
        lines = [f"{named(difference, facet, terms)}: {', '.join(names)}" for terms, names in together.items()]
        return sorted(lines, key=str.casefold)
    return [phrase(difference, change) for change in changes]


def phrase(difference: Difference, change: Change) -> str:
    """One change in words: labels first, ids in brackets."""
    before, after = (named(difference, change.facet, terms) for terms in (change.before, change.after))
    name = f"'{change.name}'" if change.what.of_variant else change.name
    name = f"{change.name} ({change.term_id})" if change.term_id else name
    match change.what:
        case What.FACET_CHANGED | What.RENAMED:
            rest = f"'{change.before[0]}' is now '{change.after[0]}'"
            return f"{rest} ({change.term_id})" if change.term_id else f"{name}: {rest}"
        case What.ADDED:
            return f"{name}, under {after}" if after else name
        case What.MERGED:
            return f"{name} into {after}{_followers(change, 'goes along', 'go along')}"
        case What.REMOVED | What.DEPRECATED:
            return f"{name}{_followers(change, 'loses this term', 'lose this term')}"
        case What.REDEFINED:
            return f"{name}: {change.after[0] or 'no definition any more'}"
        case What.TRANSLATED | What.SCOPED:
            return f"{name}: {change.after[0] if change.after else f'no longer {change.before[0]}'}"
        case What.RELATED:
            return f"{name} and {after}" if after else f"{name} and {before} no longer"
        case What.MOVED:
            return f"{name}: {f'under {before}' if before else 'at the top'} -> {after or 'at the top'}"
        case What.UNMAPPED | What.NO_TAG:
            return f"{name}, was {before}" if before else name
        case _:
            return _PHRASES.get(change.what, "{name}").format(name=name, before=before, after=after)


def named(difference: Difference, facet: str, terms: Sequence[str]) -> str:
    """Terms by label with the id in brackets: `interviews (ds-0001) and surveys (ds-0002)`."""
    return " and ".join(f"{difference.label(facet, term_id)} ({term_id})" for term_id in terms)


def reason(difference: Difference) -> str:
    """The step and the first change that needs it, in one sentence; empty if nothing changed."""
    bump = difference.bump
    if bump is None:
        return ""
    decisive = next(change for change in difference.changes if change.bump is bump)
    kind = TITLES[decisive.what]
    return f"{STEPS[bump]} ({decisive.facet}, {kind}: {phrase(difference, decisive)})"


def screen(difference: Difference, limit: int) -> Iterator[str]:
    """Lines for a person, by facet and kind; at most `limit` of a kind, all if it is 0."""
    for facet, changes in difference.by_facet():
        yield f"{facet}: {overview(changes)}"
        for what, found in by_kind(changes):
            yield f"  {TITLES[what]}"
            lines = phrases(difference, found)
            for line in lines[: limit or None]:
                yield f"    {line}"
            if limit and len(lines) > limit:
                yield f"    … and {len(lines) - limit:,} more; --limit 0 shows all"


def _followers(change: Change, one: str, several: str) -> str:
    """What becomes of the spellings of a term."""
    if not change.spellings:
        return ""
    noun, verb = ("spelling", one) if change.spellings == 1 else ("spellings", several)
    return f"; {change.spellings:,} {noun} {verb}"


def _counted(what: What, number: int) -> str:
    """A title that goes with a number.

    >>> _counted(What.ADDED, 1), _counted(What.REJECTED, 2)
    ('term added', 'variants rejected')
    """
    noun, _, rest = TITLES[what].partition(" ")
    return f"{noun.removesuffix('s') if number == 1 else noun} {rest}"


def plain(difference: Difference) -> dict[str, object]:
    """The difference as values that JSON knows: the step, why, and one row per change with ids and labels."""
    bump = difference.bump
    return {
        "bump": bump.name.lower() if bump else None,
        "why": reason(difference),
        "changes": [_plain_change(difference, change) for change in difference.changes],
    }


def _plain_change(difference: Difference, change: Change) -> dict[str, object]:
    row = asdict(change) | {"what": change.what.value, "bump": change.bump.name.lower()}
    return {**row, "words": phrase(difference, change)}
