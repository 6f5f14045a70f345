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
from collections.abc import Iterator
from dataclasses import dataclass

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import ACTIONS, Action, MissingField, NewTerm, TagAction, Written, action_of
from tagfold.taxonomy.exchange.csv_format import from_csv, read_proposals
from tagfold.taxonomy.exchange.proposals import Ask, Proposal
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


def read_decisions(text: str, path: str) -> tuple[list[Request], int]:
    """The decisions of a table, or of the proposals of `tagfold taxonomy import`, and how many rows need no change.

    Raises TaxonomyError, with `path` and line, at a row that cannot be understood.
    """
    rows = list(from_csv(text, path))
    if rows and {"judgement", "source"} <= rows[0][1].keys():
        proposals = read_proposals(text, path)
        wanted = [p for p in proposals if p.action in (Ask.ADD_TERM, Ask.ADD_MAPPING)]
        return list(_of_import(wanted, path)), len(proposals) - len(wanted)
    return [request(cells, path, line) for line, cells in rows], 0


def request(cells: Cells, path: str, line: int) -> Request:
    """One row of cells, by column name, as a request."""
    full = {column: " ".join(cells.get(column, "").split()) for column in DECISION_COLUMNS}
    word = full["action"]
    if word not in ACTIONS:
        problem = f"'{word}' is not an action"
        raise TaxonomyError(problem, path=path, line=line, remedy=f"write one of: {', '.join(ACTIONS)}")
    about_tag = issubclass(ACTIONS[word], TagAction)
    subject = full["tag" if about_tag else "term"]
    needed = ["facet"] if ACTIONS[word] is NewTerm else ["facet", "tag" if about_tag else "term"]
    for column in needed:
        if not full[column]:
            raise _lacking(word, column, path, line)
    try:
        action = action_of(word, lambda written: _texts(full, written))
    except MissingField as error:
        raise _lacking(word, error.written.column, path, line) from None
    return Request(full["facet"], subject or full["label"], action, tuple(full[c] for c in DECISION_COLUMNS), line)


def _lacking(word: str, column: str, path: str, line: int) -> TaxonomyError:
    return TaxonomyError(
        f"'{word}' needs the column {column}", path=path, line=line, remedy="fill it in or delete the row"
    )


def _texts(cells: Cells, written: Written) -> tuple[str, ...]:
    """What a row says of a field of its action; several texts are joined by |."""
    cell = cells.get(written.column, "")
    parts = cell.split("|") if written.many else [cell]
    return tuple(part.strip() for part in parts if part.strip())


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
