"""From a decision about a waiting tag to rows of terms.csv and mappings.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept, NewTerm, NotATag, Reject, Split, TagAction, Unsure
from tagfold.review.ground import Ground, exchanged, one_line
from tagfold.review.kinds import kind_of
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Term

_OPEN = (Judgement.ACCEPT, Judgement.UNSURE, Judgement.NOT_A_TAG)
"""What a new decision about a variant takes the place of; rejects stay."""


def tag_edits(ground: Ground, key: str, action: TagAction) -> list[Edit]:
    """The rows that `action` changes, for the tag with this key and those decided with it.

    Raises TaxonomyError if the decision contradicts what stands.
    """
    match action:
        case Accept():
            return [edit for one in (key, *action.also) for edit in _accept(ground, one, action.term_id, action.note)]
        case NewTerm():
            return list(_new_term(ground, key, action))
        case Reject():
            return list(_reject(ground, key, action))
        case Split():
            return list(_split(ground, key, action))
        case NotATag():
            return [edit for one in (key, *action.also) for edit in _not_a_tag(ground, one, action.note)]
        case Unsure():
            rows = [m for m in ground.of_key(key) if m.judgement is Judgement.UNSURE]
            said = ground.said(ground.raw_of(key), Judgement.UNSURE, action.term_id, note=action.note)
            return list(exchanged(rows, [said]))


def basis_of(raw: str, term: Term, mappings: Sequence[Mapping]) -> Basis:
    """Why a tag means a term, by its letters: held against the label and the accepted variants, the nearest counts."""
    accepted = (m.variant for m in mappings if m.term_id == term.term_id and m.judgement is Judgement.ACCEPT)
    known = [term.label, *(variant for variant in accepted if form_key(variant) != form_key(raw))]
    bases = [Basis.LABEL if form_key(raw) == form_key(spelling) else kind_of(raw, spelling).basis for spelling in known]
    return min(bases, key=list(_NEAREST).index)


_NEAREST = (
    Basis.LABEL, Basis.SPELLING, Basis.INFLECTION, Basis.WORD_ORDER, Basis.ABBREVIATION, Basis.TRANSLATION,
    Basis.SYNONYM, Basis.SPLIT, Basis.OTHER,
)  # fmt: skip


def _accept(ground: Ground, key: str, term_id: str, note: str) -> Iterator[Edit]:
    term = ground.term(term_id)
    yield from _mean(ground, key, term, basis_of(ground.raw_of(key), term, ground.vocabulary.mappings), note)


def _mean(ground: Ground, key: str, term: Term, basis: Basis, note: str) -> Iterator[Edit]:
    """The variant means the term and nothing else; a term's own label needs no row."""
    _refuse_label_of_other(ground, key, term.term_id)
    gone = [m for m in ground.of_key(key) if m.judgement in _OPEN or m.term_id == term.term_id]
    own = form_key(term.label) == key
    yield from exchanged(
        gone,
        ()
        if own and not note
        else [ground.said(_readable(ground, key), Judgement.ACCEPT, term.term_id, basis, note=note)],
    )


def _new_term(ground: Ground, key: str, action: NewTerm) -> Iterator[Edit]:
    term = new_term(ground, action.label, action.broader_id, action.definition)
    yield Edit(None, term)
    for one in dict.fromkeys((key, *action.also, form_key(term.label))):
        if one == form_key(term.label):
            yield from exchanged([m for m in ground.of_key(one) if m.judgement in _OPEN], ())
        else:
            yield from _mean(ground, one, term, basis_of(ground.raw_of(one), term, ()), action.note)


def new_term(ground: Ground, label: str, broader_id: str | None, definition: str) -> Term:
    """A term with a new id. Raises TaxonomyError if the label stands for something already."""
    label = one_line(label)
    if not form_key(label):
        raise TaxonomyError("the label has neither letter nor digit", remedy="write a label")
    if known := ground.labelled(label):
        problem = f"there is a term '{known.label}' ({known.term_id}) already"
        raise TaxonomyError(problem, remedy="accept that one, or choose another label")
    for mapping in ground.of_key(form_key(label)):
        if mapping.judgement is Judgement.ACCEPT:
            problem = f"'{mapping.variant}' is mapped to '{mapping.term_id}' already"
            raise TaxonomyError(problem, remedy="undo that first, or choose another label")
    broader = ground.term(broader_id).term_id if broader_id else None
    return Term(ground.mint(), label, broader, definition=one_line(definition))


def _reject(ground: Ground, key: str, action: Reject) -> Iterator[Edit]:
    term = ground.vocabulary.by_id.get(action.term_id)
    if term is None:
        raise TaxonomyError(f"'{action.term_id}' is no term here", remedy="name one of the proposals")
    if form_key(term.label) == key:
        problem = f"'{ground.raw_of(key)}' is the label of '{term.term_id}'"
        raise TaxonomyError(problem, remedy="rename the term if its label is wrong")
    gone = [m for m in ground.of_key(key) if m.term_id == term.term_id]
    yield from exchanged(gone, [ground.said(_readable(ground, key), Judgement.REJECT, term.term_id, note=action.note)])


def _split(ground: Ground, key: str, action: Split) -> Iterator[Edit]:
    _refuse_label_of_other(ground, key, None)
    parts: list[Term] = []
    for name in action.parts:
        term = ground.vocabulary.by_id.get(name) or ground.labelled(name)
        if term is None:
            term = new_term(ground, name, None, "")
            yield Edit(None, term)
        else:
            term = ground.term(term.term_id)
        parts.append(term)
    if len({term.term_id for term in parts}) < max(2, len(parts)):
        raise TaxonomyError("a split needs two terms or more, each once", remedy="accept a single term instead")
    rows = [
        ground.said(_readable(ground, key), Judgement.ACCEPT, term.term_id, Basis.SPLIT, part=part, note=action.note)
        for part, term in enumerate(parts, 1)
    ]
    wanted = {term.term_id for term in parts}
    gone = [m for m in ground.of_key(key) if m.judgement in _OPEN or m.term_id in wanted]
    yield from exchanged(gone, rows)


def _not_a_tag(ground: Ground, key: str, note: str) -> Iterator[Edit]:
    _refuse_label_of_other(ground, key, None)
    gone = [m for m in ground.of_key(key) if m.judgement in _OPEN]
    yield from exchanged(gone, [ground.said(_readable(ground, key), Judgement.NOT_A_TAG, None, note=note)])


def _readable(ground: Ground, key: str) -> str:
    """The spelling to keep: the one on file where there is one, else the most used, as one clean line."""
    on_file = ground.of_key(key)
    return on_file[0].variant if on_file else ground.raw_of(key)


def _refuse_label_of_other(ground: Ground, key: str, term_id: str | None) -> None:
    owner = ground.labelled(ground.raw_of(key))
    if owner and owner.term_id != term_id:
        problem = f"'{owner.label}' is the label of '{owner.term_id}'"
        raise TaxonomyError(problem, remedy="merge, rename or deprecate that term instead")
