"""Write pipeline/tagfold/matching/data/countries.txt: the names of countries, by the shipped taxonomy (for developers).

Run: python -m benchmarks.measure.make_countries
"""

from __future__ import annotations

from pathlib import Path

from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Judgement

ROOT = Path(__file__).parents[2]
PATH = ROOT / "pipeline/tagfold/matching/data/countries.txt"

BESIDES = {"USA": ["US"], "ARE": ["UAE"], "CHN": ["PRC"], "KOR": ["ROK"], "PRK": ["Korea, Dem. Rep."]}
"""What other lists call them and no report has used."""

HEAD = "# Code|names, from the facet country of the taxonomy; written by python -m benchmarks.measure.make_countries\n"


def text() -> str:
    """The file: a line for each country of ISO 3166, without what is only a part of it or might be another."""
    countries = read_taxonomy(ROOT / "taxonomy").vocabularies["country"]
    names = {term.term_id: [term.label] for term in countries.terms if term.term_id.startswith("iso-")}
    for mapping in countries.mappings:
        if mapping.judgement is Judgement.ACCEPT and mapping.term_id in names and mapping.basis != "other":
            names[mapping.term_id].append(mapping.variant)
    codes = {term_id.removeprefix("iso-"): some for term_id, some in names.items()}
    return HEAD + "".join("|".join([code, *codes[code], *BESIDES.get(code, [])]) + "\n" for code in sorted(codes))


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
