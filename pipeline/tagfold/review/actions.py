"""What a curator can decide: about a tag that waits, and about a term that stands.

Each is a frozen value. `edits` turns it into rows of terms.csv and mappings.csv.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accept:
    """The tag means this term. `also` are the keys of other waiting tags that mean it too."""

    term_id: str
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """The tag does not mean this term, and is never to be proposed for it again. It goes on waiting."""

    term_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewTerm:
    """The tag means a term that is not there yet. `also` are the keys of other waiting tags that mean it too."""

    label: str
    broader_id: str | None = None
    definition: str = ""
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SplitTag:
    """The tag glues several terms together, in this order: each part is a term id, a label, or a new label."""

    parts: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class MarkNotATag:
    """The tag names no concept. `also` are the keys of other waiting tags that name none."""

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

    broader_id: str | None


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


TagAction = Accept | Reject | NewTerm | SplitTag | MarkNotATag | Unsure
"""About a waiting tag, named by its key."""

TermAction = Rename | Move | Merge | SplitTerm | Deprecate | Define
"""About a term, named by its id."""

Action = TagAction | TermAction

WORDS: dict[type[Action], str] = {
    Accept: "accept", Reject: "reject", NewTerm: "new_term", SplitTag: "split", MarkNotATag: "not_a_tag",
    Unsure: "unsure",
    Rename: "rename", Move: "move", Merge: "merge", SplitTerm: "split_term", Deprecate: "deprecate", Define: "define",
}  # fmt: skip
"""The word by which the history and a file of decisions call each action."""


def word_for(action: Action) -> str:
    """The word for an action, such as `new_term`."""
    return WORDS[type(action)]
