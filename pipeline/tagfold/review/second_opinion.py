"""A second pair of eyes: a curator asks for a decision to be confirmed, and another one confirms or disputes it.

All of it are lines of the history, which git puts together without a conflict and which can be undone. Such a line
holds the rows that it judges, before and after the same: if they have changed since, it is about an earlier decision.
What is to be confirmed, or disputed, counts as decided; what is disputed is in the queue as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tagfold.errors import TaxonomyError
from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.review.queue import Reference, TagForm
from tagfold.review.taxonomy_folder import Draft
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.history import Entry, is_undone
from tagfold.taxonomy.model import Mapping

RowsOf = Callable[[str, str], Sequence[Mapping]]


class Verdict(StrEnum):
    """What a curator says about a decision; the words are those of the history."""

    ASKED = "to_confirm"
    CONFIRMED = "confirm"
    DISPUTED = "dispute"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One line of the history that judges a decision."""

    entry: Entry
    verdict: Verdict
    rows: tuple[Mapping, ...]

    @property
    def reference(self) -> Reference:
        return self.entry.facet, form_key(self.rows[0].variant)

    @property
    def words(self) -> str:
        """Who says what of it, and why."""
        said = {
            Verdict.ASKED: "asked for a second opinion",
            Verdict.CONFIRMED: "confirms it",
            Verdict.DISPUTED: "disputes it",
        }
        return f"{self.entry.by} {said[self.verdict]}" + (f": {self.entry.note}" if self.entry.note else "")

    @property
    def deciders(self) -> set[str]:
        """Who made the decision."""
        return {row.decided_by for row in self.rows}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many decisions of a curator about a facet others judged, and how many of them they confirmed."""

    curator: str
    facet: str
    judged: int
    agreed: int


@dataclass(frozen=True)
class SecondOpinions:
    """What is said about the decisions that hold now, by tag, the first first."""

    by_tag: dict[Reference, list[Opinion]]
    agreement: list[Agreement]

    def of(self, facet: str, key: str) -> list[Opinion]:
        """What is said about a tag's decision."""
        return self.by_tag.get((facet, key), [])

    def tags(self, verdict: Verdict) -> list[Reference]:
        """The tags about which this was said last."""
        return [tag for tag, said in self.by_tag.items() if said[-1].verdict is verdict]

    def to_judge(self, curator: str, facet: str | None = None) -> list[Reference]:
        """The tags that this curator is asked about: neither decided nor asked about by them."""
        asked = [tag for tag in self.tags(Verdict.ASKED) if facet in (None, tag[0])]
        return [tag for tag in asked if curator not in {*self.by_tag[tag][-1].deciders, self.by_tag[tag][-1].entry.by}]


def second_opinions(entries: Sequence[Entry], rows_of: RowsOf) -> SecondOpinions:
    """All that the history says; `rows_of` gives the rows about a tag as they are now."""
    found = list(_opinions(entries))
    by_tag: dict[Reference, list[Opinion]] = defaultdict(list)
    for opinion in found:
        if set(opinion.rows) == set(rows_of(*opinion.reference)):
            by_tag[opinion.reference].append(opinion)
    return SecondOpinions(dict(by_tag), _agreement(found))


def agreement_of(entries: Sequence[Entry]) -> list[Agreement]:
    """By curator and facet, how many of the decisions that others judged they confirmed."""
    return _agreement(_opinions(entries))


def _agreement(opinions: Iterable[Opinion]) -> list[Agreement]:
    judged, agreed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for opinion in opinions:
        if opinion.verdict is not Verdict.ASKED:
            of = [(curator, opinion.entry.facet) for curator in opinion.deciders]
            judged.update(of)
            agreed.update(of if opinion.verdict is Verdict.CONFIRMED else ())
    return [Agreement(*of, judged[of], agreed[of]) for of in sorted(judged)]


def can_be_judged(form: TagForm | None, rows: Sequence[Mapping]) -> bool:
    """Whether people decided about a tag, so that a second opinion on it can be asked for."""
    return form is not None and form.outcome in (Outcome.MAPPED, Outcome.NOT_A_TAG) and bool(rows)


def opinion_draft(
    facet: str, tag: str, rows: Sequence[Mapping], verdict: Verdict, curator: str, comment: str = ""
) -> Draft:
    """The line of the history for an opinion. Raises TaxonomyError if there is nothing that this curator may judge."""
    if not rows:
        raise TaxonomyError(f"nobody decided about '{tag}'", remedy="decide about it first")
    if verdict is not Verdict.ASKED and curator in {row.decided_by for row in rows}:
        problem = f"you decided about '{tag}' yourself"
        raise TaxonomyError(problem, remedy="ask another curator for a second opinion")
    if verdict is Verdict.DISPUTED and not comment.strip():
        raise TaxonomyError("a dispute needs a comment", remedy="say what is wrong, or which term is right")
    return Draft(verdict.value, facet, tag, [Edit(row, row) for row in rows], comment)


def _opinions(entries: Sequence[Entry]) -> Iterator[Opinion]:
    words = set(map(str, Verdict))
    said = [entry for entry in entries if entry.action in words]
    undone = is_undone(entries) if said else set[str]()
    for entry in said:
        rows = tuple(_judged(entry.edits))
        if rows and entry.entry not in undone:
            yield Opinion(entry, Verdict(entry.action), rows)


def _judged(edits: Iterable[Edit]) -> Iterator[Mapping]:
    return (edit.after for edit in edits if isinstance(edit.after, Mapping))
