"""What a decision is made on: the vocabulary as it stands, who decides, the day; and the vocabulary after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term, Vocabulary


@dataclass(frozen=True)
class Ground:
    """`raw_of` gives a readable spelling of a key; `mint` a new id each time; `basis` why a tag means a term."""

    vocabulary: Vocabulary
    by: str
    on: str
    raw_of: Callable[[str], str]
    mint: Callable[[], str]

    def term(self, term_id: str) -> Term:
        """The active term of this id. Raises TaxonomyError if there is none."""
        term = self.vocabulary.by_id.get(term_id)
        facet = self.vocabulary.facet.name
        if term is None:
            raise TaxonomyError(f"'{term_id}' is no term of {facet}", remedy="look for the term by its label")
        if term.status is Status.DEPRECATED:
            leads = f"; '{term.replaced_by}' replaces it" if term.replaced_by else ""
            raise TaxonomyError(f"'{term.label}' ({term_id}) is deprecated{leads}", remedy="name an active term")
        return term

    def labelled(self, label: str) -> Term | None:
        """The active term whose label has the form of `label`."""
        return self._by_label.get(form_key(label))

    @cached_property
    def _by_label(self) -> dict[str, Term]:
        active = [term for term in self.vocabulary.terms if term.status is Status.ACTIVE]
        return {form_key(term.label): term for term in reversed(active)}

    def of_key(self, key: str) -> list[Mapping]:
        """All that was said of the variant with this key."""
        return list(self._by_key.get(key, ()))

    @cached_property
    def _by_key(self) -> dict[str, list[Mapping]]:
        found: dict[str, list[Mapping]] = {}
        for mapping in self.vocabulary.mappings:
            found.setdefault(form_key(mapping.variant), []).append(mapping)
        return found

    def said(
        self,
        variant: str,
        judgement: Judgement,
        term_id: str | None,
        basis: Basis = Basis.OTHER,
        *,
        part: int = 1,
        note: str = "",
    ) -> Mapping:
        """A new row of mappings.csv, by this curator today."""
        return Mapping(variant, part, term_id, judgement, basis, None, self.by, self.on, one_line(note))


def one_line(text: str) -> str:
    """Text for a cell: single spaces, no line break, nothing that a spreadsheet would run."""
    return " ".join(text.split()).lstrip("=+@-\t ")


def exchanged(gone: Iterable[Mapping], new: Iterable[Mapping]) -> Iterator[Edit]:
    """Edits that take rows away and put others in; a row for the same variant, part and term is replaced."""
    olds = {(m.variant, m.part, m.term_id): m for m in gone}
    adds = []
    for mapping in new:
        old = olds.pop((mapping.variant, mapping.part, mapping.term_id), None)
        if old != mapping:
            adds.append(Edit(old, mapping))
    yield from (Edit(old, None) for old in olds.values())
    yield from adds


def after(vocabulary: Vocabulary, edits: Iterable[Edit]) -> Vocabulary:
    """The vocabulary with the edits made. Rows carry no line here: see `without_lines`."""
    terms: dict[Term, None] = dict.fromkeys(vocabulary.terms)
    mappings: dict[Mapping, None] = dict.fromkeys(vocabulary.mappings)
    for edit in edits:
        for row, present in ((edit.before, False), (edit.after, True)):
            if row is None:
                continue
            bare = replace(row, line=0)
            if isinstance(bare, Term):
                terms.update({bare: None}) if present else terms.pop(bare, None)
            else:
                mappings.update({bare: None}) if present else mappings.pop(bare, None)
    return replace(vocabulary, terms=tuple(terms), mappings=tuple(mappings))


def without_lines(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with rows that compare by what they say, not by where they stand."""
    return replace(
        vocabulary,
        terms=tuple(replace(term, line=0) for term in vocabulary.terms),
        mappings=tuple(replace(mapping, line=0) for mapping in vocabulary.mappings),
    )
