"""Every tag in a list, searched, filtered and sorted: in the queue, decided, or decided once and in no report now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from pathlib import Path

from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.review.neighbours import word_family
from tagfold.review.queue import TagForm
from tagfold.review.state import WAITING, ReviewState
from tagfold.review.tag_filter import GUARDED, OUTCOMES, SCORES, TagFilter
from tagfold.taxonomy.model import Mapping
from tagfold.warehouse.queries import countries_and_years, tags_of


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag in a list: the `term` that it counts for or that is suggested, and what people decided about it."""

    form: TagForm
    term: str
    rows: tuple[Mapping, ...]


class TagList:
    """The tags of a state and a database."""

    def __init__(self, state: ReviewState, database: Path) -> None:
        self._state, self._database = state, database

    @cached_property
    def countries_and_years(self) -> tuple[list[str], list[str]]:
        """The countries and years that reports have."""
        return countries_and_years(self._database)

    def people(self) -> list[str]:
        """Everybody who decided something."""
        found = {row.decided_by for vocabulary in self._state.vocabularies.values() for row in vocabulary.mappings}
        return sorted(found - {""})

    def find(self, wanted: TagFilter, offset: int = 0, limit: int = 50) -> tuple[int, list[TagLine]]:
        """How many tags there are, and a page of them."""
        forms = list(self._forms(wanted))
        for keeps in self._tests(wanted):
            forms = [form for form in forms if keeps(form)]
        if order := self._order(wanted):
            page = nsmallest(offset + limit, forms, key=order)[offset:]
        else:
            page = forms[offset : offset + limit]
        return len(forms), [self.line(form) for form in page]

    def line(self, form: TagForm) -> TagLine:
        """A tag as a line."""
        if form.outcome is Outcome.NOT_A_TAG:
            return TagLine(form, "not a tag", tuple(self._state.rows(form.facet, form.key)))
        return TagLine(form, self._term(form), tuple(self._state.rows(form.facet, form.key)))

    def _term(self, form: TagForm) -> str:
        by_id = self._state.vocabularies[form.facet].by_id if form.facet in self._state.vocabularies else {}
        terms = form.terms or ((form.candidate,) if form.candidate else ())
        return " + ".join(by_id[term_id].label for term_id in terms if term_id in by_id)

    def _forms(self, wanted: TagFilter) -> Iterable[TagForm]:
        """The forms with the outcome that is looked for; those of the queue are in its order."""
        outcomes = OUTCOMES.get(wanted.outcome, OUTCOMES["queue"])[1]
        facet = wanted.facet or None
        if set(outcomes) <= set(WAITING):
            queued = self._state.queue.page(facet, 0, self._state.queue.count(facet))
            return queued if outcomes == WAITING else [form for form in queued if form.outcome in outcomes]
        known = (form for form in self._state.forms.values() if facet in (None, form.facet))
        return [form for form in (*known, *self._unused(facet)) if form.outcome in outcomes]

    def _unused(self, facet: str | None) -> Iterator[TagForm]:
        """What people decided about spellings that no report has."""
        for name in [facet] if facet else self._state.vocabularies:
            for key in self._state.suggestions(name).matcher.lookup.decided_keys():
                if (name, key) not in self._state.forms and (form := self._state.form(name, key)):
                    yield form

    def _tests(self, wanted: TagFilter) -> Iterator[Callable[[TagForm], bool]]:
        """What a form must fulfil, the cheapest first."""
        if wanted.score in SCORES:
            _, least, below = SCORES[wanted.score]
            yield lambda form: form.score is not None and least <= form.score < below
        if wanted.kind == GUARDED:
            yield lambda form: bool(form.guard)
        elif wanted.kind:
            yield lambda form: form.bulk_class == wanted.kind
        if key := form_key(wanted.text):
            named = {
                term_id
                for vocabulary in self._state.vocabularies.values()
                for term_id, term in vocabulary.by_id.items()
                if key in form_key(term.label)
            }
            folded = wanted.text.casefold()
            yield (
                lambda form: (
                    key in form.key
                    or form.candidate in named
                    or not named.isdisjoint(form.terms)
                    or any(folded in row.note.casefold() for row in self._state.rows(form.facet, form.key))
                )
            )
        if wanted.by or wanted.since or wanted.until:
            yield lambda form: any(_is_of(row, wanted) for row in self._state.rows(form.facet, form.key))
        if wanted.country or wanted.year:
            there = tags_of(self._database, wanted.country, wanted.year)
            yield lambda form: any((form.facet, raw) in there for raw, _ in form.spellings)

    def _order(self, wanted: TagFilter) -> Callable[[TagForm], tuple[object, ...]] | None:
        """What puts a form before others; None if they are in order."""
        orders: dict[str, Callable[[TagForm], tuple[object, ...]]] = {
            "uses": lambda form: (-form.uses, form.key),
            "score": lambda form: (-(form.score or 0.0), -form.uses, form.key),
            "doubt": lambda form: (form.score or 0.0, -form.uses, form.key),
            "tag": lambda form: (form.raw.casefold(), form.key),
            "term": lambda form: (not (term := self._term(form)), term.casefold(), -form.uses, form.key),
            "words": lambda form: (word_family(form.raw), form.key),
            "latest": lambda form: (_backwards(self._decided_on(form)), form.key),
        }
        waiting = set(OUTCOMES.get(wanted.outcome, OUTCOMES["queue"])[1]) <= set(WAITING)
        return orders.get(wanted.sort, None if waiting else orders["uses"])

    def _decided_on(self, form: TagForm) -> str:
        return max((row.decided_on for row in self._state.rows(form.facet, form.key)), default="")


def _is_of(row: Mapping, wanted: TagFilter) -> bool:
    """Whether a decision is by the person and of the days that are looked for."""
    when = (not wanted.since or row.decided_on >= wanted.since) and (not wanted.until or row.decided_on <= wanted.until)
    return when and wanted.by in ("", row.decided_by)


def _backwards(day: str) -> int:
    """A number that is smaller for a later day."""
    return -int(day.replace("-", "") or 0) if day.replace("-", "").isdecimal() else 0
