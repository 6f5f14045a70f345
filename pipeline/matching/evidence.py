"""What speaks for and against two tags being one: named numbers for the model, a reason for people.

Each number is the same whichever tag comes first, and whichever other tags there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel

from pipeline.matching.alignment import Alignment, Pair, align
from pipeline.matching.contrasts import contrast
from pipeline.matching.relations import FAR_APART, Kind, anglicised, english_stem
from pipeline.matching.senses import common_sense, likeness, nearness, sense
from pipeline.matching.spelling import DIRECTIONS, SHORTEST_TYPO
from pipeline.matching.tag import Tag
from pipeline.matching.words import languages, weight, zipf

FEATURES = (
    "letters_cosine", "sorted_ratio", "joined_ratio", "joined_edits", "same_joined", "shortest",
    "cover_least", "cover_most", "left_least", "left_most", "left_top", "left_words_least", "left_words_most",
    "left_known", "words_least", "words_most", "reordered", "joined_words", "same_first", "same_last",
    "same", "near", "inflected", "meaning", "slip", "rare", "cognate", "derived", "lookalike",
    "weakest", "weakest_zipf", "weakest_length", "weakest_edits", "weakest_alike", "role", "initials", "two_languages",
    "contrast", "numbers", "sense", "left_sense", "lone_sense", "pair_sense", "loneliest",
    "loneliest_other", "semantic",
)  # fmt: skip
"""The features by name, in the order the model takes them."""

_GROUPS = {
    Kind.SAME: "same", Kind.SPELLING: "near", Kind.PLURAL: "near", Kind.INFLECTION: "inflected",
    Kind.ROMANCE: "inflected", Kind.MEANING: "meaning", Kind.SLIP: "slip", Kind.RARE: "rare",
    Kind.COGNATE: "cognate", Kind.DERIVED: "derived", Kind.LOOKALIKE: "lookalike", Kind.PREFIXED: "lookalike",
}  # fmt: skip
_SAFE = {Kind.SAME, Kind.SPELLING, Kind.PLURAL, Kind.SLIP, Kind.INFLECTION, Kind.MEANING, Kind.ROMANCE}

_TWO_WORDS = {Kind.LOOKALIKE, Kind.PREFIXED}

NEAR = 0.8
"""Cosine of meanings from which two words that look alike may be one."""

_ONE_ROOT = {Kind.INFLECTION, Kind.ROMANCE, Kind.SLIP, Kind.DERIVED}

_ROLES = {
    "ism": "ism", "isme": "ism", "ismo": "ism", "ist": "ist", "iste": "ist", "ista": "ist", "er": "er", "or": "er",
    "ee": "ee", "ian": "ian", "ness": "ness", "ship": "ship", "hood": "ship",
}  # fmt: skip
"""Endings that make a person, a doctrine or a state of a thing, by what they make: one root, two concepts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers of FEATURES, what forbids deciding without a person ("" for nothing), and a reason.

    `apart`: the guard is of the kind that also keeps two tags out of one cluster.
    """

    numbers: tuple[float, ...]
    guard: str
    apart: bool
    reason: str

    def numbers_of(self, *names: str) -> tuple[float, ...]:
        """The numbers of these features."""
        return tuple(self.numbers[FEATURES.index(name)] for name in names)


def evidence(one: Tag, other: Tag, letters_cosine: float, semantic: float = 0.0) -> Evidence:
    """What is to be said of two tags. `semantic` is an embedder's cosine, 0 where there is none."""
    aligned = align(one, other)
    weakest = min(aligned.pairs, key=_strength, default=None)
    against = contrast(one.poles, other.poles)
    initials = _initials(one, other)
    named: dict[str, float] = {
        "letters_cosine": letters_cosine,
        "initials": initials,
        "contrast": float(bool(against)),
        "numbers": float(one.numbers != other.numbers),
        "semantic": semantic,
        **_letters(one, other),
        **_shares(one, other, aligned),
        **_left_over(one, other, aligned),
        **_weakest(weakest),
        **_senses(one, other, aligned),
    }
    apart = _apart(one, other, aligned, against)
    guard = apart or _guard(one, other, aligned, initials > 0)
    reason = _reason(one, other, aligned, initials > 0)
    return Evidence(tuple(named[name] for name in FEATURES), guard, bool(apart), reason)


def _letters(one: Tag, other: Tag) -> dict[str, float]:
    shortest = min(len(one.joined), len(other.joined))
    edits = OSA.distance(one.joined, other.joined, score_cutoff=6)
    return {
        "sorted_ratio": fuzz.ratio(" ".join(sorted(one.words)), " ".join(sorted(other.words))) / 100,
        "joined_ratio": fuzz.ratio(one.joined, other.joined) / 100,
        "joined_edits": float(min(edits, 6)),
        "same_joined": float(edits == 0),
        "shortest": float(min(shortest, 30)),
    }


def _shares(one: Tag, other: Tag, aligned: Alignment) -> dict[str, float]:
    """How much of each tag's weight is answered by the other, and by which kinds of likeness."""
    matched = sum(pair.weight * pair.relation.kind.value for pair in aligned.pairs)
    whole = sum(pair.weight for pair in aligned.pairs)
    lefts = [sum(map(weight, words)) for words in (aligned.left, aligned.right)]
    covers = [matched / (whole + left) if whole + left else 0.0 for left in lefts]
    total = whole + sum(lefts) or 1.0
    shares = dict.fromkeys(dict.fromkeys(_GROUPS.values()), 0.0)
    for pair in aligned.pairs:
        shares[_GROUPS[pair.relation.kind]] += pair.weight / total
    return {
        "cover_least": min(covers),
        "cover_most": max(covers),
        **shares,
        "words_least": float(min(len(one.words), len(other.words))),
        "words_most": float(max(len(one.words), len(other.words))),
        "reordered": float(aligned.reordered),
        "joined_words": float(aligned.joined),
        "same_first": float(_stem_at(one, 0) == _stem_at(other, 0)),
        "same_last": float(_stem_at(one, -1) == _stem_at(other, -1)),
    }


def _stem_at(tag: Tag, place: int) -> str:
    return english_stem(tag.words[place]) if tag.words else ""


def _left_over(one: Tag, other: Tag, aligned: Alignment) -> dict[str, float]:
    left, right = ([weight(word) for word in words] for words in (aligned.left, aligned.right))
    every = aligned.left + aligned.right
    tongues = [_language(tag) for tag in (one, other)]
    return {
        "left_least": min(sum(left), sum(right)),
        "left_most": max(sum(left), sum(right)),
        "left_top": max(left + right, default=0.0),
        "left_words_least": float(min(len(left), len(right))),
        "left_words_most": float(max(len(left), len(right))),
        "left_known": float(max((zipf(word) for word in every), default=0.0)),
        "two_languages": float(all(tongues) and not tongues[0] & tongues[1]),
    }


def _senses(one: Tag, other: Tag, aligned: Alignment) -> dict[str, float]:
    """How alike in meaning: the whole tags; the words left over on both sides; those left over on one side, beside
    the whole of the other tag; of the words that answer to each other in different spellings, the two least alike.
    Where there is nothing to compare, that is full likeness.
    """
    left, lone = 1.0, 1.0
    if aligned.left and aligned.right:
        left = likeness(common_sense(aligned.left), common_sense(aligned.right))
    elif aligned.left:
        lone = likeness(common_sense(aligned.left), other.sense)
    elif aligned.right:
        lone = likeness(common_sense(aligned.right), one.sense)
    apart = [pair for pair in aligned.pairs if pair.relation.kind.value < Kind.PLURAL.value]
    pairs = [likeness(common_sense([pair.one]), common_sense([pair.other])) for pair in apart]
    return {
        "sense": likeness(one.sense, other.sense),
        "left_sense": left,
        "lone_sense": lone,
        "pair_sense": min(pairs, default=1.0),
        "loneliest": min(_lonely(aligned.left, other), _lonely(aligned.right, one)),
        "loneliest_other": max(_lonely(aligned.left, other), _lonely(aligned.right, one)),
    }


def _lonely(words: tuple[str, ...], other: Tag) -> float:
    """Of words left over, the one least like any word of the other tag: how like it is; 1 where none is left over."""
    listed = [found for word in other.words if (found := sense(word)) is not None]
    least = 1.0
    for word in words:
        mine = sense(word)
        best = max((likeness(mine, yours) for yours in listed), default=0.0) if mine is not None else 0.0
        least = min(least, best)
    return least


def _language(tag: Tag) -> int:
    """The languages that all listed words of the tag have in common, as bits."""
    common = 0b1111
    for word in tag.words:
        common &= languages(word) or 0b1111
    return common


def _strength(pair: Pair) -> tuple[float, float, tuple[str, ...]]:
    return pair.relation.kind.value, min(zipf(pair.one), zipf(pair.other)), tuple(sorted((pair.one, pair.other)))


def _weakest(pair: Pair | None) -> dict[str, float]:
    if pair is None:
        names = ("weakest", "weakest_zipf", "weakest_length", "weakest_edits", "weakest_alike", "role")
        return dict.fromkeys(names, 0.0) | {"weakest_edits": 9.0}
    return {
        "weakest": pair.relation.kind.value,
        "weakest_zipf": min(zipf(pair.one), zipf(pair.other)),
        "weakest_length": float(min(len(pair.one), len(pair.other))),
        "weakest_edits": float(pair.relation.edits),
        "weakest_alike": Indel.normalized_similarity(anglicised(pair.one), anglicised(pair.other)),
        "role": float(changes_role(pair.one, pair.other)),
    }


def changes_role(one: str, other: str) -> bool:
    """Whether two words end as different persons, doctrines or states, or only one of them as any.

    >>> changes_role("cooperatives", "cooperativism"), changes_role("trainers", "trainees")
    (True, True)
    >>> changes_role("robotic", "robotics")
    False
    """
    shorter, longer = sorted((one, other), key=len)
    grown = longer.startswith(shorter) and not _role(longer)  # "behavior", "behavioral"
    return not grown and _role(one) != _role(other)


def _role(word: str) -> str:
    plain = word.removesuffix("s")
    return next((role for ending, role in _ROLES.items() if plain.endswith(ending)), "")


def _initials(one: Tag, other: Tag) -> float:
    """1 where a parenthesis or the whole tag is an abbreviation that the other's initials spell."""
    for short, full in ((one, other), (other, one)):
        if short.short and len(short.short) > 1 and (short.short in full.initials or short.short == full.short):
            return 1.0 if len(short.short) > 2 else 0.5
    return 0.0


def _apart(one: Tag, other: Tag, aligned: Alignment, against: str) -> str:
    """Why the two are likely two concepts, however alike: nothing without a person puts them together."""
    if one.numbers != other.numbers:
        return "the numbers differ"
    if one.letters != other.letters:
        return f"the letter '{min(one.letters ^ other.letters)}' is in one of them only"
    if one.joined == other.joined:
        return ""
    if against:
        return f"{against} may make two concepts"
    for pair in aligned.pairs:
        if pair.relation.kind in _TWO_WORDS and not _mean_one_thing(pair):
            return f"'{pair.one}' and '{pair.other}' may be two words"
        if pair.relation.kind in _ONE_ROOT and (changes_role(pair.one, pair.other) or _mean_two_things(pair)):
            return f"'{pair.one}' and '{pair.other}' may name two things"
    return ""


def _mean_one_thing(pair: Pair) -> bool:
    """Whether words that look alike are near in meaning too ("action", "accion"), and no prefix was added."""
    return pair.relation.kind is not Kind.PREFIXED and (nearness(pair.one, pair.other) or 0.0) >= NEAR


def _mean_two_things(pair: Pair) -> bool:
    """Whether words of one stem lie far apart in meaning ("conversion", "conversation")."""
    found = nearness(pair.one, pair.other)
    return found is not None and found < FAR_APART


def _guard(one: Tag, other: Tag, aligned: Alignment, initials: bool) -> str:
    """Why a person should look all the same, whatever the score."""
    if one.joined == other.joined and one.joined:
        return ""
    if aligned.reordered and DIRECTIONS & {*one.form.words, *other.form.words}:
        return "the order of the words may mean something"
    for pair in aligned.pairs:
        short = pair.relation.kind is Kind.SLIP and min(len(pair.one), len(pair.other)) < SHORTEST_TYPO
        if short or pair.relation.kind not in _SAFE:
            return f"'{pair.one}' and '{pair.other}' may be two words"
    over = [word for word in aligned.left + aligned.right if weight(word) > 0.25]
    if over and not initials:
        return f"'{over[0]}' is in one of them only"
    return ""


def _reason(one: Tag, other: Tag, aligned: Alignment, initials: bool) -> str:
    """What speaks for `one` being `other`, in words."""
    if one.form.key == other.form.key:
        return f"is spelled like '{other.raw}'"
    if one.joined == other.joined:
        return f"differs from '{other.raw}' only in singular or plural, or where words are joined"
    if initials:
        return (
            f"has the initials of '{other.raw}'"
            if len(one.joined) < len(other.joined)
            else f"is what '{other.raw}' is short for"
        )
    said = [
        _SAYS[pair.relation.kind].format(pair.one, pair.other) for pair in aligned.pairs if pair.relation.kind in _SAYS
    ]
    left = [f"'{word}' has no match" for word in aligned.left + aligned.right if weight(word) > 0.25]
    if not said and not left:
        return f"has the words of '{other.raw}'" + (" in another order" if aligned.reordered else "")
    return f"is like '{other.raw}': " + ", ".join((said + left)[:3])


_SAYS = {
    Kind.SLIP: "'{}' is a slip of '{}' or the reverse",
    Kind.INFLECTION: "'{}' and '{}' have one stem",
    Kind.ROMANCE: "'{}' and '{}' have one stem",
    Kind.MEANING: "'{}' means '{}'",
    Kind.RARE: "'{}' is nearly '{}'",
    Kind.COGNATE: "'{}' is akin to '{}'",
    Kind.DERIVED: "'{}' begins like '{}'",
    Kind.LOOKALIKE: "'{}' looks like '{}' but both are words",
    Kind.PREFIXED: "'{}' is '{}' but for a prefix",
}
