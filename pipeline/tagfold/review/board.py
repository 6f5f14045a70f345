"""All forms of the database under the taxonomy as it is now: what each counts for, and the queue of those that wait.

Read once, then kept up to date decision by decision, so that the next item is there at once however many wait.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import replace

from tagfold.matching.clusters import clusters
from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.matching.scorer import Scorer
from tagfold.review.forms import FormUse, forms_of
from tagfold.review.ground import after, one_line, without_lines
from tagfold.review.impact import Terms
from tagfold.review.kinds import LEAST_SCORE
from tagfold.review.machine import Machine
from tagfold.review.nearby import Nearby
from tagfold.review.offers import Decided, Offers
from tagfold.review.queue import FacetCount, Item, Queue, Reference, priority
from tagfold.review.touched import back_in_use, gone_spellings, new_spellings, only_words, rests_on
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Judgement, Mapping, Taxonomy, Term, Vocabulary
from tagfold.warehouse.waiting import Spelling

LOOKED_AT = 5_000
"""Items at the head of the queue that are sorted into safe classes at once; others follow when they are decided on."""

CLUSTERED = 10
"""Waiting tags of like words among which an item's cluster is looked for."""

MANY = 50
"""Tags that are decided again before a person is told that it takes a moment."""

MUCH = 40
"""Rows of a decision from which its followers may be left for later."""

WAITING = (Outcome.REVIEW, Outcome.NEW)


class Board:
    """The forms, the vocabularies and the queue."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        spellings: Iterable[Spelling],
        reports: dict[Reference, int],
        scorer: Scorer | None = None,
        since: Lookup[str, Sequence[Edit]] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`since` are the edits of each facet that the outcomes of `spellings` do not know; they are in `taxonomy`.
        `say` gets a line where there is much to decide again.
        """
        since = since or {}
        self.version = 0
        """Another number whenever a form was decided again."""
        self._new: deque[tuple[str, str]] = deque()
        self._later: dict[Reference, None] = {}
        self._scorer = scorer
        self.vocabularies = {
            name: without_lines(vocabulary)
            for name, vocabulary in taxonomy.vocabularies.items()
            if vocabulary.facet.kind.has_terms
        }
        self._offers: dict[str, Offers] = {}
        self.forms = {(form.facet, form.key): form for form in forms_of(spellings, reports)}
        self._unsure = {name: _unsure(vocabulary) for name, vocabulary in self.vocabularies.items()}
        stale = [reference for reference, form in self.forms.items() if self._is_stale(form)]
        new = {(facet, form_key(spelling)) for facet, edits in since.items() for spelling in new_spellings(edits)}
        if (again := len(new.union(stale))) >= MANY:
            say(f"looking at {again:,} tags again: the taxonomy changed since the last ingest")
        for reference in stale:
            self.forms[reference] = self._decided(self.forms[reference])
        self.tally: dict[str, Counter[Outcome]] = defaultdict(Counter)
        self._counting: dict[str, dict[str, FormUse]] = defaultdict(dict)
        for form in self.forms.values():
            self.tally[form.facet][form.outcome] += form.uses
            if form.terms:
                self._counting[form.facet][form.key] = form
        self.machine = Machine(self.forms)
        self.nearby = Nearby(form for form in self.forms.values() if form.outcome in WAITING)
        self.queue = Queue(self._item(form) for form in self.forms.values() if form.outcome in WAITING)
        for item in self.queue.page(None, 0, LOOKED_AT):
            if kind := self._safe_class(self.forms[item.reference]):
                self.queue.put(replace(item, safe_class=kind))
        for facet, edits in since.items():
            self._later.update(self._named(facet, edits))
            self._later.update(self._around(facet, edits))
            self._new.extend((facet, spelling) for spelling in sorted(new_spellings(edits)))
        self.catch_up()

    def offers(self, facet: str) -> Offers:
        """The proposals of a facet; built when first asked for."""
        if facet not in self._offers:
            self._offers[facet] = Offers(self.vocabularies[facet], self._scorer)
        return self._offers[facet]

    def facets(self) -> list[FacetCount]:
        """Each facet with what waits there."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for item in self.queue:
            waiting[item.facet].append(item.uses)
        return [FacetCount(v.facet, len(waiting[name]), sum(waiting[name])) for name, v in self.vocabularies.items()]

    def counts_for(self, facet: str, raw: str) -> Terms:
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

    def apply(self, facet: str, edits: Sequence[Edit], *, leisurely: bool = False) -> list[Reference]:
        """Go on with the vocabulary after a decision. Gives the forms that wait no longer.

        Where a decision of many rows is `leisurely`, only what figures count and what it names is decided at once;
        waiting tags that are like its spellings are left to `catch_up`.
        """
        vocabulary = after(self.vocabularies[facet], edits)
        self.vocabularies[facet] = vocabulary
        self._unsure[facet] = _unsure(vocabulary)
        if facet in self._offers:
            self._offers[facet].learn(vocabulary)
        self._new.extend((facet, spelling) for spelling in sorted(new_spellings(edits)))
        for reference in (named := self._named(facet, edits) | self._around(facet, edits)):
            self._later[reference] = None
        if not leisurely or len(edits) < MUCH:
            return self.catch_up()
        own = {form_key(row.variant) for e in edits for row in (e.before, e.after) if isinstance(row, Mapping)}
        now = [r for r in named if r[1] in own or self.forms[r].outcome not in WAITING]
        return [reference for reference in now if self._settles(reference)]

    @property
    def behind(self) -> int:
        """Spellings and tags that `catch_up` has still to look at."""
        return len(self._new) + len(self._later)

    def catch_up(self, over: Callable[[], bool] = lambda: False) -> list[Reference]:
        """Hold waiting tags against what is known now, until it is `over`. Gives those that wait no longer."""
        settled = []
        while self.behind and not over():
            if self._new:
                self._later.update(self._like(*self._new.popleft()))
            elif self._settles(reference := next(iter(self._later))):
                settled.append(reference)
        return settled

    def _settles(self, reference: Reference) -> bool:
        """Decide a form again; whether it waits no longer by that."""
        self._later.pop(reference, None)
        waited = self.queue.get(reference) is not None
        self._decide_again(reference)
        return waited and self.queue.get(reference) is None

    def changes(self, facet: str, vocabulary: Vocabulary, edits: Sequence[Edit]) -> list[tuple[FormUse, Terms]]:
        """The forms that edits name or whose terms they change, each with what it counts for under `vocabulary`."""
        decided = Decided(vocabulary)
        found = []
        for reference in self._named(facet, edits):
            form = self.forms[reference]
            known = decided.remembered(form.raw)
            current = [term.term_id for t in form.terms if (term := vocabulary.current(t))]
            kept = tuple(t for t in current if not decided.is_rejected(form.raw, t))
            machine = () if form.outcome is not Outcome.AUTO else kept
            found.append((form, known.terms if known else machine))
        return found

    def uses_by_term(self, facet: str) -> Counter[str]:
        """Uses that count for each term."""
        counted: Counter[str] = Counter()
        for form in self._counting[facet].values():
            for term_id in form.terms:
                counted[term_id] += form.uses
        return counted

    def readable(self, facet: str, key: str) -> str:
        """The most used spelling of a form as one clean line, or the key where it is not in use."""
        form = self.forms.get((facet, key))
        return one_line(form.raw) or key if form else key

    def alike(self, item: Item) -> list[Item]:
        """Waiting items that the same decision may settle, the most used first.

        For an item with a candidate, those of the same candidate; for all, those that share its cluster, when it
        is held together with the waiting tags of like words. Pairs that a person keeps apart share none.
        """
        around = [self.queue.get((item.facet, key)) for key in self.nearby.around(item.facet, item.raw)[:CLUSTERED]]
        others = {one.key: one for one in around if one and one.key != item.key}
        apart = self.offers(item.facet).apart()
        members = clusters([item.raw, *(one.raw for one in others.values())], self._scorer, apart)
        label = members[0].label
        same = [one for one, member in zip(others.values(), members[1:], strict=True) if member.label == label]
        return sorted(same, key=lambda one: (-one.uses, one.key))

    def _named(self, facet: str, edits: Sequence[Edit]) -> dict[Reference, None]:
        """Forms that edits name, or that count for a term which they change or by a spelling which they take away."""
        rows = [row for edit in edits for row in (edit.before, edit.after) if row is not None]
        named = {form_key(row.label if isinstance(row, Term) else row.variant) for row in rows}
        found = dict.fromkeys((facet, key) for key in sorted(named) if (facet, key) in self.forms)
        lost = {edit.before.term_id for edit in edits if isinstance(edit.before, Term) and not only_words(edit)}
        gone = gone_spellings(edits)
        every = {quoted for spellings in gone.values() for quoted in spellings}
        for (name, key), form in self.forms.items() if lost or gone else ():
            if name == facet and (lost & {*form.terms, form.candidate} or (gone and rests_on(form, gone, every))):
                found[name, key] = None
        return found

    def _around(self, facet: str, edits: Sequence[Edit]) -> dict[Reference, None]:
        """All waiting forms that share words with a term that is back in use: they may have been decided by it."""
        found = (key for label in sorted(back_in_use(edits)) for key in self.nearby.around(facet, label, None))
        return {(facet, key): None for key in found}

    def _like(self, facet: str, spelling: str) -> dict[Reference, None]:
        """Waiting forms that a new spelling may decide otherwise."""
        near = self.nearby.like(facet, spelling)
        return {(facet, key): None for key, score in near if score > (self.forms[facet, key].score or 0.0)}

    def _decide_again(self, reference: Reference) -> None:
        self.version += 1
        was, form = self.forms[reference].outcome, self._decided(self.forms[reference])
        self.forms[reference] = form
        self.machine.note(form)
        self._counting[form.facet].pop(form.key, None)
        if form.terms:
            self._counting[form.facet][form.key] = form
        self.tally[form.facet][was] -= form.uses
        self.tally[form.facet][form.outcome] += form.uses
        if form.outcome in WAITING:
            self.nearby.add(form.facet, form.key, form.raw)
            self.queue.put(replace(self._item(form), safe_class=self._safe_class(form)))
        else:
            self.nearby.drop(form.facet, form.key, form.raw)
            self.queue.drop(reference)
        for key in self.nearby.family(form.facet, form.raw):
            if old := self.queue.get((form.facet, key)):
                self.queue.put(replace(self._item(self.forms[form.facet, key]), safe_class=old.safe_class))

    def _decided(self, form: FormUse) -> FormUse:
        """The form as it is decided under the vocabulary as it is now."""
        offers = self.offers(form.facet)
        if known := offers.remembered(form.raw):
            return replace(
                form, outcome=known.outcome, terms=known.terms, candidate=None, score=1.0, reason=known.reason,
                guard=None, spelling=known.spelling,
            )  # fmt: skip
        said = offers.decide(form.raw)
        terms = (said.term_id,) if said.term_id and said.outcome is Outcome.AUTO else ()
        candidate = said.term_id if said.outcome is Outcome.REVIEW else None
        return replace(
            form, outcome=said.outcome, terms=terms, candidate=candidate, score=said.score, reason=said.reason,
            guard=said.guard, spelling=said.spelling,
        )  # fmt: skip

    def _is_stale(self, form: FormUse) -> bool:
        """Whether the taxonomy says something else of the form than the database has."""
        if form.facet not in self.vocabularies or not form.key:
            return False
        known = self.offers(form.facet).remembered(form.raw)
        if known is not None:
            return (known.outcome, known.terms) != (form.outcome, form.terms)
        if form.outcome in (Outcome.MAPPED, Outcome.NOT_A_TAG):
            return True
        candidate = form.candidate or (form.terms[0] if form.terms else None)
        return candidate is not None and not self.offers(form.facet).may_mean(form.raw, candidate)

    def _item(self, form: FormUse) -> Item:
        unsure = self._unsure.get(form.facet, {}).get(form.key, "")
        family = (key for key in self.nearby.family(form.facet, form.raw) if key != form.key)
        alike = sum(self.forms[form.facet, key].uses for key in family)
        return Item(
            form.facet, form.key, form.raw, form.spellings, form.uses, form.reports, form.outcome, form.candidate,
            form.score, form.reason, priority(form.uses, alike, form.score, unsure=bool(unsure)), None, alike, unsure,
        )  # fmt: skip

    def _safe_class(self, form: FormUse) -> str | None:
        """The class of a tag whose candidate is likely, without a guard, and alone."""
        if form.candidate is None or (form.score or 0.0) < LEAST_SCORE or form.guard:
            return None
        if self._unsure.get(form.facet, {}).get(form.key):
            return None
        return self.offers(form.facet).safe_kind(form.raw, form.candidate)


def _unsure(vocabulary: Vocabulary) -> dict[str, str]:
    """Who was unsure about which key, and why."""
    return {
        form_key(m.variant): f"{m.decided_by} was unsure on {m.decided_on}" + (f": {m.note}" if m.note else "")
        for m in vocabulary.mappings
        if m.judgement is Judgement.UNSURE
    }
