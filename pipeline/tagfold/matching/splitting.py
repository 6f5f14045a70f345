"""Glued tags: several tags typed as one, taken apart for a person to decide. Nothing is ever split alone.

Precision first. Marks that only lists have (";", bullets, "|", "[[a]] [[b]]", hashtags) split; a comma, a slash or
an "and" splits if the parts are known spellings, and a list of three shows by itself that it is one; words without
any mark between them split where known spellings make up the whole. What is known stays whole ("responsible
consumption and production"), and so does what is doubtful. Shared words are given to both sides if that makes
known spellings: "quantitative and qualitative data" is two kinds of data.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

from tagfold.inflection import singular
from tagfold.matching.antonyms import poles
from tagfold.matching.form import normal_form
from tagfold.matching.gazetteer import Gazetteer
from tagfold.matching.linker import ScoredTerm
from tagfold.reports.entities import decode_entities

LONGEST_PART = 8
"""Words that an item of a list has at the most; with more it is a sentence."""

LONGEST_TAG = 14
"""Words beyond which a tag is a paragraph, where known spellings are looked for inside."""

LONGEST_READ = 5_000
"""Characters of a tag that are looked at."""

MOST_PIECES = 6
"""Pieces between conjunctions of which all groupings are tried."""

LONGEST_SHOWN = 60
"""Characters of a part that a reason shows."""

_BRACKETS = re.compile(r"\]\]\s*,?\s*\[\[|^\s*\[\[|\]\]\s*$")
_IN_BRACKETS = re.compile(r"(?<=\0)[a-z][a-z_ ]{0,40}:")
_BULLET = r"[•●▪◦‣⁃·∙]"
_LISTED = re.compile(rf"\0|[;；|]|{_BULLET}|(?:^|\n)\s*[-–—*]\s+|(?:(?<=\s)|^)#(?=[^\W\d])")
_NUMBERED = re.compile(r"(?:^|\s)\(?(\d{1,2})[.)]\s+(?=[^\W\d])")
_NUMBER = re.compile(r"^\s*(?:[^\W\d]{2,4}\s+)?\d{1,2}\s*[.:)]\s*")
_LIST = re.compile(r"(?<!\d),|,(?!\d)|[،、，]|\n|\((?=[^)]*$)|(?<=[^\W\d]{2})\.(?=\s+[^\W\d])")
_CONJUNCTION = re.compile(r"\s(?:and|y|e|et|und|\+)\s|[&/]", re.IGNORECASE)
_WORD = re.compile(r"\s(?:and|y|e|et|und|&)\s", re.IGNORECASE)
_LEADING = re.compile(r"^(?:and|y|e|et|und|&|or|o|ou)\s+", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:between|both|entre|versus|vs)\b", re.IGNORECASE)
_HEADED = re.compile(r"(?:^|[.;!?\n]\s*\d{0,2}[.)]?\s*)([^\W\d][\w &'/-]{2,50}):\s")
_SENTENCE = re.compile(r"[.;:!?\n]")
_PARENTHESES = re.compile(r"\([^()]*\)")
_ALWAYS_KINDS = {"qualitative", "urban", "primary", "national", "formal", "internal", "structured", "direct", "online"}
"""Oppositions whose sides are kinds of whatever follows them, so that "primary and secondary schools" are two."""


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a glued tag as a person would have typed them, in order, and how one sees them, in words."""

    parts: tuple[str, ...]
    why: str


def split_proposal(raw: str, known: Gazetteer) -> Split | None:
    """How `raw` would be split, at least in two, or None if it is one tag or in doubt.

    >>> known = Gazetteer([("qualitative data", 1), ("quantitative data", 2), ("consumption and production", 3)])
    >>> split_proposal("quantitative and qualitative data", known).parts
    ('quantitative data', 'qualitative data')
    >>> split_proposal("consumption & production", known) is None
    True
    """
    text = _plain(raw)
    if known.is_whole(text) or known.is_whole(_NUMBER.sub("", text)):
        return None
    for rule in (_listed, _told, _enumerated, _joined, _run_together):
        found = rule(text, known)
        if found and len(parts := _distinct(found.parts, known)) > 1:
            return Split(parts, found.why)
    return None


def _plain(raw: str) -> str:
    """The text without entities, stray backslashes and white space that is not between words; lines stay."""
    lines = decode_entities(raw).replace("\\", " ").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())[:LONGEST_READ]


def _listed(text: str, known: Gazetteer) -> Split | None:
    """Parts between marks that only lists have."""
    marked = _IN_BRACKETS.sub("", _BRACKETS.sub("\0", text))
    numbers = [int(match[1]) for match in _NUMBERED.finditer(text)]
    if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        marked = _NUMBERED.sub("\0", text)
    parts = _clean(_LISTED.split(marked))
    if len(parts) < 2 or any(_length(part) > LONGEST_PART for part in parts):
        return None
    return Split(tuple(_taken_apart(parts, known)), "a list by its marks")


def _told(text: str, known: Gazetteer) -> Split | None:
    """The headings or the known spellings in a paragraph."""
    words = [word for sentence in _SENTENCE.split(text) for word in normal_form(sentence).words]
    if len(words) <= LONGEST_TAG:
        return None
    heads = [head for head in _clean(_HEADED.findall(text)) if _length(head) < 5]
    if len(heads) > 1:
        return Split(tuple(heads), "a paragraph with headings")
    return Split(tuple(known.mentions(words)), "a paragraph that mentions known tags")


def _enumerated(text: str, known: Gazetteer) -> Split | None:
    """Parts between commas (or full stops, or lines)."""
    pieces = [_LEADING.sub("", piece) for piece in _clean(_outside_parentheses(_LIST, text))]
    if len(pieces) < 2 or _TOGETHER.search(text):
        return None
    parts = _taken_apart(pieces, known)
    unknown = [part for part in parts if not known.has(part)]
    if not unknown or (len(parts) > 2 and len(unknown) == 1 and _length(unknown[0]) <= LONGEST_PART):
        return Split(tuple(parts), "a list by its commas")
    if len(pieces) > 2 and all(1 < _length(piece) < 6 and not _CONJUNCTION.search(piece) for piece in pieces):
        return Split(tuple(pieces), "a list by its commas")
    return None


def _joined(text: str, known: Gazetteer) -> Split | None:
    """Parts around "and", "&", "/" or "+"; every one must be known, by itself or with the words it shares."""
    if _TOGETHER.search(text) or _clean(_outside_parentheses(_LIST, text))[1:]:
        return None
    parts = _conjoined(text, known)
    return Split(tuple(parts), "joined by an 'and' or a mark") if parts else None


def _run_together(text: str, known: Gazetteer) -> Split | None:
    """Known spellings of several words, one after the other, without anything between them."""
    words = normal_form(text).words
    for parts in known.segments(words) if len(words) <= LONGEST_TAG else ():
        if len(parts) > 1 and all(_length(part) > 1 for part in parts):
            return Split(tuple(parts), "known tags run together")
    return None


def _taken_apart(parts: Iterable[str], known: Gazetteer) -> list[str]:
    """Each part, or what it is made of."""
    found: list[str] = []
    for part in parts:
        pieces = [] if known.is_whole(part) else _conjoined(part, known)
        found += pieces or [part]
    return found


def _conjoined(text: str, known: Gazetteer) -> list[str]:
    """The parts around conjunctions, or nothing; an "and" inside a known spelling stays where it is."""
    for groups in _groupings(text):
        if len(groups) == 2 and (shared := _shared(groups[0], groups[1], known)):
            return shared
        if all(map(known.has, groups)) or (_WORD.search(text) and _one_is_known(groups, known)):
            return groups
    return []


def _one_is_known(groups: Sequence[str], known: Gazetteer) -> bool:
    """Whether two names of several words meet at an "and", one of them known."""
    return len(groups) == 2 and all(_length(group) > 1 for group in groups) and any(map(known.has, groups))


def _groupings(text: str) -> Iterator[list[str]]:
    """Every way to cut `text` at its conjunctions, those with few parts first."""
    places = list(_marks(_CONJUNCTION, text))
    if not 0 < len(places) < MOST_PIECES:
        return
    for size in range(1, len(places) + 1):
        for cuts in combinations(places, size):
            ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
            groups = _clean(text[start:end] for start, end in zip(*ends, strict=True))
            if len(groups) == size + 1:
                yield groups


def _shared(left: str, right: str, known: Gazetteer) -> list[str]:
    """Both sides with the words that only one of them was given, if that makes two known spellings or kinds."""
    before, after = left.split(), right.split()
    for cut in range(1, len(after)):
        pair = [f"{left} {' '.join(after[cut:])}", right]
        if all(map(known.has, pair)) or _are_kinds(before, after[:cut]):
            return pair
    for cut in range(1, len(before)):
        pair = [left, f"{' '.join(before[:cut])} {right}"]
        if all(map(known.has, pair)) or _are_kinds(before[cut:], after):
            return pair
    return []


def _are_kinds(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two words are sides of an opposition that makes two kinds of anything."""
    if len(one) != 1 or len(other) != 1:
        return False
    sides = [dict(poles((word, singular(word)))) for word in (normal_form(one[0]).text, normal_form(other[0]).text)]
    return any(sides[0][name] != sides[1][name] for name in sides[0].keys() & sides[1].keys() & _ALWAYS_KINDS)


def _marks(mark: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The marks outside parentheses."""
    inside = {place for match in _PARENTHESES.finditer(text) for place in range(*match.span())}
    return (match for match in mark.finditer(text) if match.start() not in inside)


def _outside_parentheses(mark: re.Pattern[str], text: str) -> list[str]:
    """`text` split at the marks outside parentheses."""
    pieces, start = [], 0
    for match in _marks(mark, text):
        pieces.append(text[start : match.start()])
        start = match.end()
    return [*pieces, text[start:]]


def _clean(parts: Iterable[str]) -> list[str]:
    """The parts that have a letter or digit, without the marks and spaces around them."""
    trimmed = (" ".join(part.split()).strip(" .,;:*–—[]#\"'“”") for part in parts)
    return [part for part in trimmed if normal_form(part).key]


def _distinct(parts: Iterable[str], known: Gazetteer) -> tuple[str, ...]:
    """Each part once, the first spelling of those of one term."""
    found: dict[Hashable, str] = {}
    for part in parts:
        found.setdefault(known.key(part) or normal_form(part).key, part)
    return tuple(found.values())


def _length(text: str) -> int:
    return len(normal_form(text).words)


def named_as_one(proposals: Sequence[ScoredTerm[str]]) -> bool:
    """Whether the tag is rather a typo of a known name that has an "and" or a comma itself."""
    if not proposals or proposals[0].guard or proposals[0].score < 0.5:
        return False
    spelling = proposals[0].spelling
    return bool(_CONJUNCTION.search(spelling) or _LIST.search(spelling))


def parts_in_words(split: Split, without: Sequence[str]) -> str:
    """The reason for a split; `without` are the parts that have no term."""
    shown = " + ".join(f"'{_short(part)}'" for part in split.parts)
    lacking = ", ".join(f"'{_short(part)}'" for part in without)
    return f"seems to be {len(split.parts)} tags, {split.why}: {shown}" + (
        f"; no term yet for {lacking}" * bool(lacking)
    )


def _short(part: str) -> str:
    return part if len(part) <= LONGEST_SHOWN else part[: LONGEST_SHOWN - 1] + "…"


@cache
def wholes() -> tuple[str, ...]:
    """Fixed expressions with an "and" or a comma that are one thing, packaged (`data/wholes.txt`)."""
    content = (resources.files("tagfold.matching") / "data" / "wholes.txt").read_text(encoding="utf-8")
    return tuple(line for line in content.splitlines() if line and not line.startswith("#"))
