"""What to know before a new term is made: its label and heading as they would be, and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.review.actions import NewTerm, SplitTag
from tagfold.review.label_style import MIN_MODELS, clean_label
from tagfold.review.suggestions import Suggestions
from tagfold.taxonomy.check.rule import Keyed, VocabularyRule
from tagfold.taxonomy.check.rules_terms import RULES
from tagfold.taxonomy.model import Judgement, Mapping, Status, Term, Vocabulary

MIN_SIMILAR_SCORE = 0.7
"""The least score of a term that is named as similar to a new label."""

SIBLINGS_SHOWN = 6
"""Terms under a heading that are named."""


@dataclass(frozen=True, slots=True)
class HeadingChoice:
    """A term that a new one may go under, and the terms that are there already, by label."""

    term_id: str
    label: str
    siblings: tuple[str, ...]

    @property
    def words(self) -> str:
        """The siblings as a person reads them."""
        if not self.siblings:
            return "nothing is under it yet"
        more = len(self.siblings) - SIBLINGS_SHOWN
        return ", ".join(self.siblings[:SIBLINGS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class TermProposal:
    """A new term as it would be for a tag: its label, and the headings that fit, the best first."""

    label: str
    headings: tuple[HeadingChoice, ...]


@dataclass(frozen=True)
class NewTerms:
    """What one facet's terms, as they are now, say about a new one."""

    suggestions: Suggestions

    def proposal(self, raw: str) -> TermProposal:
        """The term that a tag would be, if it is none of those there are."""
        vocabulary, under = self.suggestions.vocabulary, defaultdict[str, list[str]](list)
        for term in vocabulary.terms:
            if term.status is Status.ACTIVE and term.broader_id:
                under[term.broader_id].append(term.label)
        headings = tuple(
            HeadingChoice(found.term_id, found.label, tuple(sorted(under[found.term_id], key=str.casefold)))
            for found in self.suggestions.matcher.place(raw)
        )
        beside = headings[0].siblings if headings else ()
        every = [term.label for term in vocabulary.terms if term.status is Status.ACTIVE]
        return TermProposal(clean_label(raw, beside if len(beside) >= MIN_MODELS else every), headings)

    def is_new(self, part: str) -> bool:
        """Whether a part of a split, an id or a label, would make a term."""
        known = part in self.suggestions.vocabulary.by_id
        return not known and self.suggestions.matcher.lookup.labelled(form_key(part)) is None

    def warnings_of_label(self, label: str) -> list[str]:
        """What speaks against a label alone."""
        return list(self._taken(label))

    def warnings_of_split(self, action: SplitTag) -> list[str]:
        """What speaks against the terms that a split makes."""
        return [words for part in action.parts if self.is_new(part) for words in self._taken(part)]

    def warnings(self, action: NewTerm) -> list[str]:
        """What speaks against a new term, in sentences without full stops."""
        vocabulary = self.suggestions.vocabulary
        label, definition = (" ".join(text.split()) for text in (action.label, action.definition))
        new = Term("new", label, action.broader_id, definition=definition)
        above = vocabulary.by_id.get(action.broader_id or "")
        alone = Keyed(Vocabulary(vocabulary.facet, (new, above) if above else (new,)), form_key)
        found = (problem for rule in RULES if isinstance(rule, VocabularyRule) for problem in rule.find(alone))
        against = [f"{problem.problem}: {problem.remedy}" for problem in found if problem.record is new]
        return [*self._taken(action.label), *against]

    def _taken(self, label: str) -> Iterator[str]:
        """The term that the label means already, or most likely, and those that people said it is not."""
        yield from list(self._meant(label))[:1]
        rejected = [row for row in self._rows(label) if row.judgement is Judgement.REJECT]
        for row in rejected:
            term = self.suggestions.vocabulary.by_id.get(row.term_id or "")
            if term:
                yield f"“{row.variant}” was rejected as a spelling of “{term.label}”"

    def _rows(self, label: str) -> Sequence[Mapping]:
        return self.suggestions.matcher.lookup.rows(form_key(label)) if form_key(label) else ()

    def _meant(self, label: str) -> Iterator[str]:
        suggestions, key = self.suggestions, form_key(label)
        vocabulary = suggestions.vocabulary
        if not key:
            return
        for term in vocabulary.terms:
            if term.status is Status.DEPRECATED and form_key(term.label) == key:
                current = vocabulary.current(term.term_id)
                leads = f"; use “{current.label}”" if current else ""
                yield f"“{term.label}” ({term.term_id}) was a term and is deprecated{leads}"
        if meaning := suggestions.matcher.lookup.meaning(key):
            labels = " + ".join(f"“{part.term.label}”" for part in meaning.parts)
            if meaning.not_a_tag:
                yield f"people decided that “{meaning.spelling}” is not a tag"
            elif len(meaning.parts) == 1 and form_key(meaning.parts[0].term.label) == key:
                yield f"there is already {labels}"
            else:
                yield f"“{meaning.spelling}” is a known spelling of {labels}"
            return
        for found in suggestions.matcher.decide(label)[:1]:
            near = vocabulary.by_id.get(found.term_id or "")
            if near and (found.outcome is Outcome.AUTO or (found.score or 0.0) >= MIN_SIMILAR_SCORE):
                yield f"there is already “{near.label}” ({found.score or 0.0:.2f}): {found.reason}"
