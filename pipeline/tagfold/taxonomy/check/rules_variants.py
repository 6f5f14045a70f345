"""Rules on mappings: a variant must lead to the terms it names, to each of them once; judgements must agree."""

from __future__ import annotations

from collections.abc import Iterator

from tagfold.finding import quoted
from tagfold.taxonomy.check.rule import Keyed, RowProblem, error, rules_in, warning
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term


@warning("variant-without-letters")
def variant_without_letters(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant has neither letter nor digit: such a tag is never counted, mapped or not."""
    for mapping in keyed.without_letters:
        yield RowProblem(
            mapping, f"the variant {quoted(mapping.variant)} has neither letter nor digit", "delete the row"
        )


@error("term-unknown", miscounts=True)
def term_unknown(keyed: Keyed) -> Iterator[RowProblem]:
    """A mapping names a term that the facet does not have."""
    for mapping in keyed.mappings:
        if mapping.term_id and mapping.term_id not in keyed.vocabulary.by_id:
            problem = f"term_id '{mapping.term_id}' of {quoted(mapping.variant)} is not a term of this facet"
            yield RowProblem(mapping, problem, "name a term of the facet, or delete the row")


@error("mapped-to-nothing", miscounts=True)
def mapped_to_nothing(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted for a deprecated term that no active term replaces, so that its uses are lost."""
    for mapping in _with_deprecated(keyed):
        if mapping.judgement is Judgement.ACCEPT and not _current(keyed, mapping):
            problem = f"{quoted(mapping.variant)} is mapped to '{mapping.term_id}', which nothing active replaces"
            yield RowProblem(mapping, problem, "map it to an active term, or name one in replaced_by")


@warning("mapped-to-deprecated")
def mapped_to_deprecated(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted for a deprecated term; it counts for the term that replaces it."""
    for mapping in _with_deprecated(keyed):
        current = _current(keyed, mapping)
        if current and mapping.judgement is Judgement.ACCEPT:
            problem = f"the {mapping.judgement} of {quoted(mapping.variant)} is about '{mapping.term_id}'"
            yield RowProblem(mapping, f"{problem}, which is deprecated", f"write {current.term_id}")


@error("variant-of-two-terms", miscounts=True)
def variant_of_two_terms(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted for two terms, and not as two parts of a split."""
    for first, mapping in _same_part(keyed):
        if not _same_term(keyed, first, mapping):
            problem = f"{quoted(mapping.variant)} is accepted for '{mapping.term_id}' and for '{first.term_id}'"
            remedy = "keep one, or number them as parts of a split"
            yield RowProblem(mapping, f"{problem} (line {first.line})", remedy)


@error("variant-twice", miscounts=True)
def variant_twice(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted for a term twice, in two spellings that are one: each of its uses would count twice."""
    for first, mapping in _same_part(keyed):
        if _same_term(keyed, first, mapping):
            problem = f"{quoted(mapping.variant)} is accepted for '{mapping.term_id}' already"
            yield RowProblem(mapping, f"{problem}, as {quoted(first.variant)} (line {first.line})", "delete one row")


@error("split-repeats-term", miscounts=True)
def split_repeats_term(keyed: Keyed) -> Iterator[RowProblem]:
    """Two parts of a split are one term: each use of the variant would count twice."""
    for _, group in keyed.accepted:
        first_of: dict[str, Mapping] = {}
        for mapping in group if len(group) > 1 else ():
            current = _current(keyed, mapping)
            first = first_of.setdefault(current.term_id if current else mapping.term_id or "", mapping)
            if first.part != mapping.part:
                problem = f"parts {first.part} and {mapping.part} of {quoted(mapping.variant)} are one term"
                yield RowProblem(mapping, f"{problem}, '{mapping.term_id}'", "leave one out and renumber the parts")


@error("parts-gap", miscounts=True)
def parts_gap(keyed: Keyed) -> Iterator[RowProblem]:
    """The parts of a split variant are not numbered 1, 2, 3 and so on."""
    for _, group in keyed.accepted:
        parts = sorted({mapping.part for mapping in group})
        if parts != list(range(1, len(parts) + 1)):
            missing = next(part for part in range(1, len(parts) + 1) if part not in parts)
            problem = f"part {missing} of {quoted(group[0].variant)} is missing"
            yield RowProblem(group[0], problem, "add it, or number the parts from 1 without gaps")


@warning("split-basis")
def split_basis(keyed: Keyed) -> Iterator[RowProblem]:
    """A basis says split for a variant with one part, or something else for one with several."""
    for _, group in keyed.accepted:
        several = any(mapping.part > 1 for mapping in group)
        for mapping in group:
            if several and mapping.basis is not Basis.SPLIT:
                problem = f"{quoted(mapping.variant)} has several parts, yet basis '{mapping.basis}'"
                yield RowProblem(mapping, problem, "write split")
            elif not several and mapping.basis is Basis.SPLIT:
                problem = f"{quoted(mapping.variant)} has one part, yet basis 'split'"
                yield RowProblem(mapping, problem, "add the other parts, or name another basis")


@error("variant-is-other-label", miscounts=True)
def variant_is_other_label(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant accepted for one term is the label of another, whose uses it would take."""
    for key, group in keyed.accepted:
        owner = keyed.lookup.labelled(key)
        mapping = next((m for m in group if owner and _current(keyed, m) not in (owner, None)), None)
        if owner and mapping:
            problem = f"{quoted(mapping.variant)} is accepted for '{mapping.term_id}'"
            label = f"the label of '{owner.term_id}' (terms.csv:{owner.line})"
            yield RowProblem(mapping, f"{problem}, yet it is {label}", "delete the row, or merge the two terms")


@warning("redundant-mapping", fixable=True)
def redundant_mapping(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted for the term whose label it is anyway, and no note says why."""
    for mapping in redundant(keyed):
        problem = f"{quoted(mapping.variant)} is the label of '{mapping.term_id}' anyway"
        yield RowProblem(mapping, problem, "delete the row")


def redundant(keyed: Keyed) -> Iterator[Mapping]:
    """Accepted mappings without which every tag would fold as it does, and that nobody contradicts.

    A row with a note stays: the note is a curator's word, such as that the tag was typed into the wrong facet.
    """
    for key, group in keyed.accepted:
        owners = keyed.labels.get(key, ())
        if len(owners) != 1 or owners[0].status is not Status.ACTIVE:
            continue
        own = owners[0].term_id
        whole = all(mapping.part == 1 and mapping.term_id == own for mapping in group)
        if whole and not any(_contradicts(mapping, own) for mapping in keyed.variants[key]):
            yield from (mapping for mapping in group if not mapping.note)


def _current(keyed: Keyed, mapping: Mapping) -> Term | None:
    return keyed.current.get(mapping.term_id or "")


def _same_part(keyed: Keyed) -> Iterator[tuple[Mapping, Mapping]]:
    """Accepted mappings of a part that has one already, each after the first."""
    for _, group in keyed.accepted:
        first_of: dict[int, Mapping] = {}
        for mapping in group if len(group) > 1 else ():
            first = first_of.setdefault(mapping.part, mapping)
            if first is not mapping:
                yield first, mapping


def _same_term(keyed: Keyed, one: Mapping, other: Mapping) -> bool:
    """Whether both lead to one term today; unknown terms are compared by their id."""
    return (_current(keyed, one) or one.term_id) == (_current(keyed, other) or other.term_id)


def _with_deprecated(keyed: Keyed) -> Iterator[Mapping]:
    for mapping in keyed.mappings:
        term = keyed.vocabulary.by_id.get(mapping.term_id or "")
        if term and term.status is Status.DEPRECATED:
            yield mapping


def _contradicts(mapping: Mapping, term_id: str) -> bool:
    said_no = mapping.judgement is Judgement.REJECT and mapping.term_id == term_id
    return said_no or mapping.judgement is Judgement.NOT_A_TAG


@error("accept-and-reject", miscounts=True)
def accept_and_reject(keyed: Keyed) -> Iterator[RowProblem]:
    """A variant is accepted and rejected for one term."""
    yield from _contradictions(keyed, Judgement.REJECT, "rejected", "delete the row that is wrong")


@warning("unsure-and-accepted")
def unsure_and_accepted(keyed: Keyed) -> Iterator[RowProblem]:
    """Somebody was unsure about a pair that is accepted by now."""
    yield from _contradictions(keyed, Judgement.UNSURE, "unsure", "delete the row that is out of date")


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


RULES = rules_in(globals())


def _contradictions(keyed: Keyed, judgement: Judgement, word: str, remedy: str) -> Iterator[RowProblem]:
    """Mappings with the judgement whose variant is accepted for the same term."""
    for group in keyed.variants.values():
        accepted = {m.term_id: m for m in group if m.judgement is Judgement.ACCEPT} if len(group) > 1 else {}
        for mapping in group:
            if mapping.judgement is judgement and mapping.term_id in accepted:
                problem = f"{quoted(mapping.variant)} is {word} for '{mapping.term_id}'"
                yield RowProblem(mapping, f"{problem} and accepted on line {accepted[mapping.term_id].line}", remedy)


def _of_labels(keyed: Keyed, judgement: Judgement) -> Iterator[tuple[Mapping, Term]]:
    """Mappings with the judgement whose variant is a label, with the term of that label."""
    for key in keyed.labels:
        owner = keyed.lookup.labelled(key)
        for mapping in keyed.variants.get(key, ()) if owner else ():
            if owner and mapping.judgement is judgement:
                yield mapping, owner
