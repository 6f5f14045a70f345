"""Rules on judgements that contradict each other: accept and reject, tag and no tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tagfold.finding import quoted
from tagfold.taxonomy.check.index import Keyed, RowProblem, error, warning
from tagfold.taxonomy.model import Judgement, Mapping, Term


@error("accept-and-reject", miscounts=True)
def accept_and_reject(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted and rejected for one term."""
    for group in keyed.variants.values():
        for rejected, accepted in _pairs(group, Judgement.REJECT):
            problem = f"{quoted(rejected.variant)} is rejected for '{rejected.term_id}'"
            yield RowProblem(
                rejected, f"{problem} and accepted on line {accepted.line}", "delete the row that is wrong"
            )


@warning("unsure-and-accepted")
def unsure_and_accepted(keyed: Keyed) -> Iterator[RowProblem]:
    """Somebody was unsure about a pair that is accepted by now."""
    for group in keyed.variants.values():
        for unsure, accepted in _pairs(group, Judgement.UNSURE):
            problem = f"{quoted(unsure.variant)} is unsure for '{unsure.term_id}'"
            yield RowProblem(
                unsure, f"{problem} and accepted on line {accepted.line}", "delete the row that is out of date"
            )


@error("not-a-tag-and-accepted", miscounts=True)
def not_a_tag_and_accepted(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted for a term and said to be no tag at once."""
    for key, group in keyed.accepted:
        for mapping in keyed.variants[key]:
            if mapping.judgement is Judgement.NOT_A_TAG:
                problem = f"{quoted(mapping.variant)} is not a tag here"
                remedy = "delete the row that is wrong"
                yield RowProblem(
                    mapping, f"{problem} and accepted for '{group[0].term_id}' on line {group[0].line}", remedy
                )


@error("not-a-tag-is-label", miscounts=True)
def not_a_tag_is_label(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant that is said to be no tag is the label of a term, which no use could reach then."""
    for mapping, owner in _of_labels(keyed, Judgement.NOT_A_TAG):
        problem = f"{quoted(mapping.variant)} is not a tag, yet the label of '{owner.term_id}' (terms.csv:{owner.line})"
        yield RowProblem(mapping, problem, "delete the row, or reword the label")


@error("reject-of-own-label", miscounts=True)
def reject_of_own_label(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is rejected for the term whose label it is, so that its uses are lost."""
    for mapping, owner in _of_labels(keyed, Judgement.REJECT):
        if owner.term_id == mapping.term_id:
            problem = f"{quoted(mapping.variant)} is rejected for '{mapping.term_id}', whose label it is"
            yield RowProblem(mapping, problem, "delete the row, or reword the label")


RULES = (accept_and_reject, unsure_and_accepted, not_a_tag_and_accepted, not_a_tag_is_label, reject_of_own_label)


def _pairs(group: Sequence[Mapping], judgement: Judgement) -> Iterator[tuple[Mapping, Mapping]]:
    """Mappings with the judgement, each with an accepted one of the same term."""
    if len(group) == 1:
        return
    accepted = {mapping.term_id: mapping for mapping in group if mapping.judgement is Judgement.ACCEPT}
    for mapping in group:
        if mapping.judgement is judgement and mapping.term_id in accepted:
            yield mapping, accepted[mapping.term_id]


def _of_labels(keyed: Keyed, judgement: Judgement) -> Iterator[tuple[Mapping, Term]]:
    """Mappings with the judgement whose variant is a label, with the term of that label."""
    for key in keyed.labels:
        owner = keyed.lookup.labelled(key)
        for mapping in keyed.variants.get(key, ()) if owner else ():
            if owner and mapping.judgement is judgement:
                yield mapping, owner
