"""What a tag in the queue may mean, as a person sees it, and which tags a change of the vocabulary concerns.

The matcher is asked; nothing is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import bears_number, form_key, number_family
from tagfold.matching.matcher import Matcher
from tagfold.review.actions import Accept, SplitTag
from tagfold.review.differences import safe_difference
from tagfold.review.impact import TermIds, terms_of
from tagfold.review.queue import TagForm, without_near_misses
from tagfold.taxonomy.lookup import changed_rows
from tagfold.taxonomy.model import Judgement, Mapping, Status, Term, TermLabel, Vocabulary

MIN_OFFER_SCORE = 0.005
"""The least score of a term that is offered at all."""

MIN_SUGGESTED_SCORE = 0.4
"""The least score of a term that one key accepts: "possible", in the words of the page."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A term that a tag in the queue may mean; `score` 0 to 1, `guard` why to check it ("" for no reason)."""

    term_id: str
    label: str
    score: float
    reason: str
    guard: str


@dataclass(frozen=True, slots=True)
class PartOffer:
    """A part of a glued tag and the term it may mean: `term_id` is None if there is none, `label` then the part."""

    text: str
    term_id: str | None
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class SplitOffer:
    """The parts, two or more, that a tag seems to be made of, and `why`, in words."""

    parts: tuple[PartOffer, ...]
    why: str

    @property
    def whole(self) -> bool:
        """Whether each part has a term of its own, so that nothing is left to name."""
        terms = {part.term_id for part in self.parts}
        return None not in terms and len(terms) == len(self.parts)


@dataclass(frozen=True)
class Invalidation:
    """What changed, as far as decisions can rest on it; definitions and notes do not count.

    `keys` are those of labels and variants whose rows changed, and of the variants of changed terms, rejected ones too.
    `terms` are the ids of terms that changed or went. `gone` are the spellings that are known no longer, by the term
    they meant, and `new` those that became known, or whose numbers are ignored from now on, or count again.
    `revived` are labels of terms that are back in use. `numbers` are the families of tags whose numbers these are, None
    for all.
    """

    keys: frozenset[str]
    terms: frozenset[str]
    gone: dict[str, list[str]]
    new: tuple[str, ...]
    revived: tuple[str, ...]
    numbers: frozenset[str] | None = frozenset()

    def concerns(self, form: TagForm) -> bool:
        """Whether the decision on a form rests on what changed; new spellings are not looked at.

        Of a glued tag with several parts the spellings are not kept, so any of its terms counts.
        """
        own = {term_id for term_id in (*form.terms, form.candidate) if term_id}
        if form.key in self.keys or own & self.terms:
            return True
        if any(_is_of(self.numbers, text) for text in (form.raw, form.spelling) if text):
            return True
        spellings = [spelling for term_id in own for spelling in self.gone.get(term_id, ())]
        return bool(spellings) and (len(form.terms) > 1 or form.spelling is None or form.spelling in spellings)


class Suggestions:
    """What the matcher of one facet says, under its vocabulary as it is now."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.vocabulary = matcher.lookup.vocabulary

    def after(self, vocabulary: Vocabulary) -> Suggestions:
        """The suggestions once the vocabulary has changed."""
        return Suggestions(self.matcher.after(vocabulary))

    def changes_from(self, earlier: Suggestions) -> Invalidation:
        """What the step from `earlier`, of which these were made by `after`, invalidates."""
        return invalidation(earlier.matcher, self.matcher, self.matcher.lookup.changed_keys)

    def decided(self, form: TagForm) -> TagForm:
        """The form as the next ingest will decide it."""
        return next(self.decided_each([form]))

    def decided_each(self, forms: Sequence[TagForm]) -> Iterator[TagForm]:
        """The forms as the next ingest will decide them, which is quicker for many than one by one."""
        for form, found in zip(forms, self.matcher.decide_each([form.raw for form in forms]), strict=True):
            yield self._as_decided(form, found)

    def _as_decided(self, form: TagForm, found: list[Decision]) -> TagForm:
        first = found[0]
        decided = replace(
            form, outcome=first.outcome, terms=_counted(found),
            candidate=first.term_id if first.outcome is Outcome.REVIEW else None, score=first.score,
            reason=first.reason, guard=first.guard, spelling=first.spelling,
        )  # fmt: skip
        return without_near_misses(decided)

    def is_out_of_date(self, form: TagForm) -> bool:
        """Whether people have decided otherwise about a form than it is decided."""
        if not form.key:
            return False
        if known := self.matcher.remembered(form.raw):
            return (known[0].outcome, _counted(known)) != (form.outcome, form.terms)
        if form.outcome in (Outcome.MAPPED, Outcome.NOT_A_TAG):
            return True
        return any(not self._may_mean(form.raw, term_id) for term_id in (form.candidate, *form.terms) if term_id)

    def terms_of(self, form: TagForm) -> TermIds:
        """The terms that a form counts for by what people decided; one that was auto-decided keeps its active terms."""
        if known := self.matcher.remembered(form.raw):
            return _counted(known)
        if form.outcome is not Outcome.AUTO:
            return ()
        current = (term.term_id for term_id in form.terms if (term := self.vocabulary.current(term_id)))
        return tuple(term_id for term_id in current if not self.matcher.is_rejected(form.raw, term_id))

    def offers(self, raw: str, most: int = 8) -> list[Offer]:
        """The terms that a tag may mean, the surest first; rejected ones never, nor any that would show as 0.00."""
        return [
            Offer(found.key, self.vocabulary.by_id[found.key].label, found.score, found.reason, found.guard)
            for found in self.matcher.proposals(raw)[:most]
            if found.score >= MIN_OFFER_SCORE
        ]

    def offers_for(self, form: TagForm, most: int) -> list[Offer]:
        """The offers for a form. One that is decided has its own term first, with the score and reason of that."""
        found = self.offers(form.raw, most)
        if form.outcome is Outcome.REVIEW or len(form.terms) != 1:
            return found
        own, score, reason = form.terms[0], 1.0 if form.score is None else form.score, form.reason
        if form.outcome is Outcome.AUTO and self.matcher.numbers and bears_number(form.raw):
            reason = self.matcher.decide(form.raw)[0].reason  # it counts the pairs that are known by now
        guard = next((offer.guard for offer in found if offer.term_id == own), "")
        first = Offer(own, self.vocabulary.by_id[own].label, score, reason, guard)
        return [first, *(offer for offer in found if offer.term_id != own)][:most]

    def split(self, raw: str) -> SplitOffer | None:
        """The parts that a tag seems to be made of, each with its term; None if it is one tag, or in doubt."""
        found = self.matcher.split(raw)
        return SplitOffer(tuple(self.parts(raw, found.parts)), found.why) if found else None

    def parts(self, raw: str, texts: Iterable[str]) -> list[PartOffer]:
        """For each part of a tag the term that it means or may mean, except those that the tag itself is not."""
        return [self._part(raw, text) for text in texts]

    def _part(self, whole: str, text: str) -> PartOffer:
        term_id, score = self.matcher.best_term(text)
        if term_id is None or self.matcher.is_rejected(whole, term_id):
            return PartOffer(text, None, text, 0.0)
        return PartOffer(text, term_id, self.vocabulary.by_id[term_id].label, score)

    def safe_difference(self, raw: str, term_id: str) -> str | None:
        """The safe kind in which a tag differs from a spelling of the term; None if there is none."""
        kind = safe_difference(raw, self._spellings.get(term_id, ()))
        return kind.name if kind else None

    def kept_apart(self) -> list[tuple[str, str]]:
        """Pairs of spellings that a person keeps apart: a rejected variant, and each spelling of the term it is not."""
        rejected = [row for row in self.vocabulary.mappings if row.judgement is Judgement.REJECT]
        return [(row.variant, spelling) for row in rejected for spelling in self._spellings.get(row.term_id or "", ())]

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """The labels and the accepted variants of each active term, with those of the terms that it replaced."""
        found: dict[str, set[str]] = defaultdict(set)
        for known in self.matcher.lookup.spellings():
            found[known.term.term_id].add(known.spelling)
        return {term_id: sorted(spellings) for term_id, spellings in found.items()}

    def _may_mean(self, raw: str, term_id: str) -> bool:
        """Whether a term is still in use, and nobody decided that the tag is not that term."""
        current = self.vocabulary.current(term_id)
        return current is not None and current.term_id == term_id and not self.matcher.is_rejected(raw, term_id)


def _counted(decisions: Iterable[Decision]) -> TermIds:
    """The terms that figures count for these decisions on one tag, by part, each once."""
    return next(iter(terms_of(decisions).values()), ())


def suggested_action(item: TagForm, offers: Sequence[Offer], split: SplitOffer | None) -> Accept | SplitTag | None:
    """What one key accepts: what the tag is decided as; else a split if each part has its term, else the likeliest
    term of a tag that is one.

    None if no term is likely enough, or if a part of a glued tag has no term yet: that a person must name.
    """
    if len(item.terms) > 1:
        return SplitTag(item.terms)
    if split:
        return SplitTag(tuple(part.term_id or "" for part in split.parts)) if split.whole else None
    if item.outcome is Outcome.NOT_A_TAG:
        return None
    own = next((offer for offer in offers if offer.term_id == item.term_id), None)
    best = own or next(iter(offers), None)
    return Accept(best.term_id) if best and best.score >= MIN_SUGGESTED_SCORE else None


def other_offers(offers: Sequence[Offer], suggested: Accept | SplitTag | None) -> list[Offer]:
    """The offers without the one that is suggested."""
    own = suggested.term_id if isinstance(suggested, Accept) else None
    return [offer for offer in offers if offer.term_id != own]


def invalidation(earlier: Matcher, later: Matcher, keys: Collection[str] | None = None) -> Invalidation:
    """What the step from the vocabulary of one matcher to that of the other invalidates.

    `keys` are those of all spellings that may mean something else, if the caller knows them.
    """
    before, after = earlier.lookup, later.lookup
    gone_rows, new_rows = changed_rows(before.vocabulary, after.vocabulary)
    terms = {_of_term(row) for row in gone_rows if isinstance(row, Term)}
    terms ^= {_of_term(row) for row in new_rows if isinstance(row, Term)}
    rows = {_of_mapping(row) for row in gone_rows if isinstance(row, Mapping)}
    rows ^= {_of_mapping(row) for row in new_rows if isinstance(row, Mapping)}
    changed = frozenset(term_id for term_id, *_ in terms)
    texts = {label for _, label, _, _ in terms} | {str(variant) for variant, *_ in rows}
    texts |= {row.label for row in (*gone_rows, *new_rows) if isinstance(row, TermLabel)}
    for vocabulary in (before.vocabulary, after.vocabulary) if changed else ():
        texts |= {row.variant for row in vocabulary.mappings if row.term_id in changed}
        texts |= {row.label for row in vocabulary.translations if row.term_id in changed}
    was, now = before.known_pairs(keys), after.known_pairs(keys)
    new = {spelling for spelling, _ in now - was}
    was_kept, is_kept = earlier.numbers_ignored_except, later.numbers_ignored_except
    numbers = frozenset[str]() if was_kept == is_kept else None
    if was_kept is not None and is_kept is not None:
        numbers = was_kept ^ is_kept
    if numbers != frozenset():
        new |= {spelling for spelling, _ in after.known_pairs() if _is_of(numbers, spelling)}
    gone: dict[str, list[str]] = defaultdict(list)
    for spelling, term_id in sorted(was - now):
        gone[term_id].append(spelling)
    dropped = [row for row in gone_rows if isinstance(row, Term) and row.status is Status.DEPRECATED]
    current = (after.vocabulary.by_id.get(term.term_id) for term in dropped)
    active = {term.term_id for term in current if term and term.status is Status.ACTIVE}
    return Invalidation(
        frozenset(map(form_key, texts)),
        changed & before.vocabulary.by_id.keys(),
        gone,
        tuple(sorted(new)),
        tuple(sorted(term.label for term in dropped if term.term_id in active)),
        numbers,
    )


def _is_of(families: frozenset[str] | None, text: str) -> bool:
    """Whether a text bears a number and is of one of these families, None for all."""
    return families != frozenset() and bears_number(text) and (families is None or number_family(text) in families)


def _of_term(term: Term) -> tuple[str, str, str, str | None]:
    return term.term_id, term.label, term.status, term.replaced_by


def _of_mapping(row: Mapping) -> tuple[str | int | None, ...]:
    """With who decided, when and why: the reason of a mapped tag says so."""
    return row.variant, row.part, row.term_id, row.judgement, row.basis, row.decided_by, row.decided_on
