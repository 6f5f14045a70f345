"""Every tag of the database under the taxonomy as it is now: what it counts for, and the queue of those to decide.

Read once, then kept up to date decision by decision, so that the next item is there at once however long the queue is.
A session that is closed and opened again without an ingest between shows what it showed: the tags that followed a
decision by themselves follow it again, as they will at the next ingest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import replace
from itertools import chain

from tagfold.errors import TaxonomyError
from tagfold.matching.clusters import clusters
from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.review.differences import MIN_CLASS_SCORE
from tagfold.review.edit_context import one_line
from tagfold.review.impact import TermIds
from tagfold.review.neighbours import Neighbours
from tagfold.review.queue import AutoDecisions, Queue, QueueCount, Reference, TagForm, forms_of
from tagfold.review.suggestions import Invalidation, Suggestions, invalidation
from tagfold.taxonomy.edits import Edit, edited, without_lines
from tagfold.taxonomy.model import Judgement, Mapping, Taxonomy, TaxonomyRow, Vocabulary
from tagfold.taxonomy.row_files import every_row
from tagfold.warehouse.queries import Spelling

CLASSIFIED_AT_ONCE = 5_000
"""Items at the head of the queue that are sorted into safe classes at once; others follow when they are decided on."""

MAX_CLUSTERED = 10
"""Tags in the queue of similar words among which an item's cluster is looked for."""

MIN_DECIDED_AGAIN_TO_REPORT = 50
"""Tags that are decided again before a person is told that it takes a moment."""

WAITING = (Outcome.REVIEW, Outcome.NEW)


class ReviewState:
    """The forms, the vocabularies and the queue."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        spellings: Iterable[Spelling],
        reports: dict[Reference, int],
        scorer: Scorer | None = None,
        known_before: Lookup[str, Vocabulary] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`known_before` are the vocabularies by which the outcomes of `spellings` were decided, as far as they differ.

        `say` gets a line if there is much to decide again.
        """
        self._scorer = scorer
        self.vocabularies = {
            name: without_lines(vocabulary)
            for name, vocabulary in taxonomy.vocabularies.items()
            if vocabulary.facet.kind.has_terms
        }
        self._suggestions: dict[str, Suggestions] = {}
        self.forms = {(form.facet, form.key): form for form in forms_of(spellings, reports)}
        self._unsure = {name: _unsure(vocabulary) for name, vocabulary in self.vocabularies.items()}
        stale = [
            reference
            for reference, form in self.forms.items()
            if form.facet in self.vocabularies and self.suggestions(form.facet).is_out_of_date(form)
        ]
        changed = {
            facet: invalidation(Matcher(before, scorer), self.suggestions(facet).matcher)
            for facet, before in (known_before or {}).items()
            if facet in self.vocabularies
        }
        new = {(facet, form_key(spelling)) for facet, change in changed.items() for spelling in change.new}
        if (again := len(new.union(stale))) >= MIN_DECIDED_AGAIN_TO_REPORT:
            say(f"deciding {again:,} tags again: the taxonomy changed since the last ingest")
        for reference in stale:
            self.forms[reference] = self.suggestions(reference[0]).decided(self.forms[reference])
        self.tally: dict[str, Counter[Outcome]] = defaultdict(Counter)
        self._counting: dict[str, dict[str, TagForm]] = defaultdict(dict)
        for form in self.forms.values():
            self.tally[form.facet][form.outcome] += form.uses
            if form.terms:
                self._counting[form.facet][form.key] = form
        self.auto_decisions = AutoDecisions(self.forms)
        waiting = [form for form in self.forms.values() if form.outcome in WAITING]
        self.neighbours = Neighbours((form.facet, form.key, form.raw) for form in waiting)
        self.queue, self._disputed = Queue(map(self._item, waiting)), set[Reference]()
        self._sort_into_classes()
        for facet, change in changed.items():
            self._decide_concerned(facet, change)

    def _sort_into_classes(self) -> None:
        """Name the safe class of the first items of the queue; of the others when they are decided again."""
        for item in self.queue.page(None, 0, CLASSIFIED_AT_ONCE):
            if kind := self._bulk_class(item):
                self.queue.put(replace(item, bulk_class=kind))

    def suggestions(self, facet: str) -> Suggestions:
        """What the matcher says of a facet's tags; indexed when first asked for."""
        if facet not in self._suggestions:
            self._suggestions[facet] = Suggestions(Matcher(self.vocabularies[facet], self._scorer))
        return self._suggestions[facet]

    def refuse_unused(self, facet: str, keys: Iterable[str]) -> None:
        """Raise TaxonomyError for a key that no tag has."""
        for key in keys:
            if self.form(facet, key) is None:
                raise TaxonomyError(f"there is no tag '{key}' in {facet}", remedy="look at the queue again")

    def dispute(self, tags: Iterable[Reference]) -> None:
        """Have these decided tags in the queue, because somebody disputes the decision, and no others."""
        now = {tag for tag in tags if tag in self.forms and self.forms[tag].outcome not in WAITING}
        for tag in self._disputed - now:
            if self.forms[tag].outcome not in WAITING:
                self.queue.drop(tag)
        for tag in now:
            self.queue.put(self.forms[tag])
        self._disputed = now

    def facets(self) -> list[QueueCount]:
        """Each facet with what waits there."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for item in self.queue:
            waiting[item.facet].append(item.uses)
        return [QueueCount(v.facet, len(waiting[name]), sum(waiting[name])) for name, v in self.vocabularies.items()]

    def counts_for(self, facet: str, raw: str) -> TermIds:
        """The terms that a spelling counts for."""
        form = self._counting[facet].get(form_key(raw))
        return form.terms if form else ()

    def spellings_of(self, facet: str, term_ids: Iterable[str]) -> dict[str, list[str]]:
        """The spellings that count for each of these terms."""
        found: dict[str, list[str]] = {term_id: [] for term_id in term_ids}
        for form in self._counting[facet].values():
            for term_id in form.terms:
                if term_id in found:
                    found[term_id] += [raw for raw, _ in form.spellings]
        return found

    def apply(self, facet: str, edits: Sequence[Edit]) -> dict[Reference, int]:
        """Go on with the vocabulary after a decision. Gives, for each form that left the queue or that terms count
        now or no longer, the uses that they count more; below 0 for less.
        """
        vocabulary, now = edited(self.vocabularies[facet], edits), self.suggestions(facet)
        then = now.after(vocabulary)
        self.vocabularies[facet], self._suggestions[facet] = vocabulary, then
        self._unsure[facet] = _unsure(vocabulary)
        return self._decide_concerned(facet, then.changes_from(now))

    def follow(self, taxonomy: Taxonomy) -> None:
        """Go on with what others wrote meanwhile, in any facet."""
        for name, was in list(self.vocabularies.items()):
            now = without_lines(taxonomy.vocabularies[name])
            had, has = Counter[TaxonomyRow](), Counter[TaxonomyRow]()
            had.update(every_row(was))
            has.update(every_row(now))
            if edits := [*(Edit(row, None) for row in had - has), *(Edit(None, row) for row in has - had)]:
                self.apply(name, edits)

    def _decide_concerned(self, facet: str, change: Invalidation) -> dict[Reference, int]:
        """Decide again what a change concerns: forms whose decision rests on it, and forms in the queue near a
        spelling that came or went. Gives what `apply` gives.
        """
        concerned = self._resting_on(facet, change)
        for label in change.revived:  # any form with its words may have been decided by it
            concerned |= {(facet, key): None for key in self.neighbours.around(facet, label, None)}
        for spelling in (*change.new, *chain.from_iterable(change.gone.values())):
            concerned |= self._like(facet, spelling)
        effect, forms = {}, [self.forms[reference] for reference in concerned]
        for reference, form in zip(concerned, self.suggestions(facet).decided_each(forms), strict=True):
            before, waited = self.forms[reference], self.queue.get(reference)
            self._decide_again(reference, form)
            more = before.uses * (bool(self.forms[reference].terms) - bool(before.terms))
            if more or (waited and self.queue.get(reference) is None):
                effect[reference] = more
        return effect

    def changes(self, facet: str, vocabulary: Vocabulary) -> list[tuple[TagForm, TermIds]]:
        """The forms whose decision rests on what `vocabulary` changes, each with what it counts for under that."""
        now = self.suggestions(facet)
        then = now.after(vocabulary)
        concerned = self._resting_on(facet, then.changes_from(now))
        return [(self.forms[reference], then.terms_of(self.forms[reference])) for reference in concerned]

    def uses_by_term(self, facet: str) -> Counter[str]:
        """Uses that count for each term."""
        counted: Counter[str] = Counter()
        for form in self._counting[facet].values():
            for term_id in form.terms:
                counted[term_id] += form.uses
        return counted

    def rows(self, facet: str, key: str) -> list[Mapping]:
        """What people decided about the form with this key, in file order."""
        return self.suggestions(facet).matcher.lookup.rows(key) if facet in self.vocabularies else []

    def form(self, facet: str, key: str) -> TagForm | None:
        """The form with this key, in use or only on file; None if nobody wrote it."""
        if found := self.queue.get((facet, key)) or self.forms.get((facet, key)):
            return found
        rows = self.rows(facet, key)
        if not rows:
            return None
        unused = TagForm(facet, key, rows[0].variant, (), 0, 0, Outcome.NEW, (), None, None, "")
        return self.suggestions(facet).decided(unused)

    def readable(self, facet: str, key: str) -> str:
        """The most used spelling of a form as one clean line, or the key if nobody wrote it."""
        form = self.form(facet, key)
        return one_line(form.raw) or key if form else key

    def similar(self, item: TagForm) -> list[TagForm]:
        """Waiting items that the same decision may settle, the most used first.

        For an item with a candidate, those of the same candidate; for all, those that share its cluster, when it
        is held together with the tags in the queue of similar words. Pairs that a person keeps apart share none.
        """
        around = [
            self.queue.get((item.facet, key)) for key in self.neighbours.around(item.facet, item.raw)[:MAX_CLUSTERED]
        ]
        others = {one.key: one for one in around if one and one.key != item.key}
        known = self.suggestions(item.facet)
        members = clusters([item.raw, *(one.raw for one in others.values())], known.matcher.scorer, known.kept_apart())
        label = members[0].label
        same = [one for one, member in zip(others.values(), members[1:], strict=True) if member.label == label]
        return sorted(same, key=lambda one: (-one.uses, one.key))

    def _resting_on(self, facet: str, change: Invalidation) -> dict[Reference, None]:
        """The forms that a change concerns. All are gone through only if something known changed or went."""
        found = {(facet, key): None for key in sorted(change.keys) if (facet, key) in self.forms}
        if change.terms or change.gone or change.numbers != frozenset():
            own = (form for form in self.forms.values() if form.facet == facet)
            found |= {(facet, form.key): None for form in own if change.concerns(form)}
        return found

    def _like(self, facet: str, spelling: str) -> dict[Reference, None]:
        """Waiting forms that may be decided otherwise because a spelling came or went: their candidate need no longer
        be the first, or stand out.
        """
        numbers = self.suggestions(facet).matcher.numbers
        near = self.neighbours.like(facet, spelling, numbers.acting(shipped_scorer()) if numbers else None)
        return {(facet, key): None for key, _ in near}

    def _decide_again(self, reference: Reference, form: TagForm) -> None:
        was = self.forms[reference].outcome
        self.forms[reference] = form
        self.auto_decisions.note(form)
        self._counting[form.facet].pop(form.key, None)
        if form.terms:
            self._counting[form.facet][form.key] = form
        self.tally[form.facet][was] -= form.uses
        self.tally[form.facet][form.outcome] += form.uses
        if form.outcome in WAITING:
            self.neighbours.add(form.facet, form.key, form.raw)
            item = self._item(form)
            self.queue.put(replace(item, bulk_class=self._bulk_class(item)))
        else:
            self.neighbours.drop(form.facet, form.key, form.raw)
            self.queue.drop(reference)
        for key in self.neighbours.family(form.facet, form.raw):
            if old := self.queue.get((form.facet, key)):
                self.queue.put(replace(self._item(self.forms[form.facet, key]), bulk_class=old.bulk_class))

    def _item(self, form: TagForm) -> TagForm:
        unsure = self._unsure.get(form.facet, {}).get(form.key, "")
        family = (key for key in self.neighbours.family(form.facet, form.raw) if key != form.key)
        similar = sum(self.forms[form.facet, key].uses for key in family)
        return replace(form, similar_uses=similar, unsure=unsure) if similar or unsure else form

    def _bulk_class(self, form: TagForm) -> str | None:
        """The class of a tag whose candidate is likely, without a guard, and alone."""
        if form.candidate is None or (form.score or 0.0) < MIN_CLASS_SCORE or form.guard or form.unsure:
            return None
        return self.suggestions(form.facet).safe_difference(form.raw, form.candidate)


def _unsure(vocabulary: Vocabulary) -> dict[str, str]:
    """Who was unsure about which key, and why."""
    return {
        form_key(m.variant): f"{m.decided_by} skipped this on {m.decided_on}" + (f": {m.note}" if m.note else "")
        for m in vocabulary.mappings
        if m.judgement is Judgement.UNSURE
    }
