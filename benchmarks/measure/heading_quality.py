"""How often the heading of a new term is found: each term is left out of the taxonomy and asked by its label.

Run: python -m benchmarks.measure.heading_quality TAXONOMY [FACET…] [--semantic]

All spellings of the term are left out with it, and it is nobody's heading any more. A Markdown table: terms asked, the
right heading first, among five.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tagfold.matching.form import form_key
from tagfold.matching.placing import Headings
from tagfold.matching.scorer import Scorer
from tagfold.semantic.selection import choose
from tagfold.settings import encoder_choice
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import Status, Vocabulary

FACETS = ("thematic_areas", "datasources", "methods")


def main() -> None:
    """A row for each facet, and one for all."""
    folder, *facets = (word for word in sys.argv[1:] if not word.startswith("--"))
    scorer = choose(encoder_choice("--semantic" in sys.argv, None, os.environ)).scorer
    taxonomy = read_taxonomy(Path(folder))
    sys.stdout.write("| facet | terms | first | among five |\n|---|---|---|---|\n")
    every: list[int] = []
    for facet in facets or FACETS:
        ranks = ranks_of(taxonomy.vocabularies[facet], scorer)
        every += ranks
        sys.stdout.write(row(facet, ranks))
    sys.stdout.write(row("all", every))


def ranks_of(vocabulary: Vocabulary, scorer: Scorer) -> list[int]:
    """For each term with a heading, the rank of that among those proposed (from 0), 5 if it is not."""
    headings = Headings(vocabulary, TaxonomyLookup(vocabulary, form_key).known_pairs(), scorer)
    found = []
    for term in vocabulary.terms:
        if term.status is Status.ACTIVE and term.broader_id:
            proposed = [one.term_id for one in headings.place(term.label, 5, term.term_id)]
            found.append(proposed.index(term.broader_id) if term.broader_id in proposed else 5)
    return found


def row(name: str, ranks: list[int]) -> str:
    first, five = (sum(rank < most for rank in ranks) / max(1, len(ranks)) for most in (1, 5))
    return f"| {name} | {len(ranks):,} | {first:.3f} | {five:.3f} |\n"


if __name__ == "__main__":
    main()
