"""What the matcher says about the new terms that clusters of another tool propose: often one is there already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.exchange.proposals import Ask, Proposal
from tagfold.taxonomy.model import Basis, Judgement, Term

MIN_NOTED_SCORE = 0.4
"""The least score of a term that is named in the note of a new one."""


def with_known_terms(proposals: Sequence[Proposal], matcher: Matcher) -> list[Proposal]:
    """The proposals without new terms that only are another spelling of one that is there: the spellings of such a
    cluster are proposed for that term. A new term that may be one that is there says so in its note.
    """
    new = {form_key(p.label): matcher.decide(p.label)[0] for p in proposals if p.action is Ask.ADD_TERM}
    found = [one for p in proposals for one in _advised(p, new, matcher)]
    return [p for p in found if p.action is Ask.ADD_TERM] + [p for p in found if p.action is not Ask.ADD_TERM]


def _advised(proposal: Proposal, new: dict[str, Decision], matcher: Matcher) -> Iterator[Proposal]:
    decision = None if proposal.term_id else new.get(form_key(proposal.label))
    term = matcher.lookup.vocabulary.by_id.get((decision.term_id if decision else None) or "")
    if decision is None or term is None:
        yield proposal
    elif decision.outcome is Outcome.AUTO:
        yield _of_term(proposal, term, decision, matcher)
    elif proposal.action is Ask.ADD_TERM and (decision.score or 0.0) >= MIN_NOTED_SCORE:
        near = f"check: similar to '{term.label}' ({decision.score:.2f}): {decision.reason}"
        yield replace(proposal, note="; ".join(filter(None, (proposal.note, near))))
    else:
        yield proposal


def _of_term(proposal: Proposal, term: Term, decision: Decision, matcher: Matcher) -> Proposal:
    """The proposal about the term that is there; a new term becomes a spelling of it."""
    found = replace(proposal, term_id=term.term_id, label=term.label)
    if proposal.action is Ask.ADD_TERM:
        return replace(
            found,
            action=Ask.ADD_MAPPING,
            variant=proposal.label,
            judgement=Judgement.ACCEPT,
            basis=Basis.SPELLING,
            note="; ".join(filter(None, (proposal.note, decision.reason))),
        )
    meaning = matcher.lookup.meaning(form_key(proposal.variant))
    known = meaning is not None and meaning.terms == (term.term_id,)
    if known and proposal.judgement is Judgement.ACCEPT:
        return replace(found, action=Ask.ALREADY_KNOWN, note="")
    return found
