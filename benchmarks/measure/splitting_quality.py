"""How well glued tags are told from whole ones, and taken apart, beside what people decided.

    python -m benchmarks.measure.splitting_quality TAXONOMY [GOLD.csv [BENCHMARKS]] [--show] [--all]

Truth of the curated facets: an accepted variant of several parts was split by people; an accepted variant or label of
one term that has a comma, a slash, an "and" or another mark of glue (with --all: any) was kept whole. Headings over
other terms are left out, for nobody typed them. Each value is asked as if it had never come: its own spelling is
unknown then, and so is a term that only it leads to. A part is right where its best term is one that people gave.
GOLD has raw, kind_a, kind_b (term or multi) of two annotators. The sets of BENCHMARKS have no glued values: the
spellings of the held-out concepts are asked with the others known, and each split is a false one.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.sets import Labelled, read_set
from tagfold.matching.form import normal_form
from tagfold.matching.gazetteer import Gazetteer
from tagfold.matching.matcher import Matcher
from tagfold.matching.splitting import split_proposal, wholes
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Judgement, Kind, Vocabulary

GLUE = re.compile(r"[,;/|•\n+&]|\s(?:and|y|e|et|und|ou)\s|#|\.\s|:", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """A value, and the terms that people gave it: several where they split it."""

    facet: str
    value: str
    terms: frozenset[str]

    @property
    def glued(self) -> bool:
        return len(self.terms) > 1


def cases(vocabulary: Vocabulary, everything: bool = False) -> Iterator[Case]:
    """The facet's truth, each form once: what has a mark of glue, or everything."""
    said: dict[str, tuple[str, set[str]]] = {}
    headings = {term.broader_id for term in vocabulary.terms}
    for term in vocabulary.terms:
        if term.term_id in headings:
            continue  # a heading over others is the curators' own words, and was not typed
        said.setdefault(normal_form(term.label).key, (term.label, set()))[1].add(term.term_id)
    for mapping in vocabulary.mappings:
        if mapping.judgement is Judgement.ACCEPT and mapping.term_id:
            said.setdefault(normal_form(mapping.variant).key, (mapping.variant, set()))[1].add(mapping.term_id)
    for value, terms in said.values():
        if len(terms) > 1 or everything or GLUE.search(value):
            yield Case(vocabulary.facet.name, value, frozenset(terms))


def without(vocabulary: Vocabulary, case: Case) -> Vocabulary:
    """The vocabulary had `case` never come: without its spellings, and without the term that only it leads to."""
    key = normal_form(case.value).key
    mappings = tuple(m for m in vocabulary.mappings if normal_form(m.variant).key != key)
    terms = tuple(t for t in vocabulary.terms if normal_form(t.label).key != key)
    if not case.glued:
        own = case.terms - {m.term_id for m in mappings}
        terms = tuple(t for t in terms if t.term_id not in own)
    kept = {term.term_id for term in terms}
    return replace(vocabulary, terms=terms, mappings=tuple(m for m in mappings if m.term_id in kept))


@dataclass
class Tally:
    """Split or whole, said and true; and the parts of the tags that were rightly split."""

    split: int = 0
    falsely: int = 0
    missed: int = 0
    whole: int = 0
    parts: Counter[str] = field(default_factory=Counter)

    def add(self, glued: bool, said: bool) -> None:
        """Count one value."""
        self.split += glued and said
        self.missed += glued and not said
        self.falsely += said and not glued
        self.whole += not glued and not said

    def __str__(self) -> str:
        said, glued = self.split + self.falsely, self.split + self.missed
        return (
            f"{said + self.missed + self.whole} values, {glued} glued: precision {share(self.split, said)}, "
            f"recall {share(self.split, glued)}"
        )


def share(part: int, whole: int) -> str:
    """`part` of `whole` in words."""
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "- (0)"


def main() -> None:
    """Print the figures; with --show the values that were judged otherwise than people did."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    everything, show = "--all" in sys.argv, "--show" in sys.argv
    total = Tally()
    for name, vocabulary in read_taxonomy(Path(words[0])).vocabularies.items():
        tally = Tally()
        for case in cases(vocabulary, everything) if vocabulary.facet.kind is Kind.CURATED else ():
            judge(case, without(vocabulary, case), (tally, total), show)
        if tally.split + tally.missed:
            say(f"{name}: {tally}")
    say(f"all curated facets: {total}")
    right, made, true = (total.parts[word] for word in ("right", "made", "true"))
    say(f"parts of the rightly split, by their term: precision {share(right, made)}, recall {share(right, true)}")
    for folder in sorted(Path(words[2]).iterdir()) if words[2:] else ():
        if (folder / "variants.csv").is_file():
            of_other_fields(read_set(folder, latin_only=True), show)
    if words[1:]:
        against_gold(Path(words[1]), read_taxonomy(Path(words[0])).vocabularies["thematic_areas"])


def judge(case: Case, known: Vocabulary, tallies: tuple[Tally, ...], show: bool) -> None:
    """Ask the engine about one value, and count."""
    matcher = Matcher(known)
    split = matcher.split(case.value)
    for tally in tallies:
        tally.add(case.glued, bool(split))
    if show and case.glued != bool(split):
        say(f"  {'missed' if case.glued else 'falsely split'}: {case.value[:80]!r} {split.parts if split else ''}")
    if split and case.glued:
        found = {decision.term_id for decision in matcher.decide(case.value) if decision.term_id}
        for tally in tallies:
            tally.parts.update(right=len(found & case.terms), made=len(split.parts), true=len(case.terms))


def of_other_fields(labelled: Labelled, show: bool) -> None:
    """Spellings of one concept each."""
    known = Gazetteer(labelled.half(held_out=False).rows, wholes())
    asked = labelled.half(held_out=True).rows
    falsely = [raw for raw, _ in asked if split_proposal(raw, known)]
    say(f"{labelled.name}: falsely split {share(len(falsely), len(asked))}")
    for raw in falsely if show else ():
        say(f"  falsely split: {raw!r}")


def against_gold(gold: Path, vocabulary: Vocabulary) -> None:
    """The values that both annotators call one tag, or both call several."""
    tally = Tally()
    with gold.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    terms_of: dict[str, set[str]] = defaultdict(set)
    for case in cases(vocabulary, everything=True):
        terms_of[normal_form(case.value).key] |= case.terms
    agreed = [row for row in rows if row["kind_a"] == row["kind_b"] and row["kind_a"] in ("term", "multi")]
    for row in agreed:
        glued = row["kind_a"] == "multi"
        terms = frozenset(terms_of[normal_form(row["raw"]).key])
        case = Case("thematic_areas", row["raw"], terms if not glued else terms | {"", "-"})
        if glued or GLUE.search(row["raw"]):
            tally.add(glued, bool(Matcher(without(vocabulary, case)).split(row["raw"])))
    differ = sum({row["kind_a"], row["kind_b"]} == {"term", "multi"} for row in rows)
    say(f"gold, where both annotators agree: {tally}; they differ on {differ}")


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
