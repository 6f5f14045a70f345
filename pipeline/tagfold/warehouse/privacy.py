"""What becomes of personal data on its way into the database, and the project's key that pseudonyms are made with."""

from __future__ import annotations

import difflib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tagfold.errors import WarehouseError
from tagfold.io import write_atomically
from tagfold.matching.form import form_key
from tagfold.reports.personal import asks_for_a_person, mask, pseudonym
from tagfold.reports.report import Answer, Problem
from tagfold.reports.tags import facet_name
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import PERSON, Kind, Taxonomy
from tagfold.warehouse.reading import explained

KEY_FILE = ".tagfold-key"
"""The name of a project's key, beside its database."""

_INLINE_TAG = re.compile(r"\[\[([^\W\d_][\w \-]{0,40}):([^\[\]]{1,400})\]\]")

_SLIP = 0.85
"""How like a private facet's name an unknown one must be to be taken for a slip of it (difflib's ratio)."""

_BETWEEN_NAMES = re.compile(r"[,;/&|\n()]|\band\b|\by\b|\bet\b|\be\b")
_NAME = re.compile(r"[^\W\d_][\w.'’\-]*(?: [^\W\d_][\w.'’\-]*){1,4}")
_PARTICLE = re.compile("a[lp]|bint?|d[aeiou]l?|de[lnr]|dos|das|l[aeo]s?|l|v[ao]n|y")
_NOT_A_PERSON = re.compile(
    r"(?i)\b(?:ltd|llc|inc|company|co|s\.?a\.?|s\.?r\.?l|gmbh|group|grupo|groupe|association|asociaci[óo]n|union|cooperative|"
    r"cooperativa|coop[ée]rative|foundation|fundaci[óo]n|fondation|university|universidad|universit[ée]|institute|"
    r"instituto|school|ministry|ministerio|minist[èe]re|undp|pnud|lab|labs|team|equipo|project|network|center|centre|"
    r"centro|ngo|ong|the|de la comunidad|community|comunidad|available|"
    r"known|unknown|farmers?|women|men|members?|people|youth|residents?|local|various|students?|unnamed|anonymous)\b"
)


@dataclass(frozen=True)
class Privacy:
    """What is personal, and what becomes of it.

    `facets` hold persons, of all that are `known`; `questions` are the keys of wordings that ask for a person. What
    these give becomes a pseudonym, made with `key`; all other text is masked. `keep` leaves everything as typed.
    """

    facets: frozenset[str]
    known: frozenset[str]
    questions: frozenset[str]
    key: bytes
    keep: bool = False

    @property
    def mark(self) -> str:
        """What differs where rows would differ; it does not give the key away."""
        return f"{sorted(self.facets)} {sorted(self.questions)} {pseudonym('', self.key)} {self.keep}"

    def text(self, text: str | None, names: Names | None = None) -> str | None:
        """Text without addresses, numbers and the `names` that its report gives elsewhere."""
        if self.keep or text is None:
            return text
        if "[[" in text:
            text = _INLINE_TAG.sub(self._inline_tag, text)
        return mask(names.sub("[name]", text) if names else text)

    def _inline_tag(self, tag: re.Match[str]) -> str:
        return f"[[{tag[1]}:{pseudonym(tag[2], self.key)}]]" if self._is_private(facet_name(tag[1])) else tag[0]

    def facet(self, name: str) -> str:
        """The name of a facet, which may be a slip that holds a number."""
        masked = name if self.keep or name in self.known else mask(name.replace("_", " "))
        return name if masked == name.replace("_", " ") else masked

    def path(self, path: str, report_id: str) -> str:
        """The path, or what can be shown of it; the id keeps two such paths apart."""
        masked = path if self.keep else mask(path)
        return path if masked == path else f"{masked} ({report_id})"

    def tag(self, facet: str, raw: str, names: Names | None = None) -> str:
        if self.keep:
            return raw
        return pseudonym(raw, self.key) if self._is_private(facet) else self.text(raw, names) or ""

    def answer(self, item: Answer, names: Names | None = None) -> str | None:
        if self.keep or not item.answer or not self._asks_for_a_person(item.question):
            return self.text(item.answer, names)
        return pseudonym(item.answer, self.key)

    def names(self, answers: Iterable[Answer]) -> Names | None:
        """The names of persons that a report gives where it is asked for them."""
        if self.keep:
            return None
        given = [item.answer for item in answers if item.answer and self._asks_for_a_person(item.question)]
        parts = {part.strip() for answer in given for part in _BETWEEN_NAMES.split(answer)}
        names = [part for part in parts if _is_a_name(part)]
        return _any_of(tuple(sorted(names, key=lambda name: (-len(name), name)))) if names else None

    def problem(self, problem: Problem) -> str:
        """The message of a problem with what it quotes masked, and without the value of a private facet."""
        if self.keep:
            return problem.message
        facet, colon, value = problem.quote.removeprefix("[[").partition(":")
        if problem.quote.startswith("[[") and colon and self._is_private(facet_name(facet)):
            return problem.quoting(f"[[{facet}:{'…' if value else ''}")
        return problem.quoting(mask(problem.quote))

    def _is_private(self, facet: str) -> bool:
        return facet in self.facets or (facet not in self.known and _is_slip(facet, self.facets))

    def _asks_for_a_person(self, question: str) -> bool:
        return _asks(question, self.questions)


Names = re.Pattern[str]
"""Finds the names of a report's persons, whatever their case."""


def privacy_of(
    taxonomy: Taxonomy, answers: Mapping[str, str], key: bytes, persons: Iterable[str] = (), *, keep: bool
) -> Privacy:
    """What is personal by a taxonomy and by how the `answers` to its questions are kept.

    `persons` are more questions, or columns of tables, that ask for a person.
    """
    terms = frozenset(question for question, kept_as in answers.items() if kept_as == PERSON)
    lookups = [
        TaxonomyLookup(vocabulary, form_key)
        for vocabulary in taxonomy.vocabularies.values()
        if not terms.isdisjoint(vocabulary.by_id)
    ]
    wordings = [known.spelling for lookup in lookups for known in lookup.spellings() if known.term.term_id in terms]
    private = frozenset(facet.name for facet in taxonomy.facets if facet.kind is Kind.PRIVATE)
    known = frozenset(facet.name for facet in taxonomy.facets)
    return Privacy(private, known, frozenset(map(form_key, [*wordings, *persons])), key, keep)


def project_key(path: Path) -> bytes:
    """The key in the file, which is made if there is none: for the owner's eyes only, and not for git.

    Raises WarehouseError if it cannot be read or made, or is none.
    """
    with explained(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, f"{secrets.token_hex(32)}\n".encode(), 0o600)
        text = path.read_bytes().strip()
    if len(text) < 32:
        remedy = "restore it from a backup, or delete it: every person then gets a new pseudonym"
        raise WarehouseError("the key of the pseudonyms is damaged", path=str(path), remedy=remedy)
    return text


@lru_cache(maxsize=4096)
def _asks(question: str, listed: frozenset[str]) -> bool:
    return form_key(question) in listed or asks_for_a_person(question)


@lru_cache(maxsize=4096)
def _is_slip(facet: str, private: frozenset[str]) -> bool:
    return bool(difflib.get_close_matches(facet, private, 1, _SLIP))


@lru_cache(maxsize=64)
def _any_of(names: tuple[str, ...]) -> Names:
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _is_a_name(words: str) -> bool:
    """Whether words read as the name of one person, so that they can be masked wherever they stand."""
    capitals = all(word[0].isupper() or _PARTICLE.fullmatch(word) for word in words.split())
    return len(words) >= 6 and capitals and bool(_NAME.fullmatch(words)) and not _NOT_A_PERSON.search(words)
