"""What speaks for and against two tags being one: numbers for the model, a reason for people."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.matching.alignment import Alignment, align
from pipeline.matching.features import FEATURES, has_initials, numbers_of
from pipeline.matching.guards import apart, doubt
from pipeline.matching.relations import Kind
from pipeline.matching.tag import Tag
from pipeline.matching.words import weight


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
    initials = has_initials(one, other) > 0
    two_things = apart(one, other, aligned)
    return Evidence(
        numbers_of(one, other, aligned, letters_cosine, semantic),
        two_things or doubt(one, other, aligned, initials=initials),
        bool(two_things),
        _reason(one, other, aligned, initials),
    )


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
