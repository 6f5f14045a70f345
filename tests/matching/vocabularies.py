"""Small vocabularies, made in one line."""

from __future__ import annotations

from collections.abc import Iterable

from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Status, Term, Vocabulary

FACET = Facet("methods", "Methods", Kind.CURATED, "How a team works.")


def vocabulary(*labels: str, mappings: Iterable[Mapping] = (), terms: Iterable[Term] = ()) -> Vocabulary:
    """Terms m-1, m-2, … with these labels, then `terms` as they are."""
    own = (Term(f"m-{number}", label) for number, label in enumerate(labels, 1))
    return Vocabulary(FACET, (*own, *terms), tuple(mappings))


def said(
    variant: str,
    term_id: str | None,
    judgement: Judgement = Judgement.ACCEPT,
    *,
    part: int = 1,
    basis: Basis = Basis.SYNONYM,
) -> Mapping:
    """What Ada said about a variant."""
    return Mapping(variant, part, term_id, judgement, basis, 0.9, "ada", "2024-05-01")


def dropped(term_id: str, label: str, replaced_by: str | None) -> Term:
    """A deprecated term."""
    return Term(term_id, label, status=Status.DEPRECATED, replaced_by=replaced_by)
