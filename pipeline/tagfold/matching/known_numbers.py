"""What known spellings say of numbers: whether tags that differ in a number alone (php5, php7) are one.

Spellings that differ in a number alone are a family. They are two terms by default; people who took them for one term,
family after family, are believed about the next one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import comb

from tagfold.matching.form import bears_number, form_key, number_family
from tagfold.matching.scorer import Scorer
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import Judgement

ENOUGH_PAIRS, MOSTLY_ONE, LEAST_FAMILIES = 10, 0.95, 2
"""How many known pairs that differ in a number alone say whether such tags are one here, the share from which they are,
and of how many families they must be: one alone speaks for itself ("php" says nothing about surveys and their years).
"""


@dataclass(frozen=True)
class KnownNumbers:
    """How many known pairs of spellings differ in a number alone, how many `one` of them mean one term, and of how many
    `families` those are. `apart` are the keys of families of which people keep two spellings apart, `terms` the term of
    each of the others.
    """

    one: int
    pairs: int
    families: int
    apart: frozenset[str]
    terms: Mapping[str, str]

    @property
    def say_nothing(self) -> bool:
        """Whether tags that differ in a number alone are one here, as far as is known."""
        enough = self.pairs >= ENOUGH_PAIRS and self.families >= LEAST_FAMILIES
        return enough and self.one >= MOSTLY_ONE * self.pairs

    @property
    def words(self) -> str:
        """What that rests on."""
        return f"{self.one} of {self.pairs} known pairs that differ in a number alone are one term"

    def acting(self, scorer: Scorer) -> Scorer:
        """The scorer, ignoring numbers if they say nothing, except in families that are kept apart."""
        return replace(scorer, ignore_numbers=self.say_nothing, numbers_kept=self.apart)


def numbers_learnt(lookup: TaxonomyLookup) -> KnownNumbers:
    """What the labels and the accepted and rejected spellings say of numbers."""
    known = lookup.known_pairs()
    rejected = [row for row in lookup.vocabulary.mappings if row.judgement is Judgement.REJECT]
    families: dict[str, dict[str, str]] = defaultdict(dict)
    for spelling in (*(spelling for spelling, _ in known), *(row.variant for row in rejected)):
        if bears_number(spelling):
            families[number_family(spelling)] = {}
    for spelling, term_id in known if families else ():
        if (family := number_family(spelling)) in families:
            families[family][form_key(spelling)] = term_id
    refused: Counter[str] = Counter()
    for row in rejected:
        own, key = families.get(number_family(row.variant), {}), form_key(row.variant)
        if key not in own and (term := lookup.vocabulary.current(row.term_id or "")):
            refused[number_family(row.variant)] += list(own.values()).count(term.term_id)
    terms = {family: Counter(own.values()) for family, own in families.items()}
    one = {family: sum(comb(uses, 2) for uses in of.values()) for family, of in terms.items()}
    pairs = sum(comb(of.total(), 2) for of in terms.values()) + refused.total()
    apart = frozenset(family for family, of in terms.items() if len(of) > 1 or refused[family])
    term_of = {family: next(iter(of)) for family, of in terms.items() if of and family not in apart}
    return KnownNumbers(sum(one.values()), pairs, sum(map(bool, one.values())), apart, term_of)
