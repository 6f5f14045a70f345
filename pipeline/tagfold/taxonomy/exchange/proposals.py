"""From statements to proposals: what would be new, what is known, what contradicts a decision.

Nothing is decided here. The proposals are a list for a person to read, cut, plan and apply.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tagfold.taxonomy.lookup import Key, TaxonomyLookup
from tagfold.taxonomy.model import Basis, Judgement, Vocabulary


@dataclass(frozen=True, slots=True)
class Statement:
    """`variant`, or its part number `part`, is (or is not) the term called `label`.

    Without a variant it only says that there is such a term; with a `language` (a BCP 47 tag), the variant is the name
    to show for the term in it. With `related`, or `related_id`, which are for the other term what `label` and `term_id`
    are for the first, the two terms are related; `scope_note` says how to use the term. `term_id` is filled where the
    file names one of this taxonomy's own terms. `place` says where in the file. `doubt` says why the statement cannot
    be taken as it is, in a sentence for people; such a statement is shown, never dropped.
    """

    label: str
    variant: str = ""
    part: int = 1
    term_id: str = ""
    judgement: Judgement = Judgement.ACCEPT
    basis: Basis = Basis.OTHER
    confidence: float | None = None
    place: str = ""
    note: str = ""
    doubt: str = ""
    language: str = ""
    related: str = ""
    related_id: str = ""
    scope_note: str = ""

    @property
    def about_term(self) -> bool:
        """Whether it says something about a term, and nothing about spellings."""
        return bool(self.related or self.related_id or self.scope_note)


class Ask(StrEnum):
    """What a proposal asks for."""

    ADD_TERM = "add_term"
    ADD_MAPPING = "add_mapping"
    ADD_LABEL = "add_label"  # the name of a term in another language
    ADD_RELATED = "add_related"  # two terms that are related
    ADD_SCOPE_NOTE = "add_scope_note"  # how to use a term
    CONFLICT = "conflict"  # it contradicts a decision, or cannot be read; nothing happens unless a person edits it
    ALREADY_KNOWN = "already_known"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row of the list. `term_id` is "" for a term that is not there yet; `label` still names it.

    An `add_term` has no variant. In an `add_label` the variant is the label in `language`, in an `add_related`
    the label of the other term, in an `add_scope_note` the note. `source` says where the
    proposal comes from, as file:place.
    """

    action: Ask
    facet: str
    variant: str
    part: int
    term_id: str
    label: str
    judgement: Judgement
    basis: Basis
    confidence: float | None
    source: str
    note: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement whose term was looked up: `target` is a term_id, or "new:" and the label's key."""

    statement: Statement
    form: str
    target: str
    term_id: str
    label: str
    doubt: str


def propose(vocabulary: Vocabulary, statements: Iterable[Statement], key: Key, source: str) -> list[Proposal]:
    """The proposals about spellings: new terms first, then mappings, each group in the order of the file, repeats left
    out.

    `key` gives the key of a text's normal form; `source` is the file's name.
    """
    lookup = TaxonomyLookup(vocabulary, key)
    of_spellings = (statement for statement in statements if not statement.about_term)
    claims = list(dict.fromkeys(claim_of(lookup, statement, key) for statement in of_spellings))
    judge = _Judge(lookup, claims)
    seen: set[tuple[str, str, int, Judgement, str]] = set()
    proposals: list[Proposal] = []
    for claim in sorted(claims, key=lambda claim: claim.statement.variant != ""):
        mark = (claim.form, claim.target, claim.statement.part, claim.statement.judgement, claim.statement.language)
        if claim.doubt or mark not in seen:
            row = replace(claim, label=judge.label(claim))
            proposals += [proposal_of(vocabulary, row, verdict, source) for verdict in judge.verdicts(claim)]
        seen.add(mark)
    return [p for p in proposals if p.action is Ask.ADD_TERM] + [p for p in proposals if p.action is not Ask.ADD_TERM]


def claim_of(lookup: TaxonomyLookup, statement: Statement, key: Key) -> Claim:
    """A statement with the term that it is about."""
    form, label_form = key(statement.variant), key(statement.label)
    by_id = lookup.vocabulary.current(statement.term_id) if statement.term_id else None
    term = lookup.named(label_form) if label_form else by_id
    doubt = statement.doubt
    if not doubt and statement.variant and not form:
        doubt = "the variant has neither letter nor digit"
    elif not doubt and by_id and term != by_id:
        doubt = f"the id {statement.term_id} is '{by_id.label}' here; leave the id out to go by the label"
    elif not doubt and term is None and not label_form and statement.judgement in _ABOUT_A_TERM:
        doubt = f"no living term has the id {statement.term_id}" if statement.term_id else "no term is named"
    if term:
        return Claim(statement, form, term.term_id, term.term_id, term.label, doubt)
    target = f"new:{label_form}" if label_form else ""
    return Claim(statement, form, target, "", " ".join(statement.label.split()), doubt)


_ABOUT_A_TERM = (Judgement.ACCEPT, Judgement.REJECT)

Verdict = tuple[Ask, str]


class _Judge:
    """Compares each claim with what people decided, and against the rest of the file."""

    def __init__(self, lookup: TaxonomyLookup, claims: list[Claim]) -> None:
        self._lookup = lookup
        self._wanted: dict[str, dict[str, Claim]] = defaultdict(dict)
        self._parts: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._new_labels: dict[str, str] = {}
        self._announced: set[str] = set()
        self._names = {(one.term_id, one.language): one.label for one in lookup.vocabulary.translations}
        for claim in claims:
            if claim.doubt or claim.statement.judgement is not Judgement.ACCEPT:
                continue
            if not claim.term_id:
                self._new_labels.setdefault(claim.target, claim.label)
            if claim.statement.variant:
                self._wanted[claim.form][claim.target] = claim
                self._parts[claim.form, claim.statement.part].add(claim.target)

    def label(self, claim: Claim) -> str:
        """The term's label; a new term is called by one spelling throughout, the first."""
        return self._new_labels.get(claim.target, claim.label)

    def verdicts(self, claim: Claim) -> Iterator[Verdict]:
        """What is proposed about a claim; a claim about a new term first brings the term in."""
        if claim.doubt:
            yield Ask.CONFLICT, claim.doubt
            return
        judgement = claim.statement.judgement
        if judgement is Judgement.ACCEPT:
            if claim.target.startswith("new:") and claim.target not in self._announced:
                self._announced.add(claim.target)
                yield Ask.ADD_TERM, ""
            elif not claim.statement.variant:
                yield Ask.ALREADY_KNOWN, ""
            if claim.statement.variant:
                yield self._named(claim) if claim.statement.language else self._accept(claim)
        elif judgement is Judgement.REJECT:
            yield self._reject(claim)
        else:
            yield self._no_tag(claim) if judgement is Judgement.NOT_A_TAG else self._unsure(claim)

    def _means(self, form: str) -> dict[str, str]:
        """The labels of the terms that a form means, by id."""
        meaning = self._lookup.meaning(form)
        return {part.term.term_id: part.term.label for part in meaning.parts} if meaning else {}

    def _accept(self, claim: Claim) -> Verdict:
        wanted, known = self._wanted[claim.form], self._means(claim.form)
        own = self._lookup.named(claim.form)
        if claim.target == f"new:{claim.form}" or (own and own.term_id == claim.target and len(wanted) == 1):
            return Ask.ALREADY_KNOWN, ""
        if len(self._parts[claim.form, claim.statement.part]) > 1:
            others = sorted(w.label for w in wanted.values() if w.target != claim.target)
            return Ask.CONFLICT, f"the file also calls it {_list(others)}"
        if known:
            if set(known) == set(wanted):
                return Ask.ALREADY_KNOWN, ""
            return Ask.CONFLICT, f"it already means {_list(known.values())}"
        if f"new:{claim.form}" in self._new_labels:
            return Ask.CONFLICT, f"the file also has a new term called '{self._new_labels[f'new:{claim.form}']}'"
        for judgement in (Judgement.NOT_A_TAG, Judgement.REJECT):
            mapping = self._lookup.row(claim.form, judgement, claim.target if judgement is Judgement.REJECT else None)
            if mapping:
                return Ask.CONFLICT, f"{mapping.decided_by} said {judgement} on {mapping.decided_on}"
        return Ask.ADD_MAPPING, ""

    def _named(self, claim: Claim) -> Verdict:
        """What is proposed about the name of a term in another language, which may be a known spelling of it."""
        language, wanted = claim.statement.language, " ".join(claim.statement.variant.split())
        if label := self._names.get((claim.term_id, language)):
            return (Ask.ALREADY_KNOWN, "") if label == wanted else (Ask.CONFLICT, f"it is '{label}' in {language}")
        action, why = self._accept(claim)
        return (action, why) if action is Ask.CONFLICT else (Ask.ADD_LABEL, "")

    def _reject(self, claim: Claim) -> Verdict:
        if not claim.term_id:
            return Ask.CONFLICT, "there is no such term to reject"
        if self._lookup.row(claim.form, Judgement.REJECT, claim.term_id):
            return Ask.ALREADY_KNOWN, ""
        if claim.term_id in self._means(claim.form):
            return Ask.CONFLICT, f"it already means '{claim.label}'"
        if claim.target in self._wanted.get(claim.form, ()):
            return Ask.CONFLICT, "the file both accepts and rejects it"
        return Ask.ADD_MAPPING, ""

    def _no_tag(self, claim: Claim) -> Verdict:
        if known := self._means(claim.form):
            return Ask.CONFLICT, f"it already means {_list(known.values())}"
        if claim.form in self._wanted:
            return Ask.CONFLICT, "the file both accepts it and calls it no tag"
        row = self._lookup.row(claim.form, Judgement.NOT_A_TAG)
        return (Ask.ALREADY_KNOWN, "") if row else (Ask.ADD_MAPPING, "")

    def _unsure(self, claim: Claim) -> Verdict:
        settled = self._means(claim.form) or any(
            self._lookup.row(claim.form, judgement, claim.term_id or None)
            for judgement in (Judgement.UNSURE, Judgement.REJECT, Judgement.NOT_A_TAG)
        )
        return (Ask.ALREADY_KNOWN, "") if settled or claim.form in self._wanted else (Ask.ADD_MAPPING, "")


def proposal_of(
    vocabulary: Vocabulary, claim: Claim, verdict: Verdict, source: str, variant: str | None = None
) -> Proposal:
    """The row of the list for what is said of a claim. `variant` is what to write there, if not the claim's own."""
    action, why = verdict
    said = claim.statement
    new_term = action is Ask.ADD_TERM
    return Proposal(
        action=action,
        facet=vocabulary.facet.name,
        variant="" if new_term else " ".join((said.variant if variant is None else variant).split()),
        part=1 if new_term else said.part,
        term_id=claim.term_id,
        label=claim.label,
        judgement=said.judgement,
        basis=Basis.LABEL if new_term else said.basis,
        confidence=None if new_term else said.confidence,
        source=f"{source}:{said.place}" if said.place else source,
        note="; ".join(part for part in (why, "" if new_term and said.variant else said.note) if part),
        language=said.language if action is Ask.ADD_LABEL else "",
    )


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
