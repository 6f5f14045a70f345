"""From the name of a term in another language to the row of labels.csv that says so."""

from __future__ import annotations

from collections.abc import Iterator

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.edit_context import EditContext, typed_label
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.languages import written_tag
from tagfold.taxonomy.model import Judgement, Term, TermLabel


def translation_edits(context: EditContext, term: Term, language: str, label: str) -> Iterator[Edit]:
    """The label takes the place of the one that the term has in this language, if it has one.

    Raises TaxonomyError if the tag of the language is not one, or the label means something else already.
    """
    new = TermLabel(term.term_id, written_tag(language.strip()), typed_label(label))
    owner = context.labelled(new.label)
    if owner and owner.term_id != term.term_id:
        problem = f"'{new.label}' is a label of '{owner.term_id}' ('{owner.label}')"
        raise TaxonomyError(problem, remedy="choose another label, or merge the two terms")
    for mapping in context.rows_of(form_key(new.label)):
        own = mapping.term_id == term.term_id
        against = {Judgement.NOT_A_TAG: True, Judgement.REJECT: own, Judgement.ACCEPT: not own}
        if against.get(mapping.judgement):
            problem = f"'{mapping.variant}' has a decision already: {mapping.judgement}"
            problem += f" of '{mapping.term_id}'" if mapping.term_id else ""
            raise TaxonomyError(problem, remedy="undo that first, or choose another label")
    place = (new.term_id, new.language)
    old = next((one for one in context.vocabulary.translations if (one.term_id, one.language) == place), None)
    if old == new:
        raise TaxonomyError(f"'{old.label}' reads like that already", remedy="change something")
    yield Edit(old, new)
