"""From distinct tags to decisions: what people said first, then the evidence of letters and words, else `new`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import Form, form_key, normal_form
from tagfold.matching.gazetteer import Gazetteer
from tagfold.matching.known_numbers import KnownNumbers, numbers_learnt
from tagfold.matching.linker import AT_ONCE, Linker, ScoredTerm
from tagfold.matching.placing import Headings, ProposedHeading
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.spelling import SpellingIndex, SpellingMatch
from tagfold.matching.splitting import Split, named_as_one, parts_in_words, split_proposal, wholes
from tagfold.taxonomy.languages import language_name
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import Kind, Vocabulary

SPLIT_PRECISION = 0.95
"""How often a proposed split was right on what people decided (`python -m benchmarks.measure.splitting_quality`)."""


class Matcher:
    """Decides the tags of one facet. The same tag gets the same decisions, whatever else is asked."""

    def __init__(self, vocabulary: Vocabulary, scorer: Scorer | None = None) -> None:
        self._facet = vocabulary.facet.name
        self._given = scorer.of_facet(self._facet) if scorer else None
        self.lookup = TaxonomyLookup(vocabulary, form_key)
        self._earlier: Linker[str] | None = None
        self._earlier_headings: Headings | None = None
        self._ahead: dict[str, list[ScoredTerm[str]]] = {}

    def after(self, vocabulary: Vocabulary) -> Matcher:
        """The matcher of the facet once terms or mappings have come or gone. It decides what a new one would decide,
        without indexing again what is the same.
        """
        changed = Matcher(Vocabulary(vocabulary.facet))
        changed._given = self._given
        changed.lookup = self.lookup.after(vocabulary)
        if changed.numbers_ignored_except == self.numbers_ignored_except:
            changed._earlier = self.__dict__.get("_linker", self._earlier)
            changed._earlier_headings = self.__dict__.get("_headings", self._earlier_headings)
        return changed

    @cached_property
    def known_numbers(self) -> KnownNumbers:
        """What is known of numbers in the facet."""
        return numbers_learnt(self.lookup)

    @property
    def numbers(self) -> KnownNumbers | None:
        """What is known of numbers in the facet, if they say nothing; None if they keep tags apart, as those of an
        outside list always do, or if the scorer says so itself.
        """
        given, kind = self._given, self.lookup.vocabulary.facet.kind
        if kind is not Kind.CURATED or (given and given.ignore_numbers is not None):
            return None
        return self.known_numbers if self.known_numbers.say_nothing else None

    @property
    def numbers_ignored_except(self) -> frozenset[str] | None:
        """The families of tags whose numbers count, where those of others do not; None where all count."""
        return self.numbers.apart if self.numbers else None

    @cached_property
    def scorer(self) -> Scorer | None:
        """The scorer that was given, ignoring numbers if they say nothing; None for the one that comes with Tagfold."""
        return self.numbers.acting(self._given or shipped_scorer()) if self.numbers else self._given

    @property
    def encodes(self) -> bool:
        """Whether sentence encoders are asked too."""
        return self._given is not None and self._given.meaning is not None

    @cached_property
    def _spelling(self) -> SpellingIndex:
        return SpellingIndex(self.lookup.known())

    @cached_property
    def _linker(self) -> Linker[str]:
        known = sorted(self.lookup.known_pairs())
        linker = self._earlier.after(known) if self._earlier else Linker(known, self.scorer)
        self._earlier = None
        return linker

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(((known.spelling, known.term.term_id) for known in self.lookup.known()), wholes())

    def decide(self, raw: str) -> list[Decision]:
        """One decision, or one for each part of a tag that people have split, or might."""
        form = normal_form(raw)
        return list(self._remembered(raw, form)) or self._proposed(raw, form)

    def remembered(self, raw: str) -> list[Decision]:
        """What people decided about the form of `raw`, by part; empty if nobody decided anything."""
        return list(self._remembered(raw, normal_form(raw)))

    def is_rejected(self, raw: str, term_id: str) -> bool:
        """Whether a person decided that the form of `raw` is not that term."""
        return self.lookup.is_rejected(form_key(raw), term_id)

    def prepare(self, raws: Iterable[str]) -> None:
        """Encode those tags that nobody has decided in one batch, many times faster than one by one."""
        meaning = self._given.meaning if self._given else None
        if meaning and (unknown := sorted({raw for raw in raws if not any(self._remembered(raw, normal_form(raw)))})):
            meaning.vectors(unknown)

    def decide_each(self, raws: Sequence[str], *, compare_mapped: bool = False) -> Iterator[list[Decision]]:
        """What `decide` says of each, many compared together. `compare_mapped`: `proposals` will be asked of those
        too that people decided.
        """
        for start in range(0, len(raws), AT_ONCE):
            some = raws[start : start + AT_ONCE]
            asked = [raw for raw in some if compare_mapped or not any(self._remembered(raw, normal_form(raw)))]
            self._ahead = dict(zip(asked, self._linker.proposals_of(asked), strict=True))
            for raw in some:
                yield self.decide(raw)
        self._ahead = {}

    def others_of(self, labels: Sequence[tuple[str, str]]) -> Iterator[tuple[str, float] | None]:
        """For each label and the id of its term, the term that the label would be taken for if the list did not have
        its own, and how surely (0 to 1); None if a guard is in the way, or several terms are as near.
        """
        for (label, own), found in zip(labels, self._linker.proposals_of([label for label, _ in labels]), strict=True):
            form = normal_form(label)
            others = [one for one in found if one.key != own and not self._are_apart((label, own), one.key)]
            if not others or others[0].guard or not self._linker.is_ahead(others, others[0].score):
                yield None
                continue
            rules = [rule for rule in self._spelling.evidence(form) if rule.known.term.term_id != own]
            by_rule = [rule.score for rule in rules if {one.known.term.term_id for one in rules} == {others[0].key}]
            yield others[0].key, max([others[0].score, *by_rule])

    def _are_apart(self, one: tuple[str, str], other: str) -> bool:
        """Whether a person decided that a label with its term's id is not the other term, or the reverse."""
        label, own = one
        return self.is_rejected(label, other) or self.is_rejected(self.lookup.vocabulary.by_id[other].label, own)

    def split(self, raw: str) -> Split | None:
        """The parts to offer a person for `raw`, whatever was decided about it; None if it is one tag or in doubt."""
        found = split_proposal(raw, self._gazetteer)
        return None if found and named_as_one(self.proposals(raw)) else found

    def place(self, raw: str) -> list[ProposedHeading]:
        """Up to five headings (broader terms) for `raw` if it is a new concept, the best first."""
        return self._headings.place(raw)

    @cached_property
    def _headings(self) -> Headings:
        return Headings(self.lookup.vocabulary, self.lookup.known_pairs(), self.scorer, self._earlier_headings)

    def _remembered(self, raw: str, form: Form) -> Iterator[Decision]:
        """What people have said about this form."""
        if not form.key:
            yield self._decision(raw, form, Outcome.NOT_A_TAG, reason="has neither letter nor digit")
            return
        meaning = self.lookup.meaning(form.key)
        if meaning and (row := meaning.not_a_tag):
            reason = f"{row.decided_by} said on {row.decided_on}: not a tag"
            yield self._decision(raw, form, Outcome.NOT_A_TAG, reason=reason)
        for term, mapping, label in meaning.parts if meaning else ():
            part, spelling, reason = 1, term.label, f"is the label '{term.label}'"
            if label:
                spelling, reason = label.label, f"is the label in {language_name(label.language)} of '{term.label}'"
            if mapping:
                part, spelling = mapping.part, mapping.variant
                reason = f"{mapping.decided_by} mapped '{spelling}' on {mapping.decided_on}: {mapping.basis}"
            yield self._decision(
                raw, form, Outcome.MAPPED, term.term_id, 1.0, part=part, reason=reason, spelling=spelling
            )

    def proposals(self, raw: str) -> list[ScoredTerm[str]]:
        """Terms by similarity alone, whatever people decided about `raw` itself, except those they rejected; surest
        first.
        """
        form = normal_form(raw)
        found = self._ahead.get(raw)
        found = self._linker.proposals(raw) if found is None else found
        return [p for p in found if not self.lookup.is_rejected(form.key, p.key)]

    def ranked(self, raw: str, decision: Decision) -> list[tuple[str, float]]:
        """The terms that `raw` may mean, with their scores: the decided one first, then the most similar."""
        if decision.outcome is Outcome.NOT_A_TAG:
            return []
        by_person = decision.outcome is Outcome.MAPPED  # what was decided so was not compared with any term
        scores = {p.key: p.score for p in self.proposals(raw)} if by_person else dict(decision.candidates)
        if decision.term_id:
            others = {key: score for key, score in scores.items() if key != decision.term_id}
            scores = {decision.term_id: decision.score or 0.0, **others}
        return list(scores.items())

    def _proposed(self, raw: str, form: Form) -> list[Decision]:
        """What letters and words say: decided only where the evidence is safe and for one term."""
        found = self.proposals(raw)
        whole = self._as_one(raw, form, found)
        split = None if whole.outcome is Outcome.AUTO else split_proposal(raw, self._gazetteer)
        if split is None or named_as_one(found):
            return [whole]
        return self._in_parts(whole, split, form) or [whole]

    def _as_one(self, raw: str, form: Form, found: list[ScoredTerm[str]]) -> Decision:
        candidates = tuple((proposal.key, proposal.score) for proposal in found)
        if not self._linker.is_worth_a_look(found):
            nearest = found[0].spelling if found else None
            why = f"; the nearest known spelling is '{nearest}'" if nearest else ""
            reason = f"nothing similar found{why}"
            return self._decision(raw, form, Outcome.NEW, reason=reason, spelling=nearest, candidates=candidates)
        best, guard = found[0], found[0].guard
        runner_up = found[1].key if len(found) > 1 else None
        rule = None if guard else self._rule(form, found)
        if rule:
            outcome, score, reason, spelling = Outcome.AUTO, rule.score, rule.reason, rule.known.spelling
        else:
            outcome = Outcome.AUTO if self._linker.stands_alone(found) else Outcome.REVIEW
            score, reason, spelling = best.score, best.reason, best.spelling
            if self.numbers and best.said.numbers_ignored:
                reason = f"{reason}; numbers say nothing in this facet: {self.numbers.words}"
        if guard:
            reason = f"{reason}; for a person, because {guard}"
        elif outcome is Outcome.REVIEW and score >= self._linker.thresholds.auto:
            reason = f"{reason}; for a person, because '{found[1].spelling}' is nearly as likely"
        return self._decision(
            raw, form, outcome, best.key, score, runner_up=runner_up, reason=reason, guard=guard or None,
            spelling=spelling, candidates=candidates,
        )  # fmt: skip

    def _in_parts(self, whole: Decision, split: Split, form: Form) -> list[Decision]:
        """A row for each part that has a candidate, for a person to decide; none if the parts are one term.

        The reason names all parts. The runner-up is the best candidate for the tag as it is.
        """
        terms: dict[str, tuple[str, float]] = {}
        without: list[str] = []
        for part in split.parts:
            term_id, score = self.best_term(part)
            if term_id is None or self.lookup.is_rejected(form.key, term_id):
                without.append(part)
            else:
                terms.setdefault(term_id, (part, score))
        if len(terms) + len(without) < 2:
            return []
        reason = parts_in_words(split, without)
        if not terms:
            return [replace(whole, reason=reason, spelling=None)]
        return [
            self._decision(
                whole.raw,
                form,
                Outcome.REVIEW,
                term_id,
                round(score * SPLIT_PRECISION, 4),
                part=number,
                runner_up=whole.term_id if whole.term_id != term_id else None,
                reason=f"part {number} is '{part}': {reason}",
                candidates=whole.candidates,
            )
            for number, (term_id, (part, score)) in enumerate(terms.items(), 1)
        ]

    def best_term(self, part: str) -> tuple[str | None, float]:
        """The term of a part and how sure that is, or (None, 0.0)."""
        said = next(self._remembered(part, normal_form(part)), None)
        if said is None:
            said = self._as_one(part, normal_form(part), self.proposals(part))
        return said.term_id, said.score or 0.0

    def _rule(self, form: Form, found: list[ScoredTerm[str]]) -> SpellingMatch | None:
        """The rule of spelling that decides: it holds for one term only, the model's best, and is well ahead.

        A rule's score is how often it is right, so it must reach the facet's threshold as the model's score must.
        """
        limits = self._linker.thresholds
        rules = [rule for rule in self._spelling.evidence(form) if rule.score >= limits.auto]
        ahead = bool(rules) and self._linker.is_ahead(found, rules[0].score)
        return rules[0] if ahead and {rule.known.term.term_id for rule in rules} == {found[0].key} else None

    def _decision(
        self,
        raw: str,
        form: Form,
        outcome: Outcome,
        term_id: str | None = None,
        score: float | None = None,
        *,
        part: int = 1,
        runner_up: str | None = None,
        reason: str,
        guard: str | None = None,
        spelling: str | None = None,
        candidates: tuple[tuple[str, float], ...] = (),
    ) -> Decision:
        return Decision(
            self._facet, raw, form.text, part, outcome, term_id, score, runner_up, reason, guard, spelling, candidates
        )
