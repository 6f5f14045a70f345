"""What a spelling means, by what people said: a judgement `not_a_tag` first, then accepted mappings, then labels.

This is the part of matching that a release promises to repeat. It knows normal forms only through the
function `key`, which the caller passes in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from tagfold.taxonomy.changes import current_id
from tagfold.taxonomy.model import Judgement, Status, Vocabulary

Key = Callable[[str], str]
"""From a spelling to the key that all spellings of one normal form share; empty for one without letters."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """`terms` are the active terms, by part, each once; none where people said that this is no tag."""

    spelling: str
    terms: tuple[str, ...]


def meanings(
    vocabulary: Vocabulary, key: Key, variants: Collection[str], labels: Collection[str]
) -> dict[str, Meaning]:
    """The meaning of each key that one of these `variants` or `labels` has; keys that mean nothing are left out.

    To get them right, `variants` and `labels` must hold every spelling of the keys that are asked about.
    """
    found = _by_label(vocabulary, key, labels)
    accepted: dict[str, list[tuple[int, str]]] = defaultdict(list)
    spelled: dict[str, str] = {}
    no_tags: dict[str, Meaning] = {}
    for mapping in vocabulary.mappings:
        if mapping.variant not in variants or not (form := key(mapping.variant)):
            continue
        if mapping.judgement is Judgement.NOT_A_TAG:
            no_tags[form] = Meaning(mapping.variant, ())
        elif mapping.judgement is Judgement.ACCEPT and mapping.term_id:
            term_id = current_id(vocabulary, mapping.term_id)
            if term_id:
                accepted[form].append((mapping.part, term_id))
                spelled.setdefault(form, mapping.variant)
    for form, parts in accepted.items():
        in_order = sorted(parts, key=lambda part: part[0])
        found[form] = Meaning(spelled[form], tuple(dict.fromkeys(term_id for _, term_id in in_order)))
    return found | no_tags


def _by_label(vocabulary: Vocabulary, key: Key, labels: Collection[str]) -> dict[str, Meaning]:
    """Labels of active terms win over those of deprecated ones, which lead to the term that replaced them."""
    found: dict[str, Meaning] = {}
    for term in vocabulary.terms:
        if term.label not in labels or not (form := key(term.label)):
            continue
        term_id = current_id(vocabulary, term.term_id)
        if term_id and (term.status is Status.ACTIVE or form not in found):
            found[form] = Meaning(term.label, (term_id,))
    return found
