"""What a waiting tag may mean, by the matcher, with the terms and variants of this very session.

A matcher's index takes a moment to build, so it is not built anew for each decision: what was decided since stands
in small matchers beside it, and what was taken back is left out of the answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import normal_form
from tagfold.matching.linker import Proposal
from tagfold.matching.matcher import SPLIT_PRECISION, Matcher
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.splitting import Split as Glued
from tagfold.matching.splitting import parts_in_words
from tagfold.review.actions import Accept, Split
from tagfold.review.kinds import safe_kind
from tagfold.review.queue import Item, Offer, PartOffer, SplitOffer
from tagfold.taxonomy.model import Judgement, Mapping, Term, Vocabulary

_A_FEW = 48
"""Spellings in the matcher that is built anew at each decision."""


_KEPT = 2_000
"""Tags for which the great matchers' answers are remembered; the oldest is forgotten first."""


class Remembered(NamedTuple):
    """What people decided about a form: outcome, terms by part, the reason, and the spelling on file."""

    outcome: Outcome
    terms: tuple[str, ...]
    reason: str
    spelling: str | None


class Decided:
    """What people decided about the tags of one facet: the matcher's own answer, and spellings kept apart."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._matcher = Matcher(vocabulary)

    def is_rejected(self, raw: str, term_id: str) -> bool:
        """Whether a person decided that the form of a tag is not that term."""
        return self._matcher.is_rejected(raw, term_id)

    def remembered(self, raw: str) -> Remembered | None:
        """What people decided about the form of a tag; None if nobody did."""
        found = self._matcher.remembered(raw)
        if not found:
            return None
        terms = tuple(dict.fromkeys(decision.term_id for decision in found if decision.term_id))
        return Remembered(found[0].outcome, terms, found[0].reason, found[0].spelling)

    @cached_property
    def spellings(self) -> dict[str, list[str]]:
        """The label and the accepted variants of each term."""
        found: dict[str, list[str]] = defaultdict(list)
        for spelling, term_id in sorted(_spellings(self._vocabulary)):
            found[term_id].append(spelling)
        return found

    def apart(self) -> list[tuple[str, str]]:
        """Pairs of spellings that a person keeps apart: a rejected variant, and each spelling of the term it is not."""
        rejected = [m for m in self._vocabulary.mappings if m.judgement is Judgement.REJECT]
        return [(m.variant, spelling) for m in rejected for spelling in self.spellings.get(m.term_id or "", ())]


class Offers:
    """Proposals for the tags of one facet, under its vocabulary as it is now."""

    def __init__(self, vocabulary: Vocabulary, scorer: Scorer | None = None) -> None:
        self._scorer = (scorer or shipped_scorer()).of_facet(vocabulary.facet.name)
        self._begin(vocabulary)

    def _begin(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._known, self._rejects = _spellings(vocabulary), _rejects(vocabulary)
        self._decided = Decided(vocabulary)
        self._matchers = [Matcher(vocabulary, self._scorer)]
        self._fresh: tuple[tuple[Term, ...], tuple[Mapping, ...]] = ((), ())
        self._newest: Matcher | None = None
        self._asked: dict[tuple[int, str], list[Proposal[str]]] = {}
        self._asked_newest: dict[str, list[Proposal[str]]] = {}

    def learn(self, vocabulary: Vocabulary) -> None:
        """Go on with the vocabulary after a decision."""
        old, new, rejects = self._known, _spellings(vocabulary), _rejects(vocabulary)
        if old - new or self._rejects - rejects:
            self._begin(vocabulary)  # something known is known no more: an undo, or a change of terms
            return
        self._rejects = rejects
        self.vocabulary, self._decided, self._known = vocabulary, Decided(vocabulary), new
        added = new - old
        terms = [term for term in vocabulary.terms if (term.label, term.term_id) in added]
        mappings = [m for m in vocabulary.mappings if (m.variant, m.term_id) in added and m.term_id]
        if not terms and not mappings:
            return
        self._fresh = ((*self._fresh[0], *terms), (*self._fresh[1], *mappings))
        self._asked_newest = {}
        owners = {m.term_id for m in self._fresh[1]} | {term.term_id for term in self._fresh[0]}
        self._newest = Matcher(
            replace(
                vocabulary,
                terms=tuple(term for term in vocabulary.terms if term.term_id in owners),
                mappings=self._fresh[1],
            ),
            self._scorer,
        )
        if sum(map(len, self._fresh)) >= _A_FEW:
            self._matchers.append(self._newest)
            self._fresh, self._newest = ((), ()), None

    def proposals(self, raw: str) -> list[Proposal[str]]:
        """Terms by likeness, the surest first, without those that were ever rejected for the tag's form."""
        best: dict[str, Proposal[str]] = {}
        for found in self._likely(raw):
            term = self.vocabulary.current(found.key)
            if term is None or self._decided.is_rejected(raw, term.term_id):
                continue
            if self._decided.is_rejected(raw, found.key):
                continue
            kept = best.get(term.term_id)
            if kept is None or found.score > kept.score:
                best[term.term_id] = replace(found, key=term.term_id)
        return sorted(best.values(), key=lambda p: (-p.score, p.key))

    def _likely(self, raw: str) -> Iterator[Proposal[str]]:
        """What each matcher proposes. It is remembered; of the newest, which learns, until the next decision."""
        for place, matcher in enumerate(self._matchers):
            if (place, raw) not in self._asked:
                while len(self._asked) >= _KEPT:
                    self._asked.pop(next(iter(self._asked)))
                self._asked[place, raw] = matcher.proposals(raw)
            yield from self._asked[place, raw]
        if self._newest:
            if raw not in self._asked_newest:
                self._asked_newest[raw] = self._newest.proposals(raw)
            yield from self._asked_newest[raw]

    def offers(self, raw: str, most: int = 8) -> list[Offer]:
        """The proposals as a person sees them."""
        return [
            Offer(found.key, self.vocabulary.by_id[found.key].label, found.score, found.reason, found.guard)
            for found in self.proposals(raw)[:most]
        ]

    def split(self, raw: str) -> SplitOffer | None:
        """The parts that a tag seems to be made of, each with its term; None where it is one tag or in doubt.

        The small matchers are not asked: what they know is known of the parts all the same.
        """
        for matcher in self._matchers:
            if found := matcher.split(raw):
                return SplitOffer(tuple(self.parts(raw, found.parts)), found.why)
        return None

    def parts(self, raw: str, texts: Iterable[str]) -> list[PartOffer]:
        """For each part of a tag the term it means or may mean, but for those that the tag itself is not."""
        return [self._part(raw, text) for text in texts]

    def _part(self, whole: str, text: str) -> PartOffer:
        said = self._decided.remembered(text)
        if said and len(said.terms) == 1:
            best, score = said.terms[0], 1.0
        else:
            found = next(iter(self.proposals(text)), None)
            likely = found is not None and found.score >= self._scorer.model.thresholds.review
            best, score = (found.key, found.score) if found and likely else ("", 0.0)
        if not best or self._decided.is_rejected(whole, best):
            return PartOffer(text, None, text, 0.0)
        return PartOffer(text, best, self.vocabulary.by_id[best].label, score)

    def remembered(self, raw: str) -> Remembered | None:
        """What people decided about the form of a tag; see `Decided`."""
        return self._decided.remembered(raw)

    def apart(self) -> list[tuple[str, str]]:
        """Pairs of spellings that a person keeps apart; see `Decided`."""
        return self._decided.apart()

    def safe_kind(self, raw: str, term_id: str) -> str | None:
        """The safe kind in which a tag differs from a spelling of the term, None where there is none."""
        kind = safe_kind(raw, self._decided.spellings.get(term_id, ()))
        return kind.name if kind else None

    def may_mean(self, raw: str, term_id: str) -> bool:
        """Whether a term is still there, and nobody said that the tag is not that term."""
        term = self.vocabulary.current(term_id)
        return term is not None and term.term_id == term_id and not self._decided.is_rejected(raw, term_id)

    def decide(self, raw: str) -> Decision:
        """What the next ingest will say of a tag that nobody has decided, as nearly as the parts can tell; of a glued
        tag what it says of the first part that has a term.
        """
        whole = self._as_one(raw)
        split = None if whole.outcome is Outcome.AUTO else self.split(raw)
        first = next((part for part in split.parts if part.term_id), None) if split else None
        if split is None or first is None or len({part.label for part in split.parts}) < 2:
            return whole
        lacking = [part.text for part in split.parts if part.term_id is None]
        why = parts_in_words(Glued(tuple(part.text for part in split.parts), split.why), lacking)
        return replace(
            whole,
            outcome=Outcome.REVIEW,
            term_id=first.term_id,
            score=round(first.score * SPLIT_PRECISION, 4),
            runner_up_id=whole.term_id if whole.term_id != first.term_id else None,
            reason=f"part 1 is '{first.text}': {why}",
            guard=None,
            spelling=None,
        )

    def _as_one(self, raw: str) -> Decision:
        form = normal_form(raw)
        name, found = self.vocabulary.facet.name, self.proposals(raw)
        if not found or found[0].score < self._scorer.model.thresholds.review:
            nearest = found[0].spelling if found else None
            why = f"is like no known spelling; the nearest known spelling is '{nearest}'" if found else ""
            why = why or "is like no known spelling"
            return Decision(name, raw, form.text, 1, Outcome.NEW, None, None, None, why, spelling=nearest)
        best = found[0]
        runner_up = found[1] if len(found) > 1 else None
        ahead = runner_up is None or best.score - runner_up.score >= self._scorer.model.thresholds.lead
        if ahead and not best.guard:
            for matcher in reversed(self._all()):  # the newest know what the older do not
                said = matcher.decide(raw)[0]
                if said.outcome is Outcome.AUTO and said.term_id == best.key:
                    return said
        reason = f"{best.reason}; for a person, because {best.guard}" if best.guard else best.reason
        other = runner_up.key if runner_up else None
        return Decision(
            name, raw, form.text, 1, Outcome.REVIEW, best.key, best.score, other, reason, best.guard or None,
            best.spelling,
        )  # fmt: skip

    def _all(self) -> list[Matcher]:
        return [*self._matchers, *([self._newest] if self._newest else [])]


def proposed(item: Item, offers: Sequence[Offer], split: SplitOffer | None) -> Accept | Split | None:
    """What one key accepts: a split where each part has its term, else the likeliest term of a tag that is one.

    None where nothing is near, or where a part of a glued tag has no term yet: that a person must name.
    """
    if split:
        return Split(tuple(part.term_id or "" for part in split.parts)) if split.whole else None
    terms = [offer.term_id for offer in offers]
    best = item.term_id if item.term_id in terms else next(iter(terms), None)
    return Accept(best) if best else None


def _rejects(vocabulary: Vocabulary) -> set[tuple[str, str | None]]:
    """What was said not to be which term."""
    return {(m.variant, m.term_id) for m in vocabulary.mappings if m.judgement is Judgement.REJECT}


def _spellings(vocabulary: Vocabulary) -> set[tuple[str, str]]:
    """Each known spelling with the term it stands for today."""
    found: set[tuple[str, str]] = set()
    for term in vocabulary.terms:
        if current := vocabulary.current(term.term_id):
            found.add((term.label, current.term_id))
    for mapping in vocabulary.mappings:
        if mapping.term_id and mapping.judgement == "accept":
            found.add((mapping.variant, mapping.term_id))
    return found
