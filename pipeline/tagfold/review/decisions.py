"""A table of decisions, as CSV that people and `tagfold taxonomy import` write, and as the JSON of a plan.

Columns, all but the first two empty where an action has no use for them:

    facet       the facet
    action      accept, reject, new_term, split, not_a_tag, unsure; rename, move, merge, split_term, deprecate, define
    tag         the tag that the first six are about, in any spelling; for split_term the variants, joined by |
    term        accept, reject: the term's id or label; the last six: the term that is changed
    into        new_term, move: the broader term; merge, deprecate: the term to use instead; split: the terms, by |
    label       new_term, rename, split_term: the new label
    definition  new_term, split_term, define: one line
    note        why, where a reader would wonder
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import (
    Accept,
    Action,
    Define,
    Deprecate,
    MarkNotATag,
    Merge,
    Move,
    NewTerm,
    Reject,
    Rename,
    SplitTag,
    SplitTerm,
    TagAction,
    Unsure,
)
from tagfold.taxonomy.interchange.plan import Action as Ask
from tagfold.taxonomy.interchange.plan import Proposal
from tagfold.taxonomy.interchange.plan_table import read_plan
from tagfold.taxonomy.interchange.spreadsheet import from_csv
from tagfold.taxonomy.model import Judgement

DECISION_COLUMNS = ("facet", "action", "tag", "term", "into", "label", "definition", "note")

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """One row: the action wanted on `subject`, a tag in some spelling or a term's id or label."""

    facet: str
    subject: str
    action: Action
    cells: tuple[str, ...]
    line: int

    @property
    def about_tag(self) -> bool:
        """Whether the subject is a tag."""
        return isinstance(self.action, TagAction)


_MAKE: dict[str, tuple[tuple[str, ...], Callable[[Cells], Action]]] = {
    "accept": (("tag", "term"), lambda c: Accept(c["term"], note=c["note"])),
    "reject": (("tag", "term"), lambda c: Reject(c["term"], c["note"])),
    "new_term": (
        ("label",),
        lambda c: NewTerm(c["label"], c["into"] or None, c["definition"], note=c["note"]),
    ),
    "split": (("tag", "into"), lambda c: SplitTag(_list(c["into"]), c["note"])),
    "not_a_tag": (("tag",), lambda c: MarkNotATag(note=c["note"])),
    "unsure": (("tag",), lambda c: Unsure(c["note"], c["term"] or None)),
    "rename": (("term", "label"), lambda c: Rename(c["label"])),
    "move": (("term",), lambda c: Move(c["into"] or None)),
    "merge": (("term", "into"), lambda c: Merge(c["into"])),
    "split_term": (("term", "label", "tag"), lambda c: SplitTerm(c["label"], _list(c["tag"]), c["definition"])),
    "deprecate": (("term",), lambda c: Deprecate(c["into"] or None)),
    "define": (("term", "definition"), lambda c: Define(c["definition"])),
}
"""For each action the columns it needs, and how it is made of them."""


def read_decisions(text: str, path: str) -> tuple[list[Request], int]:
    """The decisions of a table, or of a plan by `tagfold taxonomy import`, and how many of its rows ask for nothing.

    Raises TaxonomyError, with `path` and line, at a row that cannot be understood.
    """
    rows = list(from_csv(text, path))
    if rows and {"judgement", "source"} <= rows[0][1].keys():
        proposals = read_plan(text, path)
        wanted = [p for p in proposals if p.action in (Ask.ADD_TERM, Ask.ADD_MAPPING)]
        return list(_of_import(wanted, path)), len(proposals) - len(wanted)
    return [request(cells, path, line) for line, cells in rows], 0


def request(cells: Cells, path: str, line: int) -> Request:
    """One row of cells, by column name, as a request."""
    full = {column: " ".join(cells.get(column, "").split()) for column in DECISION_COLUMNS}
    if full["action"] not in _MAKE:
        raise TaxonomyError(
            f"action '{full['action']}' is not known", path=path, line=line, remedy=f"write one of: {', '.join(_MAKE)}"
        )
    needs, make = _MAKE[full["action"]]
    missing = [column for column in ("facet", *needs) if not full[column]]
    if missing:
        problem = f"'{full['action']}' needs the column {missing[0]}"
        raise TaxonomyError(problem, path=path, line=line, remedy="fill it in or delete the row")
    action = make(full)
    about_tag = isinstance(action, TagAction)
    subject = (full["tag"] or full["label"]) if about_tag else full["term"]
    return Request(full["facet"], subject, action, tuple(full[c] for c in DECISION_COLUMNS), line)


def _of_import(proposals: list[Proposal], path: str) -> Iterator[Request]:
    """The proposals of an import, new terms first; parts of one variant become one split."""
    parts: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for place, proposal in enumerate(proposals, 2):
        cells = {"facet": proposal.facet, "tag": proposal.variant, "note": proposal.note}
        target = proposal.term_id or proposal.label
        if proposal.action is Ask.ADD_TERM:
            yield request({**cells, "tag": "", "action": "new_term", "label": proposal.label}, path, place)
        elif proposal.judgement is Judgement.ACCEPT:
            parts[proposal.facet, form_key(proposal.variant)].append(proposal)
        else:
            yield request({**cells, "action": proposal.judgement.value, "term": target}, path, place)
    for group in parts.values():
        group.sort(key=lambda proposal: proposal.part)
        first = group[0]
        targets = [proposal.term_id or proposal.label for proposal in group]
        cells = {"facet": first.facet, "tag": first.variant, "note": first.note}
        if len(group) == 1:
            yield request({**cells, "action": "accept", "term": targets[0]}, path, 0)
        else:
            yield request({**cells, "action": "split", "into": "|".join(targets)}, path, 0)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in text.split("|")) if part)
