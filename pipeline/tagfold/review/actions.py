"""What a curator can decide: about a tag in the queue, and about a term; and how each is written in forms and tables.

Each action is a frozen value. `edits_of` turns it into rows of the files in a facet's folder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Accept:
    """The tag means this term. `also` are the keys of other tags that mean it too. `basis` says why; empty, the
    letters say so. `confidence` is 0 to 1.
    """

    term_id: str
    also: tuple[str, ...] = ()
    note: str = ""
    basis: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """The tag does not mean this term, and is never to be proposed for it again. It goes on waiting."""

    term_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewTerm:
    """The tag means a term that is not there yet. `also` are the keys of other tags in the queue that mean it too."""

    label: str
    broader_id: str | None = None
    definition: str = ""
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SplitTag:
    """The tag glues several terms together, in this order: each part is a term id, a label, or a new label.

    `broader_ids` and `definitions` are those of the new terms, one for each part, "" for none.
    """

    parts: tuple[str, ...]
    note: str = ""
    broader_ids: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkNotATag:
    """The tag names no concept. `also` are the keys of other tags in the queue that name none."""

    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Looked at and left open; `note` says why. The tag goes behind all others."""

    note: str = ""
    term_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """The term gets another label; the old one stays known as a variant."""

    label: str


@dataclass(frozen=True, slots=True)
class Move:
    """The term goes under another heading, or to the top where that is None."""

    broader_id: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The term and `into` are one: its uses and its narrower terms go there, and it is deprecated."""

    into: str


@dataclass(frozen=True, slots=True)
class SplitTerm:
    """The term holds two concepts: the accepted `variants` go to a new term called `label`, beside it."""

    label: str
    variants: tuple[str, ...]
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Deprecate:
    """The term is dropped. Its uses go to `replaced_by`; without one, its variants wait again."""

    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Define:
    """The term's definition reads like this from now on."""

    definition: str


@dataclass(frozen=True, slots=True)
class Translate:
    """The term is called so in another language, whose BCP 47 tag is `language`."""

    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Relate:
    """The term has to do with another one, of this facet or any other, without one being above the other."""

    related_id: str


@dataclass(frozen=True, slots=True)
class Unrelate:
    """The two terms are no longer said to be related."""

    related_id: str


@dataclass(frozen=True, slots=True)
class NoteScope:
    """How to use the term; an empty note takes away the one that there is."""

    scope_note: str = ""


TagAction = Accept | Reject | NewTerm | SplitTag | MarkNotATag | Unsure
"""About a tag in the queue, named by its key."""

TermAction = Rename | Move | Merge | SplitTerm | Deprecate | Define | Translate | Relate | Unrelate | NoteScope
"""About a term, named by its id."""

Action = TagAction | TermAction

ACTIONS: dict[str, type[Action]] = {
    "accept": Accept, "reject": Reject, "new_term": NewTerm, "split": SplitTag, "not_a_tag": MarkNotATag,
    "unsure": Unsure, "rename": Rename, "move": Move, "merge": Merge, "split_term": SplitTerm, "deprecate": Deprecate,
    "define": Define, "translate": Translate, "relate": Relate, "unrelate": Unrelate, "scope": NoteScope,
}  # fmt: skip
"""Each action by the word that the history, a form and a table of decisions call it."""


@dataclass(frozen=True, slots=True)
class Written:
    """How a field of an action is written: its `column` in a table ("" for none), its `name` in a form.

    `words` name it for people. `many` fields hold several texts, `by_part` ones a text for each part, empty ones too;
    `term` says that a text names a term, `any_facet` that it may be one of another facet.
    """

    column: str
    name: str
    words: str
    many: bool = False
    term: bool = False
    by_part: bool = False
    any_facet: bool = False


WRITTEN: dict[str, Written] = {
    "term_id": Written("term", "term_id", "the term", term=True),
    "label": Written("label", "label", "the label"),
    "language": Written("language", "language", "the language"),
    "definition": Written("definition", "definition", "the definition"),
    "scope_note": Written("definition", "scope_note", "the scope note"),
    "broader_id": Written("into", "broader", "the broader term", term=True),
    "into": Written("into", "into", "the other term", term=True),
    "related_id": Written("into", "related", "the related term", term=True, any_facet=True),
    "replaced_by": Written("into", "replaced_by", "the term to use instead", term=True),
    "parts": Written("into", "parts", "a part", many=True),
    "broader_ids": Written("", "part_broader", "a part's broader term", many=True, term=True, by_part=True),
    "definitions": Written("", "part_definition", "a part's definition", many=True, by_part=True),
    "variants": Written("tag", "variants", "a variant for the new term", many=True),
    "also": Written("", "also", "another tag", many=True),
    "note": Written("note", "note", "the note"),
    "basis": Written("", "basis", "the basis"),
    "confidence": Written("", "confidence", "the confidence"),
}
"""Every field of every action."""


class MissingField(Exception):
    """An action lacks a field that it needs."""

    def __init__(self, written: Written) -> None:
        super().__init__(written.words)
        self.written = written


def action_of(word: str, texts: Callable[[Written], tuple[str, ...]]) -> Action:
    """The action that `word` names, made of what `texts` gives for each of its fields. Raises MissingField."""
    kind = ACTIONS[word]
    given: dict[str, str | tuple[str, ...]] = {}
    for field in fields(kind):
        written = WRITTEN[field.name]
        if found := texts(written):
            given[field.name] = found if written.many else found[0]
        elif field.default is MISSING:
            raise MissingField(written)
    return kind(**given)  # type: ignore[arg-type]


def with_term_ids(action: Action, id_of: Callable[[str], str], id_anywhere: Callable[[str], str]) -> Action:
    """The action, with ids for the names of terms that a person wrote; `id_anywhere` knows those of all facets."""
    ids: dict[str, str | tuple[str, ...]] = {}
    for name, written in WRITTEN.items():
        named = getattr(action, name, None) if written.term else None
        if isinstance(named, tuple):
            ids[name] = tuple(id_of(text) if text else "" for text in named)
        elif named:
            ids[name] = (id_anywhere if written.any_facet else id_of)(named)
    return replace(action, **ids)  # type: ignore[arg-type]


def word_for(action: Action) -> str:
    """The word for an action, such as `new_term`."""
    return next(word for word, kind in ACTIONS.items() if isinstance(action, kind))
