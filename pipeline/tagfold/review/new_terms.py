"""What speaks against a new term, before it is written: a term that is there already, and the rules of the check."""

from __future__ import annotations

from collections.abc import Iterator

from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.review.actions import NewTerm
from tagfold.review.suggestions import Suggestions
from tagfold.taxonomy.check.rule import Keyed, VocabularyRule
from tagfold.taxonomy.check.rules_terms import RULES
from tagfold.taxonomy.model import Status, Term, Vocabulary

MIN_SIMILAR_SCORE = 0.7
"""The least score of a term that is named as similar to a new label."""


def warnings_of(suggestions: Suggestions, action: NewTerm) -> Iterator[str]:
    """What a person should know of a new term, each as a sentence without its full stop."""
    yield from _taken(suggestions, action.label)
    vocabulary = suggestions.vocabulary
    new = Term("new", " ".join(action.label.split()), action.broader_id, definition=" ".join(action.definition.split()))
    above = vocabulary.by_id.get(action.broader_id or "")
    alone = Keyed(Vocabulary(vocabulary.facet, (new, above) if above else (new,)), form_key)
    for rule in RULES:
        for found in rule.find(alone) if isinstance(rule, VocabularyRule) else ():
            if found.record is new:
                yield f"{found.problem}: {found.remedy}"


def _taken(suggestions: Suggestions, label: str) -> Iterator[str]:
    """The term that the label means already, or most likely."""
    lookup, key = suggestions.matcher.lookup, form_key(label)
    for term in suggestions.vocabulary.terms:
        if term.status is Status.DEPRECATED and key and form_key(term.label) == key:
            current = suggestions.vocabulary.current(term.term_id)
            leads = f"; use “{current.label}”" if current else ""
            yield f"“{term.label}” ({term.term_id}) was a term and is deprecated{leads}"
            return
    if meaning := lookup.meaning(key):
        labels = " + ".join(f"“{part.term.label}”" for part in meaning.parts)
        if meaning.not_a_tag:
            yield f"people decided that “{meaning.spelling}” is not a tag"
        elif len(meaning.parts) == 1 and form_key(meaning.parts[0].term.label) == key:
            yield f"there is already {labels}"
        else:
            yield f"“{meaning.spelling}” is a known spelling of {labels}"
        return
    for found in suggestions.matcher.decide(label)[:1] if key else ():
        near = suggestions.vocabulary.by_id.get(found.term_id or "")
        if near and (found.outcome is Outcome.AUTO or (found.score or 0.0) >= MIN_SIMILAR_SCORE):
            yield f"there is already “{near.label}” ({found.score or 0.0:.2f}): {found.reason}"
