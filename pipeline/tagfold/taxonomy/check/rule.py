"""The rules of the taxonomy's files, and a vocabulary as the rules between its rows see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tagfold.finding import Finding, Severity
from tagfold.taxonomy.lookup import Key, TaxonomyLookup
from tagfold.taxonomy.model import Judgement, Mapping, Status, TaxonomyRow, Term, TermLabel, Vocabulary
from tagfold.taxonomy.row_files import ROW_FILES


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is checked. `code` is stable: scripts and people refer to it.

    `meaning` is a sentence for people. `--fix` settles a `fixable` rule without anybody deciding anything.
    """

    code: str
    severity: Severity
    meaning: str
    fixable: bool = False

    def broken(self, path: str, line: int, problem: str, remedy: str) -> Finding:
        """The finding that `path` breaks this rule at `line`."""
        return Finding(path, line, 0, self.code, self.severity, problem, remedy, self.fixable)


def rules_in(module: dict[str, object]) -> tuple[Rule, ...]:
    """The rules that a module has defined so far, in its order."""
    return tuple(rule for rule in module.values() if isinstance(rule, Rule))


Record = TypeVar("Record", Term, Mapping, TermLabel)


@dataclass(frozen=True)
class Keyed:
    """The vocabulary of one facet with its `key`. Groups keep file order."""

    vocabulary: Vocabulary
    key: Key

    @property
    def terms(self) -> Sequence[Term]:
        return self.vocabulary.terms

    @property
    def mappings(self) -> Sequence[Mapping]:
        return self.vocabulary.mappings

    @property
    def translations(self) -> Sequence[TermLabel]:
        return self.vocabulary.translations

    @property
    def names(self) -> Sequence[Term | TermLabel]:
        """The labels in every language, each with its row."""
        return (*self.terms, *self.translations)

    @cached_property
    def labels(self) -> dict[str, list[Term]]:
        """Terms by the key of their label; labels without letter or digit have none."""
        groups = _grouped(self.terms, lambda term: self.key(term.label))
        groups.pop("", None)
        return groups

    @cached_property
    def _variants(self) -> tuple[dict[str, list[Mapping]], list[Mapping]]:
        groups = _grouped(self.mappings, lambda mapping: self.key(mapping.variant))
        without = groups.pop("", [])
        return groups, without

    @property
    def without_letters(self) -> list[Mapping]:
        """Mappings whose variant has no key."""
        return self._variants[1]

    @property
    def variants(self) -> dict[str, list[Mapping]]:
        """Mappings of any judgement by the key of their variant."""
        return self._variants[0]

    @cached_property
    def narrower(self) -> frozenset[str]:
        """Ids that are the broader_id of an active term."""
        return frozenset(t.broader_id for t in self.terms if t.broader_id and t.status is Status.ACTIVE)

    @cached_property
    def accepted(self) -> list[tuple[str, list[Mapping]]]:
        """Each key that has accepted mappings, with these."""
        groups = ((key, [m for m in group if m.judgement is Judgement.ACCEPT]) for key, group in self.variants.items())
        return [(key, group) for key, group in groups if group]

    @cached_property
    def current(self) -> dict[str, Term | None]:
        """`Vocabulary.current` of every id, worked out once."""
        return {term.term_id: self.vocabulary.current(term.term_id) for term in self.terms}

    @cached_property
    def lookup(self) -> TaxonomyLookup:
        """What people decided about each key."""
        return TaxonomyLookup(self.vocabulary, self.key)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Where a vocabulary breaks a rule. `record` is the term, the mapping or the label whose row it is."""

    record: TaxonomyRow
    problem: str
    remedy: str


FILE_OF = {file.kind: file.name for file in ROW_FILES}
"""The file that a row is in."""


@dataclass(frozen=True, slots=True)
class VocabularyRule(Rule):
    """A rule between the rows of one facet. One that `miscounts` lets figures come out wrong."""

    find: Callable[[Keyed], Iterable[RowProblem]] = lambda keyed: ()
    miscounts: bool = False

    def findings(self, keyed: Keyed) -> Iterator[Finding]:
        """A finding for each place that breaks the rule."""
        for place in self.find(keyed):
            path = f"{keyed.vocabulary.facet.name}/{FILE_OF[type(place.record)]}"
            yield self.broken(path, place.record.line, place.problem, place.remedy)


Find = Callable[[Keyed], Iterable[RowProblem]]


def error(code: str, *, miscounts: bool = False) -> Callable[[Find], VocabularyRule]:
    """Makes a rule of the function below it, whose docstring is the rule's meaning."""
    return lambda find: VocabularyRule(code, Severity.ERROR, _meaning(find), False, find, miscounts)


def warning(code: str, *, fixable: bool = False) -> Callable[[Find], VocabularyRule]:
    """Like `error`, for what a person should look at."""
    return lambda find: VocabularyRule(code, Severity.WARNING, _meaning(find), fixable, find)


def _meaning(find: Find) -> str:
    if not find.__doc__:
        raise ValueError("a rule needs a docstring: it is what people read")
    return find.__doc__.strip().splitlines()[0]


def _grouped(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for record in records:
        own = key(record)
        if own in groups:
            groups[own].append(record)
        else:
            groups[own] = [record]  # a list of one takes less room than one that has grown
    return groups
