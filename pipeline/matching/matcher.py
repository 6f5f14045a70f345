"""From distinct tags to decisions: what people said first, then letter evidence, else `new`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pipeline.matching.decision import Decision, Outcome
from pipeline.matching.form import Form, normal_form
from pipeline.matching.lexicon import Lexicon
from pipeline.matching.spelling import Evidence, Spelling
from pipeline.taxonomy.model import Taxonomy, Vocabulary


class Matcher:
    """Decides the tags of one facet. The same tag gets the same decisions, whatever else is asked."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._facet = vocabulary.facet.name
        self._lexicon = Lexicon(vocabulary)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._lexicon.known())

    def decide(self, raw: str) -> list[Decision]:
        """One decision, or one for each part of a tag that people have split."""
        form = normal_form(raw)
        return list(self._remembered(raw, form)) or [self._proposed(raw, form)]

    def _remembered(self, raw: str, form: Form) -> Iterator[Decision]:
        """What people have said about this form."""
        if not form.key:
            yield self._decision(raw, form, Outcome.NOT_A_TAG, reason="has neither letter nor digit")
            return
        if said := self._lexicon.not_a_tag(form):
            yield self._decision(
                raw, form, Outcome.NOT_A_TAG, reason=f"{said.decided_by} said on {said.decided_on}: not a tag"
            )
            return
        accepted = self._lexicon.accepted(form)
        for mapping, term in accepted:
            reason = f"{mapping.decided_by} mapped '{mapping.variant}' on {mapping.decided_on}: {mapping.basis}"
            yield self._decision(raw, form, Outcome.MAPPED, term.term_id, 1.0, part=mapping.part, reason=reason)
        if not accepted and (own := self._lexicon.label(form)):
            yield self._decision(raw, form, Outcome.MAPPED, own.term_id, 1.0, reason=f"is the label '{own.label}'")

    def _proposed(self, raw: str, form: Form) -> Decision:
        """What the letters say: decided only where the evidence is of a safe kind and for one term."""
        candidates = [
            e for e in self._spelling.evidence(form) if not self._lexicon.is_rejected(form, e.known.term.term_id)
        ]
        if not candidates:
            return self._decision(raw, form, Outcome.NEW, reason="is like no known spelling")
        best, others = candidates[0], candidates[1:]
        outcome, reason = _verdict(best, others)
        return self._decision(
            raw,
            form,
            outcome,
            best.known.term.term_id,
            best.score,
            runner_up=others[0].known.term.term_id if others else None,
            reason=reason,
        )

    def _decision(
        self,
        raw: str,
        form: Form,
        outcome: Outcome,
        term_id: str | None = None,
        score: float | None = None,
        *,
        part: int = 1,
        runner_up: str | None = None,
        reason: str,
    ) -> Decision:
        return Decision(self._facet, raw, form.text, part, outcome, term_id, score, runner_up, reason)


def _verdict(best: Evidence, others: list[Evidence]) -> tuple[Outcome, str]:
    if not best.decides:
        return Outcome.REVIEW, best.reason
    rivals = [e for e in others if e.decides]
    if rivals:
        return Outcome.REVIEW, f"{best.reason}, but also {rivals[0].reason}"
    return Outcome.AUTO, best.reason


def decide_all(taxonomy: Taxonomy, distinct: Iterable[tuple[str, str]]) -> Iterator[Decision]:
    """Decisions for distinct (facet, raw) pairs; facets without terms of their own are passed over."""
    matchers: dict[str, Matcher] = {}
    for facet, raw in distinct:
        vocabulary = taxonomy.vocabularies.get(facet)
        if vocabulary is None or not vocabulary.facet.kind.has_terms:
            continue
        if facet not in matchers:
            matchers[facet] = Matcher(vocabulary)
        yield from matchers[facet].decide(raw)
