"""Advice to an author about one tag: another spelling exists, it is glued, in no list, or its facet is misspelt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from tagfold.finding import Severity, quoted
from tagfold.inflection import singular
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.matching.splitting import parts_in_words
from tagfold.taxonomy.lookup import Part
from tagfold.taxonomy.model import Basis, Kind, Taxonomy, Vocabulary

NEAR_FACET = 0.75
"""Likeness of letters (difflib's ratio) from which a facet is taken for a typo of another."""


@dataclass(frozen=True, slots=True)
class Advice:
    """`code` is stable. `values` are what to write in place of the tag's value, if people have settled that."""

    severity: Severity
    code: str
    problem: str
    remedy: str
    values: tuple[str, ...] = ()


class Adviser:
    """Knows a taxonomy, and gives advice about tags."""

    def __init__(self, taxonomy: Taxonomy, scorer: Scorer | None = None) -> None:
        self._taxonomy = taxonomy
        self._scorer = scorer
        self._facets: dict[str, _FacetAdviser] = {}

    def facet(self, written: str) -> tuple[str | None, Advice | None]:
        """The facet that is meant by a facet's name as the grammar reads it (None if nobody can tell), and advice.

        `values` of the advice hold the facet to write where only a plural s is wrong.
        """
        known = [facet.name for facet in self._taxonomy.facets]
        if written in known:
            return written, None
        near = get_close_matches(written, sorted(known), 1, NEAR_FACET)
        problem = f"there is no facet '{written}'"
        if not near:
            remedy = f"use one of {', '.join(sorted(known))}"
            return None, Advice(Severity.ERROR, "unknown-facet", problem, remedy)
        plural = written.rstrip("s") == near[0].rstrip("s")
        return near[0], Advice(
            Severity.ERROR, "unknown-facet", problem, f"write '{near[0]}'", (near[0],) if plural else ()
        )

    def value(self, facet: str, raw: str) -> Advice | None:
        """Advice about the value `raw` of a facet that the taxonomy knows; None if all is well."""
        vocabulary = self._taxonomy.vocabularies[facet]
        if not vocabulary.facet.kind.has_terms or not vocabulary.terms:
            return None
        if facet not in self._facets:
            self._facets[facet] = _FacetAdviser(vocabulary, self._scorer)
        return self._facets[facet].value(" ".join(raw.split()))


class _FacetAdviser:
    """Advice about the values of one facet: what people decided first, then what the matcher proposes."""

    def __init__(self, vocabulary: Vocabulary, scorer: Scorer | None) -> None:
        self._vocabulary = vocabulary
        self._matcher = Matcher(vocabulary, scorer)
        self._closed = vocabulary.facet.kind is Kind.CLOSED

    def value(self, raw: str) -> Advice | None:
        key = form_key(raw)
        meaning = self._matcher.lookup.meaning(key)
        if not key or (meaning and meaning.not_a_tag):
            problem = f"{quoted(raw)} names nothing"
            return Advice(Severity.WARNING, "not-a-tag", problem, "write what is meant, or delete the tag")
        if meaning is None:
            return self._engine(raw, self._matcher.decide(raw))
        if self._closed:
            return None  # the forms that offer these lists have wordings of their own
        if len(meaning.parts) > 1:
            labels = tuple(part.term.label for part in meaning.parts)
            return _settled("glued-tag", f"{quoted(raw)} is {len(labels)} tags", labels)
        return _another_spelling(raw, meaning.parts[0])

    def _engine(self, raw: str, decisions: Sequence[Decision]) -> Advice | None:
        first = decisions[0]
        term = self._vocabulary.by_id.get(first.term_id or "")
        label = quoted(term.label) if term else ""
        if first.outcome is Outcome.AUTO:
            problem = f"{quoted(raw)} is known as {label}"
            severity = _severity(raw, term.label) if term else Severity.WARNING
            return Advice(severity, "other-spelling", problem, f"write {label}")
        if split := self._matcher.split(raw):
            return Advice(
                Severity.WARNING, "glued-tag", f"{quoted(raw)} {parts_in_words(split, ())}", "write a tag for each"
            )
        if self._closed:
            remedy = f"is {label} meant?" if label else f"use a label of {self._vocabulary.facet.name}"
            return Advice(Severity.WARNING, "not-in-list", f"{quoted(raw)} is not in the list of this facet", remedy)
        if first.outcome is Outcome.REVIEW:
            problem = f"{quoted(raw)} is new, and near {label}"
            return Advice(Severity.INFO, "near-tag", problem, f"write {label} if that is meant")
        return None


def _another_spelling(raw: str, meant: Part) -> Advice | None:
    """Advice where `raw` is not how the term is written; how capitals are set is left to the author.

    A translation is only mentioned, and what is neither spelling nor word of the term ("Null Island") is not.
    """
    basis, term = meant.basis, meant.term
    if raw.casefold() == term.label.casefold() or basis is Basis.OTHER:
        return None
    if basis is Basis.TRANSLATION:
        problem = f"{quoted(raw)} is counted as {quoted(term.label)}"
        return Advice(Severity.INFO, "translated", problem, "nothing needs to be done")
    found = _settled("other-spelling", f"{quoted(raw)} is known as {quoted(term.label)}", (term.label,))
    return replace(found, severity=_severity(raw, term.label))


def _severity(raw: str, label: str) -> Severity:
    """A singular for a plural, or the other way round, counts as the term and is not worth a failed check."""
    one, other = (list(map(singular, text.casefold().split())) for text in (raw, label))
    return Severity.INFO if one == other else Severity.WARNING


def _settled(code: str, problem: str, labels: tuple[str, ...]) -> Advice:
    return Advice(Severity.WARNING, code, problem, f"write {', '.join(map(quoted, labels))}", labels)
