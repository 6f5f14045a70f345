"""Many decisions at once: worked out one after the other, shown before anything is written, then written as planned."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tagfold.commands import DATABASE
from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.io import save
from tagfold.matching.form import form_key
from tagfold.matching.scorer import Scorer
from tagfold.review.actions import with_term_ids, word_for
from tagfold.review.decisions import DECISION_COLUMNS, Request, request
from tagfold.review.edit_context import EditContext, one_line
from tagfold.review.loading import load_state
from tagfold.review.preview import Preview, ReportCounts, preview_of
from tagfold.review.tag_edits import tag_edits
from tagfold.review.taxonomy_folder import Draft, TaxonomyFolder
from tagfold.review.term_edits import term_edits
from tagfold.taxonomy.edits import Edit, edited, without_lines
from tagfold.taxonomy.files import read_taxonomy, taxonomy_digest
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Vocabulary, vocabulary_of

PLAN = "tagfold plan 1"
"""The first words of a plan file."""

MADE_BY = "name a file that tagfold plan wrote"


@dataclass(frozen=True)
class Step:
    """One decision of a plan with the rows it changes."""

    request: Request
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
            vocabulary = vocabulary_of(now, wanted.facet)
            step = _step(vocabulary, wanted, who, new_term_id)
        except (TaxonomyError, WrongUsage) as error:
            raise TaxonomyError(error.problem, path=path, line=wanted.line or None, remedy=error.remedy) from None
        now[wanted.facet] = edited(vocabulary, step.edits)
        yield step


def _step(
    vocabulary: Vocabulary, wanted: Request, who: tuple[str, str], new_term_id: Callable[[str, list[str]], str]
) -> Step:
    key, raw, name = form_key(wanted.subject), one_line(wanted.subject), vocabulary.facet.name
    own = [term.term_id for term in vocabulary.terms]

    def readable(one: str) -> str:
        return raw if one == key else one

    def next_id() -> str:
        own.append(new_term_id(name, own))
        return own[-1]

    context = EditContext(vocabulary, *who, readable, next_id)
    action = with_term_ids(wanted.action, lambda name: _id(context, name))  # a table may name terms by their label
    if wanted.about_tag:
        if not key:
            raise TaxonomyError(f"the tag '{raw}' has neither letter nor digit", remedy="delete the row")
        return Step(wanted, raw, tuple(tag_edits(context, key, action)))  # type: ignore[arg-type]
    term_id = _id(context, wanted.subject)
    return Step(wanted, term_id, tuple(term_edits(context, term_id, action)))  # type: ignore[arg-type]


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
    facets = dict.fromkeys(step.request.facet for step in steps)
    previews = []
    for facet in facets:
        edits = [edit for step in steps if step.request.facet == facet for edit in step.edits]
        previews.append(preview_of(ReportCounts(database), state, facet, edits))
    content = {
        "plan": PLAN,
        "taxonomy_sha256": taxonomy_digest(folder),
        "database": str(database),
        "columns": DECISION_COLUMNS,
        "decisions": [step.request.cells for step in steps],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n", previews


def write_plan(path: Path, text: str) -> None:
    """Write the plan file whole or not at all."""
    save(path, text, remedy="name another file with --out")


def apply_plan(plan: Path, folder: Path, by: str, now: Callable[[], datetime]) -> tuple[list[Entry], Path]:
    """Write the decisions of a plan file, a line of history each; and name the database that it was made with.

    Raises TaxonomyError if the taxonomy is not the one that was planned for; nothing is written then.
    """
    digest, requests, database = _read(plan)
    home = TaxonomyFolder(folder)
    with home.alone():
        if taxonomy_digest(folder) != digest:
            raise TaxonomyError(
                "the taxonomy has changed since this plan was made", path=str(plan), remedy="make the plan again"
            )
        day = now().date().isoformat()
        vocabularies = dict(read_taxonomy(folder).vocabularies)
        steps = list(steps_of(vocabularies, requests, (by, day), home.new_term_id, str(plan)))
        return [_written(home, step, by, now()) for step in steps], database


def _written(home: TaxonomyFolder, step: Step, by: str, now: datetime) -> Entry:
    wanted = step.request
    note = str(getattr(wanted.action, "note", ""))
    draft = Draft(word_for(wanted.action), wanted.facet, step.subject, step.edits, note)
    entries = home.entries_for(now, by, [draft])
    home.write(wanted.facet, step.edits, entries)
    return entries[0]


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
