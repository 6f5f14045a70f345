"""Small projects with hundreds of decisions: two-word topics, and what their curators make of other spellings."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from tagfold.records import csv_bytes
from tagfold.taxonomy.codec import FACET_COLUMNS, MAPPING_COLUMNS, TERM_COLUMNS, mapping_cells, term_cells
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Taxonomy, Term, Vocabulary

TOPICS = Facet("topics", "Topics", Kind.CURATED, "What it is about.")

FIRST = ("coastal", "rural", "solar", "digital", "maternal", "urban", "organic", "marine", "tropical", "nomadic")
SECOND = ("fishing", "housing", "banking", "farming", "teaching", "nursing", "weaving", "mining", "tourism", "forestry")


def topics(which: int, of: int = 2) -> list[str]:
    """A part of the topics, without a topic in common with the other parts."""
    every = [f"{one} {other}" for one in FIRST for other in SECOND]
    return every[which::of]


def accept(variant: str, term_id: str) -> Mapping:
    return Mapping(variant, 1, term_id, Judgement.ACCEPT, Basis.OTHER, 0.9, "ada", "2024-05-01")


def reject(variant: str, term_id: str) -> Mapping:
    return Mapping(variant, 1, term_id, Judgement.REJECT, Basis.OTHER, 0.9, "ada", "2024-05-01")


def taxonomy(labels: Iterable[str], mappings: Iterable[Mapping] = (), facet: Facet = TOPICS) -> Taxonomy:
    """Terms t-1, t-2, … with these labels."""
    terms = tuple(Term(f"t-{number}", label) for number, label in enumerate(labels, 1))
    return Taxonomy({facet.name: Vocabulary(facet, terms, tuple(mappings))})


def with_habits(which: int = 0) -> Taxonomy:
    """Curators who are sure where the shipped model is not: "issues of rurally housed" and "issues of
    rurally housing" are rural housing. And the reverse: "housing in rural areas" is not.
    """
    labels, said = topics(which), []
    for number, label in enumerate(labels, 1):
        first, second = label.split()
        said += [accept(unsure(label), f"t-{number}")]
        said += [accept(f"issues of {first}ly {second}", f"t-{number}")]
        said += [reject(f"{second} in {first} areas", f"t-{number}")]
    return taxonomy(labels, said)


def unsure(label: str) -> str:
    """A spelling of a topic that the shipped model leaves to a person."""
    first, second = label.split()
    return f"issues of {first}ly {second[:-3]}ed"


def at_random() -> Taxonomy:
    """Curators who throw dice: spellings of any topic under any of a few terms."""
    labels, dice = topics(0, 12), random.Random(7)
    spellings = [
        f"{topic}{more}" for topic in (*topics(1, 2), *topics(2, 4)) for more in (" sector", " house", "s", " week")
    ]
    return taxonomy(labels, [accept(spelling, f"t-{dice.randint(1, len(labels))}") for spelling in spellings])


def write(folder: Path, project: Taxonomy) -> Path:
    """The project as the folder that people keep."""
    folder.mkdir(parents=True, exist_ok=True)
    facets = [(facet.name, facet.label, facet.kind.value, facet.description) for facet in project.facets]
    (folder / "facets.csv").write_bytes(csv_bytes(FACET_COLUMNS, facets))
    for name, vocabulary in project.vocabularies.items():
        (folder / name).mkdir(exist_ok=True)
        terms = sorted(map(term_cells, vocabulary.terms))
        mappings = sorted(map(mapping_cells, vocabulary.mappings), key=lambda cells: (cells[0].casefold(), cells[0]))
        (folder / name / "terms.csv").write_bytes(csv_bytes(TERM_COLUMNS, terms))
        (folder / name / "mappings.csv").write_bytes(csv_bytes(MAPPING_COLUMNS, mappings))
    return folder
