"""Terms for a person to look up, browse and read."""

from __future__ import annotations

from dataclasses import dataclass

from tagfold.matching.form import form_key
from tagfold.review.state import ReviewState
from tagfold.taxonomy.model import Judgement, Mapping, Status, Term, TermLabel, Vocabulary
from tagfold.taxonomy.related import related_pairs


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term in a list. `found_as` is the variant by which a search found it, "" if it was the label."""

    term_id: str
    label: str
    broader: str
    definition: str
    uses: int
    active: bool = True
    found_as: str = ""


@dataclass(frozen=True)
class TermPage:
    """A term with all that is known of it. `translations` are its labels in other languages, `spellings`
    those in use that count for it, the most used first.
    """

    term: Term
    broader: Term | None
    narrower: tuple[Term, ...]
    accepted: tuple[Mapping, ...]
    rejected: tuple[Mapping, ...]
    spellings: tuple[tuple[str, int], ...]
    uses: int
    translations: tuple[TermLabel, ...] = ()
    related: tuple[tuple[str, Term], ...] = ()
    scope_note: str = ""


def search(state: ReviewState, vocabulary: Vocabulary, text: str, limit: int) -> list[TermLine]:
    """Active terms whose labels or accepted variants hold the text: whole first, then beginnings, then anywhere."""
    wanted = form_key(text)
    uses = state.uses_by_term(vocabulary.facet.name)
    best: dict[str, tuple[int, str]] = {}
    for spelling, term in state.suggestions(vocabulary.facet.name).matcher.lookup.spellings() if wanted else ():
        rank = _rank(wanted, form_key(spelling))
        if rank is not None and rank < best.get(term.term_id, (9, ""))[0]:  # labels come first
            best[term.term_id] = (rank, spelling if spelling != term.label else "")
    order = sorted(best, key=lambda t: (best[t][0], bool(best[t][1]), -uses[t], vocabulary.by_id[t].label))
    return [_line(vocabulary, vocabulary.by_id[t], uses[t], best[t][1]) for t in order[:limit]]


def term_lines(state: ReviewState, vocabulary: Vocabulary) -> list[TermLine]:
    """All terms by label, deprecated ones last."""
    uses = state.uses_by_term(vocabulary.facet.name)
    order = sorted(vocabulary.terms, key=lambda t: (t.status is Status.DEPRECATED, t.label.casefold(), t.term_id))
    return [_line(vocabulary, term, uses[term.term_id]) for term in order]


def term_page(state: ReviewState, vocabulary: Vocabulary, term_id: str) -> TermPage | None:
    """The page of a term."""
    term = vocabulary.by_id.get(term_id)
    if term is None:
        return None
    of_term = sorted((m for m in vocabulary.mappings if m.term_id == term_id), key=lambda m: m.variant.casefold())
    facet, note = vocabulary.facet.name, vocabulary.scope_note(term_id)
    spellings = [
        pair
        for (name, _), form in state.forms.items()
        if name == facet and term_id in form.terms
        for pair in form.spellings
    ]
    return TermPage(
        term,
        vocabulary.by_id.get(term.broader_id or ""),
        tuple(sorted((t for t in vocabulary.terms if t.broader_id == term_id), key=lambda t: t.label.casefold())),
        tuple(m for m in of_term if m.judgement is Judgement.ACCEPT),
        tuple(m for m in of_term if m.judgement is Judgement.REJECT),
        tuple(sorted(spellings, key=lambda pair: (-pair[1], pair[0]))),
        sum(uses for _, uses in spellings),
        tuple(label for label in vocabulary.translations if label.term_id == term_id),
        _related(state, term_id),
        note.note if note else "",
    )


def _related(state: ReviewState, term_id: str) -> tuple[tuple[str, Term], ...]:
    """The related terms of a term with their facets, by label."""
    pairs = [pair for pair in related_pairs(state.vocabularies) if term_id in pair]
    ids = {one for pair in pairs for one in pair if one != term_id}
    found = [
        (name, one.by_id[other]) for name, one in state.vocabularies.items() for other in ids if other in one.by_id
    ]
    return tuple(sorted(found, key=lambda place: (place[1].label.casefold(), place[1].term_id)))


def _rank(wanted: str, key: str) -> int | None:
    if key == wanted:
        return 0
    return 1 if key.startswith(wanted) else 2 if wanted in key else None


def _line(vocabulary: Vocabulary, term: Term, uses: int, found_as: str = "") -> TermLine:
    above = vocabulary.by_id.get(term.broader_id or "")
    active = term.status is Status.ACTIVE
    return TermLine(term.term_id, term.label, above.label if above else "", term.definition, uses, active, found_as)
