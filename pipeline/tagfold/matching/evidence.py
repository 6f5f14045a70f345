"""What speaks for and against two tags being one: numbers for the model, a reason for people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tagfold.matching.abbreviations import SPELLED, SPELLED_BY_TWO
from tagfold.matching.alignment import Alignment, align
from tagfold.matching.features import FEATURES, has_initials, numbers_of
from tagfold.matching.form import normal_form
from tagfold.matching.guards import SURE_DESPITE_DOUBT, apart, doubt, have_one_identity
from tagfold.matching.relations import RelationKind
from tagfold.matching.tag import PreparedTag
from tagfold.matching.word_frequencies import weight


@dataclass(frozen=True)
class Evidence:
    """Two tags, and what the search says of them (see Candidate). All else is worked out when asked for, since most of
    what is compared is nobody's candidate.
    """

    one: PreparedTag
    other: PreparedTag
    near: tuple[float, ...]

    @cached_property
    def aligned(self) -> Alignment:
        """The words of both."""
        return align(self.one, self.other)

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of FEATURES; those of many pairs are worked out together in feature_table."""
        return numbers_of(self.one, self.other, self.aligned, self.near[0], self.near[1:])

    def numbers_of(self, *names: str) -> tuple[float, ...]:
        """The numbers of these features."""
        return tuple(self.numbers[FEATURES.index(name)] for name in names)

    @property
    def apart(self) -> bool:
        """Whether the guard is of the kind that also keeps two tags out of one cluster."""
        return bool(self._two_things)

    @property
    def guard(self) -> str:
        """The guard that leaves the decision to a person, "" if there is none."""
        return self.guard_at(0.0)

    def guard_at(self, probability: float) -> str:
        """The guard at a probability: what is only a doubt gives way to one that is high enough."""
        sure = probability >= SURE_DESPITE_DOUBT
        spelled = self._initials in (SPELLED, SPELLED_BY_TWO)
        return self._two_things or doubt(self.one, self.other, self.aligned, initials=spelled, sure=sure)

    @property
    def same_words(self) -> bool:
        """Whether the two differ only in singular or plural, or where words are joined, or are known to be one."""
        return self.one.joined == self.other.joined or have_one_identity(self.one, self.other)

    @property
    def by_initials(self) -> bool:
        """Whether one of the two may be the initials of the other, or of a part of it."""
        return self._initials > 0

    @property
    def reason(self) -> str:
        """What speaks for `one` being `other`, in words."""
        said = _reason(self.one, self.other, self.aligned, initials=self.by_initials)
        return f"{said}, numbers aside" if self.numbers_ignored else said

    @property
    def numbers_ignored(self) -> bool:
        """Whether one of the two was compared without its numbers."""
        return any(normal_form(tag.raw).key != tag.form.key for tag in (self.one, self.other))

    @cached_property
    def _two_things(self) -> str:
        return apart(self.one, self.other, self.aligned)

    @property
    def _initials(self) -> float:
        return has_initials(self.one, self.other)


def evidence(
    one: PreparedTag, other: PreparedTag, letters_cosine: float, semantic: float = 0.0, semantic_first: float = 0.0
) -> Evidence:
    """What is known of two tags. The last three are a candidate's numbers (see Candidate)."""
    return Evidence(one, other, (letters_cosine, semantic, semantic_first))


def _reason(one: PreparedTag, other: PreparedTag, aligned: Alignment, *, initials: bool) -> str:
    if one.form.key == other.form.key:
        return f"is spelled like '{other.raw}'"
    if one.joined == other.joined:
        return f"differs from '{other.raw}' only in singular or plural, or where words are joined"
    if have_one_identity(one, other):
        return f"is another name of '{other.raw}'"
    if initials:
        return (
            f"has the initials of '{other.raw}'"
            if len(one.joined) < len(other.joined)
            else f"is what '{other.raw}' is short for"
        )
    said = [_SAYS[pair.kind].format(pair.one, pair.other) for pair in aligned.pairs if pair.kind in _SAYS]
    left = [f"'{word}' has no match" for word in aligned.left + aligned.right if weight(word) > 0.25]
    if not said and not left:
        return f"has the words of '{other.raw}'" + (" in another order" if aligned.reordered else "")
    return f"is similar to '{other.raw}': " + ", ".join((said + left)[:3])


_SAYS = {
    RelationKind.TYPO: "'{}' looks like a typo for '{}' or the reverse",
    RelationKind.INFLECTION: "'{}' and '{}' are forms of one word",
    RelationKind.ROMANCE: "'{}' and '{}' are forms of one word",
    RelationKind.MEANING: "'{}' means '{}'",
    RelationKind.RARE: "'{}' is nearly '{}'",
    RelationKind.COGNATE: "'{}' is related to '{}'",
    RelationKind.DERIVED: "'{}' starts like '{}'",
    RelationKind.LOOKALIKE: "'{}' looks like '{}' but both are words",
    RelationKind.PREFIXED: "'{}' is '{}' but for a prefix",
}
