"""What an edit is made on: the vocabulary as it is, who decides, the day; and ids for new terms.

An id is given out once and never reused, not even those of releases, deprecated terms and undone decisions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from tagfold.characters import is_formula, without_formula
from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.matching.form import form_key
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term, Vocabulary


@dataclass(frozen=True)
class EditContext:
    """`raw_of` gives a readable spelling of a key; `new_term_id` a new id each time; `others` are the other facets'
    vocabularies, to which related terms may belong.
    """

    vocabulary: Vocabulary
    by: str
    on: str
    raw_of: Callable[[str], str]
    new_term_id: Callable[[], str]
    others: Lookup[str, Vocabulary] = field(default_factory=dict)

    @property
    def every(self) -> Lookup[str, Vocabulary]:
        """The vocabularies of all facets by name."""
        return {**self.others, self.vocabulary.facet.name: self.vocabulary}

    def term(self, term_id: str) -> Term:
        """The active term of this id. Raises TaxonomyError if there is none."""
        return _active_term(self.vocabulary, term_id)

    def term_anywhere(self, term_id: str) -> Term:
        """The active term of this id, in any facet. Raises TaxonomyError if there is none."""
        with_id = (one for one in self.every.values() if term_id in one.by_id)
        return _active_term(next(with_id, self.vocabulary), term_id)

    def labelled(self, label: str) -> Term | None:
        """The active term whose label, in any language, has the form of `label`; the English one comes first."""
        return self._by_label.get(form_key(label))

    @cached_property
    def _by_label(self) -> dict[str, Term]:
        active = [term for term in self.vocabulary.terms if term.status is Status.ACTIVE]
        foreign = [(label, self.vocabulary.current(label.term_id)) for label in self.vocabulary.translations]
        found = {form_key(label.label): term for label, term in reversed(foreign) if term}
        return found | {form_key(term.label): term for term in reversed(active)}

    def rows_of(self, key: str) -> list[Mapping]:
        """All rows about the variant with this key."""
        return list(self._by_key.get(key, ()))

    @cached_property
    def _by_key(self) -> dict[str, list[Mapping]]:
        found: dict[str, list[Mapping]] = {}
        for mapping in self.vocabulary.mappings:
            found.setdefault(form_key(mapping.variant), []).append(mapping)
        return found

    def new_row(
        self,
        variant: str,
        judgement: Judgement,
        term_id: str | None,
        basis: Basis = Basis.OTHER,
        *,
        part: int = 1,
        note: str = "",
        confidence: float | None = None,
    ) -> Mapping:
        """A new row of mappings.csv, by this curator today."""
        return Mapping(variant, part, term_id, judgement, basis, confidence, self.by, self.on, one_line(note))


def _active_term(vocabulary: Vocabulary, term_id: str) -> Term:
    term = vocabulary.by_id.get(term_id)
    if term is None:
        problem = f"'{term_id}' is not a term of {vocabulary.facet.name}"
        raise TaxonomyError(problem, remedy="look for the term by its label")
    if term.status is Status.DEPRECATED:
        leads = f"; '{term.replaced_by}' replaces it" if term.replaced_by else ""
        raise TaxonomyError(f"'{term.label}' ({term_id}) is deprecated{leads}", remedy="name an active term")
    return term


def one_line(text: str) -> str:
    """Text for a cell: single spaces, no line break, nothing that a spreadsheet would run."""
    return without_formula(" ".join(text.split()))


def typed_label(text: str) -> str:
    """A label as a person typed it, on one line. Raises TaxonomyError if it cannot be one; no sign is lost."""
    label = " ".join(text.split())
    if is_formula(label):
        problem = f"a label cannot start with '{label[0]}': a spreadsheet would run it as a formula"
        raise TaxonomyError(problem, remedy="leave the sign out")
    if not form_key(label):
        raise TaxonomyError("the label has neither letter nor digit", remedy="write a label")
    return label


_NUMBERED = re.compile(r"([a-z]+-)(\d+)")
_ANYWHERE = re.compile(r"(?<![a-z])[a-z]+-\d{4,}")


def named_curator(name: str) -> str:
    """Who decides, as one line. Raises WrongUsage if nobody is named."""
    if not name.strip():
        raise WrongUsage("no curator is named", remedy="set git config user.name, or use --as NAME")
    return one_line(name)


def ids_in(text: str) -> list[str]:
    """The numbered ids that occur in a text.

    >>> ids_in('[["ds-0003","surveys"],["iso-FJI"]]')
    ['ds-0003']
    """
    return _ANYWHERE.findall(text)


def new_term_id(facet: str, own: Iterable[str], used: Collection[str], foreign: Iterable[str] = ()) -> str:
    """An id for a new term of `facet`.

    `own` are the ids of the facet's terms, whose prefix the new one shares; `used` all ids that were ever given
    out; `foreign` those of other facets, whose prefixes a facet without terms keeps clear of.

    >>> new_term_id("datasources", ["ds-0001", "ds-0041"], {"ds-0001", "ds-0041", "ds-0107"})
    'ds-0108'
    >>> new_term_id("methods", [], set(), ["me-0001"])
    'met-0001'
    """
    prefix = _prefix(facet, own, foreign)
    numbers = [int(found[2]) for known in {*own, *used} if (found := _NUMBERED.fullmatch(known)) and found[1] == prefix]
    return f"{prefix}{max(numbers, default=0) + 1:04}"


def preview_ids() -> Callable[[], str]:
    """Ids for a preview."""
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def _prefix(facet: str, own: Iterable[str], foreign: Iterable[str]) -> str:
    counted = Counter(found[1] for known in own if (found := _NUMBERED.fullmatch(known)))
    if counted:
        return min(counted, key=lambda prefix: (-counted[prefix], prefix))
    taken = {found[1] for known in foreign if (found := _NUMBERED.fullmatch(known))}
    letters = re.sub("[^a-z]", "", facet) or "term"
    for length in range(2, len(letters) + 1):
        if f"{letters[:length]}-" not in taken:
            return f"{letters[:length]}-"
    return f"{letters}x-"
