"""From what a file says about terms, and not about spellings, to proposals: which are related, and how to use them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tagfold.taxonomy.exchange.proposals import Ask, Claim, Proposal, Statement, Verdict, claim_of, proposal_of
from tagfold.taxonomy.lookup import Key, TaxonomyLookup
from tagfold.taxonomy.model import Judgement, Vocabulary
from tagfold.taxonomy.related import nested, related_pairs


def propose_about_terms(
    vocabulary: Vocabulary,
    statements: Iterable[Statement],
    key: Key,
    source: str,
    others: Collection[Vocabulary] = (),
) -> Iterator[Proposal]:
    """The proposals of the statements about terms, in the order of the file, each once.

    `statements` are all that the file makes, because a new term may be related too. The vocabularies of `others` have
    the terms of other facets that may be named by their ids.
    """
    every, lookup = list(statements), TaxonomyLookup(vocabulary, key)
    named = [claim_of(lookup, one, key) for one in every if not one.about_term]
    new = {one.target for one in named if one.statement.judgement is Judgement.ACCEPT and not one.doubt}
    every_facet = {one.facet.name: one for one in (*others, vocabulary)}
    pairs = related_pairs(every_facet)
    seen: set[frozenset[str]] = set()
    for statement in (one for one in every if one.about_term):
        claim = claim_of(lookup, statement, key)
        if statement.scope_note:
            yield proposal_of(vocabulary, claim, _noted(vocabulary, claim, new), source, variant=statement.scope_note)
            continue
        said = Statement(statement.related, term_id=statement.related_id)
        other = _abroad(said, others) or claim_of(lookup, said, key)
        if (mark := frozenset((claim.target, other.target))) in seen:
            continue
        seen.add(mark)
        first, second = sorted((claim.term_id, other.term_id))
        verdict = (Ask.ALREADY_KNOWN, "") if (first, second) in pairs else _related(vocabulary, claim, other, new)
        yield proposal_of(vocabulary, claim, verdict, source, variant=other.label)


def _abroad(statement: Statement, others: Collection[Vocabulary]) -> Claim | None:
    """The term of another facet that is named by its id: the list names it so too."""
    found = next((one.current(statement.term_id) for one in others if statement.term_id in one.by_id), None)
    return Claim(statement, "", found.term_id, found.term_id, found.term_id, "") if found else None


def _related(vocabulary: Vocabulary, claim: Claim, other: Claim, new: set[str]) -> Verdict:
    if doubt := claim.doubt or other.doubt:
        return Ask.CONFLICT, doubt
    if missing := _missing(new, claim, other):
        return Ask.CONFLICT, missing
    if claim.target == other.target:
        return Ask.CONFLICT, "both are one term here"
    if nested(claim.term_id, other.term_id, vocabulary):
        return Ask.CONFLICT, "one is above the other here"
    return Ask.ADD_RELATED, ""


def _noted(vocabulary: Vocabulary, claim: Claim, new: set[str]) -> Verdict:
    if problem := claim.doubt or _missing(new, claim):
        return Ask.CONFLICT, problem
    known = vocabulary.scope_note(claim.term_id)
    if known is None:
        return Ask.ADD_SCOPE_NOTE, ""
    same = known.note == " ".join(claim.statement.scope_note.split())
    return (Ask.ALREADY_KNOWN, "") if same else (Ask.CONFLICT, f"its scope note is '{known.note}'")


def _missing(new: set[str], *claims: Claim) -> str:
    """What to say of a term that is neither here nor new in the file; "" if there is none."""
    missing = [one.label for one in claims if not one.term_id and one.target not in new]
    return f"there is no term '{missing[0]}', and the file has none" if missing else ""
