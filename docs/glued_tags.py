"""The ugliest tags that people have split, and what the machine would propose had nobody said anything of them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.model import Judgement, Mapping, Taxonomy, Vocabulary

BEGIN, END = "<!-- made by docs/generate.py: glued tags -->\n", "<!-- end of glued tags -->\n"

MOST_SHOWN = 160
"""Characters of a tag that are shown; a paragraph is a report's text, and stays there."""

UGLIEST = 10


def with_glued_tags(page: str, taxonomy: Taxonomy) -> str:
    """`page` with the lines between its marks made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n".join(glued_tags(taxonomy)) + "\n" + END + after


def glued_tags(taxonomy: Taxonomy) -> Iterator[str]:
    """Markdown lines: the tags with the most parts, the longest first, each with the machine's parts and people's."""
    split: dict[tuple[str, str], list[Mapping]] = defaultdict(list)
    for facet, vocabulary in taxonomy.vocabularies.items():
        for mapping in vocabulary.mappings:
            if mapping.judgement is Judgement.ACCEPT:
                split[facet, mapping.variant].append(mapping)
    several = [(facet, said) for (facet, _), said in split.items() if len(said) > 1]
    several.sort(key=lambda item: (-len(item[1]), -len(item[1][0].variant), item[1][0].variant))
    for number, (facet, said) in enumerate(several[:UGLIEST], 1):
        yield from _one(number, taxonomy.vocabularies[facet], said)


def _one(number: int, vocabulary: Vocabulary, said: list[Mapping]) -> Iterator[str]:
    value = said[0].variant
    key = normal_form(value).key
    others = tuple(mapping for mapping in vocabulary.mappings if normal_form(mapping.variant).key != key)
    matcher = Matcher(replace(vocabulary, mappings=others))
    split = matcher.split(value)
    shown = value if len(value) <= MOST_SHOWN else value[: MOST_SHOWN - 1] + "…"
    terms = ", ".join(vocabulary.by_id[d.term_id].label for d in matcher.decide(value) if d.term_id)
    yield f"{number}. `{shown}`"
    yield ""
    yield f"   - parts: {' · '.join(split.parts) if split else 'none, it stays whole'}"
    if split:
        yield f"   - terms proposed: {terms or 'none'}"
    labels = [vocabulary.by_id[mapping.term_id].label for mapping in said if mapping.term_id]
    yield f"   - people said: {', '.join(labels)}"
    yield ""
