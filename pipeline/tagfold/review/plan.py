"""Many decisions at once: worked out one after the other, shown before anything is written, then written as planned.

A table of decisions is CSV or a workbook that people and `tagfold taxonomy import` write, and the JSON of a plan.
Columns, all but the first two empty where an action has no use for them:

    facet       the facet
    action      accept, reject, new_term, split, not_a_tag, unsure; rename, move, merge, split_term, deprecate, define,
                translate, relate, unrelate, scope
    tag         the tag that the first six are about, in any spelling; for split_term the variants, joined by |
    term        accept, reject: the term's id or label; the last ten: the term that is changed
    into        new_term, move: the broader term; merge, deprecate: the term to use instead; split: the terms, by |;
                relate, unrelate: the other term, of any facet (`methods: interviews` where its label is in several)
    label       new_term, rename, split_term, translate: the new label
    language    translate: the BCP 47 tag of its language
    definition  new_term, split_term, define: one line; scope: how to use the term, empty for no note
    note        why, where a reader would wonder
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tagfold.commands import DATABASE
from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.io import save
from tagfold.matching.form import form_key
from tagfold.matching.scorer import Scorer
from tagfold.records import Row
from tagfold.review.action_edits import edits_of
from tagfold.review.actions import ACTIONS, Action, MissingField, NewTerm, TagAction, Written, action_of, with_term_ids
from tagfold.review.edit_context import EditContext, one_line
from tagfold.review.loading import load_state
from tagfold.review.preview import Preview, ReportCounts, preview_of
from tagfold.review.related_edits import term_named, written_in
from tagfold.review.taxonomy_folder import TaxonomyFolder, draft_of
from tagfold.taxonomy.edits import Edit, edited, without_lines
from tagfold.taxonomy.exchange.csv_format import read_proposals
from tagfold.taxonomy.exchange.proposals import Ask, Proposal
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Judgement, Vocabulary, vocabulary_of
from tagfold.taxonomy.store import alone

DECISION_COLUMNS = ("facet", "action", "tag", "term", "into", "label", "language", "definition", "note")

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

    @property
    def note(self) -> str:
        """Why; also for an action on a term, which has no row of `mappings.csv` to hold it."""
        return self.cells[DECISION_COLUMNS.index("note")]


def read_decisions(table: Iterable[tuple[int, Row]], path: str) -> tuple[list[Request], int]:
    """The decisions of a table, given as lines and rows, or of the proposals of `tagfold taxonomy import`; and how many
    rows need no change.

    Raises TaxonomyError, with `path` and line, at a row that cannot be understood.
    """
    rows = list(table)
    if rows and {"judgement", "source"} <= rows[0][1].keys():
        proposals = read_proposals(rows, path)
        wanted = [p for p in proposals if p.action not in (Ask.CONFLICT, Ask.ALREADY_KNOWN)]
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
        elif proposal.action is Ask.ADD_LABEL:
            name = {"label": proposal.variant, "language": proposal.language}
            yield request({**cells, **name, "action": "translate", "term": target}, path, place)
        elif proposal.action is Ask.ADD_SCOPE_NOTE:
            yield request({**cells, "action": "scope", "term": target, "definition": proposal.variant}, path, place)
        elif proposal.action is Ask.ADD_RELATED:
            yield request({**cells, "action": "relate", "term": target, "into": proposal.variant}, path, place)
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


PLAN = "tagfold plan 1"
"""The first words of a plan file."""

MADE_BY = "name a file that tagfold plan wrote"


@dataclass(frozen=True)
class Step:
    """One decision of a plan with the rows it changes."""

    request: Request
    facet: str
    subject: str
    edits: tuple[Edit, ...]


def steps_of(
    vocabularies: dict[str, Vocabulary],
    requests: Sequence[Request],
    who: tuple[str, str],
    new_term_id: Callable[[str, list[str]], str],
    path: str,
) -> Iterator[Step]:
    """Each decision on the vocabulary that those before it leave. `who` is the curator and the day.

    `new_term_id` gives a new id for a facet and the ids it has. Raises TaxonomyError, with `path` and line, at the
    first decision that contradicts an earlier one.
    """
    now = {name: without_lines(vocabulary) for name, vocabulary in vocabularies.items()}
    for wanted in requests:
        try:
            step = _step(now, wanted, who, new_term_id)
        except (TaxonomyError, WrongUsage) as error:
            raise TaxonomyError(error.problem, path=path, line=wanted.line or None, remedy=error.remedy) from None
        now[step.facet] = edited(now[step.facet], step.edits)
        yield step


def _step(
    now: dict[str, Vocabulary],
    wanted: Request,
    who: tuple[str, str],
    new_term_id: Callable[[str, list[str]], str],
) -> Step:
    vocabulary = vocabulary_of(now, wanted.facet)
    key, raw, name = form_key(wanted.subject), one_line(wanted.subject), vocabulary.facet.name
    own = [term.term_id for term in vocabulary.terms]

    def readable(one: str) -> str:
        return raw if one == key else one

    def next_id() -> str:
        own.append(new_term_id(name, own))
        return own[-1]

    context = EditContext(vocabulary, *who, readable, next_id, now)
    action = with_term_ids(  # a table may name terms by their label
        wanted.action, lambda name: _id(context, name), lambda name: term_named(now, wanted.facet, name)
    )
    if wanted.about_tag and not key:
        raise TaxonomyError(f"the tag '{raw}' has neither letter nor digit", remedy="delete the row")
    if wanted.about_tag:
        return Step(wanted, name, raw, tuple(edits_of(context, key, action)))
    facet, [(subject, action)] = written_in(now, name, _id(context, wanted.subject), action)
    return Step(wanted, facet, subject, tuple(edits_of(replace(context, vocabulary=now[facet]), subject, action)))


def _id(context: EditContext, name: str) -> str:
    if name in context.vocabulary.by_id:
        return name
    if term := context.labelled(name):
        return term.term_id
    raise TaxonomyError(f"there is no term '{name}'", remedy="write a term_id, or a label as it is in terms.csv")


def make_plan(
    folder: Path, database: Path, requests: Sequence[Request], path: str, scorer: Scorer | None = None
) -> tuple[str, list[Preview]]:
    """The text of the plan file, and for each facet what the decisions together would change. Nothing is written."""
    home = TaxonomyFolder(folder)
    vocabularies = dict(home.taxonomy.vocabularies)
    steps = list(steps_of(vocabularies, requests, ("plan", "2000-01-01"), home.new_term_id, path))
    state = load_state(database, home.taxonomy, scorer)
    facets = dict.fromkeys(step.facet for step in steps)
    previews = []
    for facet in facets:
        edits = [edit for step in steps if step.facet == facet for edit in step.edits]
        previews.append(preview_of(ReportCounts(database), state, facet, edits))
    content = {
        "plan": PLAN,
        "taxonomy_sha256": home.taxonomy.sha256,
        "database": str(database),
        "columns": DECISION_COLUMNS,
        "decisions": [step.request.cells for step in steps],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n", previews


def write_plan(path: Path, text: str) -> None:
    """Write the plan file whole or not at all."""
    save(path, text, remedy="name another file with --out")


def apply_plan(plan: Path, folder: Path, by: str, now: Callable[[], datetime]) -> tuple[list[Entry], Path]:
    """Write the decisions of a plan file in one step, a line of history each; name the database it was made with.

    Raises TaxonomyError if the taxonomy is not the one that was planned for; nothing is written then.
    """
    digest, requests, database = _read(plan)
    home = TaxonomyFolder(folder)
    with alone(folder):
        if home.read().sha256 != digest:
            raise TaxonomyError(
                "the taxonomy has changed since this plan was made", path=str(plan), remedy="make the plan again"
            )
        day = now().date().isoformat()
        vocabularies = dict(home.taxonomy.vocabularies)
        steps = list(steps_of(vocabularies, requests, (by, day), home.new_term_id, str(plan)))
        entries = []
        for step in steps:  # each of a time of its own, so that each can be undone alone
            wanted = step.request
            draft = draft_of(wanted.action, step.facet, step.subject, step.edits, wanted.note)
            entries += home.entries_for(now(), by, [draft])
        home.write([(step.facet, edit) for step in steps for edit in step.edits], entries)
        return entries, database


def _read(plan: Path) -> tuple[str, list[Request], Path]:
    try:
        content = json.loads(plan.read_text(encoding="utf-8"))
        rows = [dict(zip(content["columns"], map(str, cells), strict=True)) for cells in content["decisions"]]
        digest = str(content["taxonomy_sha256"]) if content["plan"] == PLAN else ""
        database = Path(content.get("database", DATABASE))
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {plan}", remedy=MADE_BY) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise TaxonomyError("this is not a plan file", path=str(plan), remedy=MADE_BY) from None
    return digest, [request(cells, str(plan), 0) for cells in rows], database
