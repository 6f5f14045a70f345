"""The commands `tagfold review`, `plan` and `apply`: options, words on the screen, exit codes."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagfold.cli.options import AsJson, Curator, Database, Encoder, Folder, Semantic, encoders_of
from tagfold.cli.screen import git_name, plain_errors, say, say_aside, say_json, typed_key, typed_line
from tagfold.commands import DATABASE, TAXONOMY, command

if TYPE_CHECKING:
    from tagfold.matching.scorer import Scorer
    from tagfold.review.session import ReviewSession

app = typer.Typer()


@app.command(
    epilog="Examples:  tagfold review   |   tagfold review --as Ada --no-browser   |   "
    "tagfold review --terminal --facet datasources"
)
def review(
    db: Database = DATABASE,
    taxonomy: Folder = TAXONOMY,
    curator: Curator = None,
    facet: Annotated[str | None, typer.Option(help="Only this facet.", show_default=False)] = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Decide in the terminal, not on a page.")] = False,
    auto: Annotated[
        bool, typer.Option("--auto", help="Review what was decided automatically, the least sure first.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The page's port on 127.0.0.1; 0 takes one that is free.")
    ] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    *,
    listed: Annotated[
        bool, typer.Option("--list", help="List the tags in the queue and stop; --json does this too.")
    ] = False,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Review the tags in the queue: accept, reject, split, create terms. Each decision is saved at once.

    Opens a page on 127.0.0.1 (pip install 'tagfold[review]') until Ctrl-C; or goes through the queue in the terminal.
    """
    with plain_errors(db=db, taxonomy=taxonomy, semantic=semantic, encoder=encoder):
        from tagfold.semantic.selection import choose

        scorer = choose(encoders_of(semantic, encoder), taxonomy).scorer
        if listed or as_json:
            _list(taxonomy, db, facet, auto, scorer, as_json)
            return
        listing, who = "doubt" if auto else "", curator or git_name()
        if terminal:
            _in_terminal(taxonomy, db, who, scorer, facet, listing)
            return
        from tagfold.review.stopped_merge import StoppedMerge
        from tagfold.review.web.launch import launch

        merge = StoppedMerge(taxonomy, who, _now)
        opening = partial(_session, taxonomy, db, who, scorer, facet)
        launch(merge, db, opening, say, port=port, browser=browser, facet=facet, listing=listing)


def _now() -> datetime:
    return datetime.now(UTC)


def _session(taxonomy: Path, db: Path, who: str, scorer: Scorer, facet: str | None) -> ReviewSession:
    from tagfold.review.session import ReviewSession

    session = ReviewSession(taxonomy, db, who, _now, scorer, say_aside)
    if facet:
        session.vocabulary(facet)
    return session


def _in_terminal(taxonomy: Path, db: Path, who: str, scorer: Scorer, facet: str | None, listing: str) -> None:
    """What a git merge left open, and then the queue, by keys."""
    from tagfold.finding import counted
    from tagfold.review.guide import guide_lines
    from tagfold.review.merge_keys import settle
    from tagfold.review.stopped_merge import StoppedMerge
    from tagfold.review.terminal import review
    from tagfold.review.terminal_prompts import Screen
    from tagfold.warehouse.runs import ingest_again

    merge, screen = StoppedMerge(taxonomy, who, _now), Screen(typed_key, typed_line, say)
    for line in merge.merge():
        say(f"{line}.")
    if not settle(merge, screen):
        return
    session = _session(taxonomy, db, who, scorer, facet)
    if session.last() is None:
        screen.show(guide_lines())
    made_by = f"{counted(review(session, screen, facet, listing), 'decision')} by {session.curator}"
    say(f"{made_by}; `{ingest_again(db)}` brings them into the database")


def _list(taxonomy: Path, db: Path, facet: str | None, auto: bool, scorer: Scorer, as_json: bool) -> None:
    """The queue, or what was decided automatically, as a table or as JSON."""
    from tagfold.cli.render import table
    from tagfold.cli.render_review import ITEM_COLUMNS, item_data, item_rows
    from tagfold.review.loading import load_state
    from tagfold.taxonomy.files import read_taxonomy

    state = load_state(db, read_taxonomy(taxonomy), scorer, say_aside)
    queue = state.auto_decisions.order("doubt") if auto else state.queue
    items = queue.page(facet, 0, queue.count(facet))
    if as_json:
        say_json({"tags": len(items), "items": [item_data(item, state.vocabularies) for item in items]})
        return
    for line in table(item_rows(items, state.vocabularies), ITEM_COLUMNS):
        say(line)


@app.command(epilog="Example:  tagfold draft topics   |   tagfold draft --least 3 --out decisions.csv")
def draft(
    facets: Annotated[
        list[str] | None,
        typer.Argument(metavar="FACET", help="The facets. [default: every curated one]", show_default=False),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Where to write the table: .csv, or .xlsx for Excel.", metavar="FILE")
    ] = Path("decisions.csv"),
    least: Annotated[int, typer.Option(min=1, help="Leave out terms with fewer uses.")] = 1,
    db: Database = DATABASE,
    taxonomy: Folder = TAXONOMY,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Draft a first taxonomy: put similar new tags together, as a table of decisions to read and cut.

    Nothing is decided by it: `tagfold plan` shows what the table would do, and `tagfold apply` does it.
    """
    with plain_errors(db=db, taxonomy=taxonomy, semantic=semantic, encoder=encoder):
        from tagfold.finding import counted
        from tagfold.review.draft import DRAFT_COLUMNS
        from tagfold.review.draft import draft as drafted
        from tagfold.semantic.selection import choose
        from tagfold.tablefiles.table_file import write_table
        from tagfold.taxonomy.files import read_taxonomy
        from tagfold.taxonomy.model import Kind, vocabulary_of

        known = read_taxonomy(taxonomy).vocabularies
        curated = [name for name, vocabulary in known.items() if vocabulary.facet.kind is Kind.CURATED]
        chosen = [vocabulary_of(known, name).facet.name for name in facets or curated]
        rows, terms = drafted(db, chosen, choose(encoders_of(semantic, encoder), taxonomy).scorer, least)
        if tags := len(rows):
            write_table(out, DRAFT_COLUMNS, rows, inputs=[db])
        if as_json:
            say_json({"table": str(out) if tags else None, "terms": terms, "tags": tags})
        elif tags:
            say(f"{out}: {counted(terms, 'term')} for {counted(tags, 'tag')}; delete the rows that you do not want.")
            say(f"`{command('plan', out)}` shows what the others would do.")
        else:
            say("There are no new tags to draft terms for.")


@app.command(
    epilog="Example:  tagfold plan decisions.csv --out decisions.plan   |   the columns of decisions.csv: facet, "
    "action, tag, term, into, label, definition, note (see docs/review.md)"
)
def plan(
    decisions: Annotated[
        Path, typer.Argument(metavar="DECISIONS", help="A table of decisions or of proposals: CSV, .xlsx or .ods.")
    ],
    out: Annotated[Path, typer.Option(help="Where to write the plan.", metavar="PLAN")] = Path("decisions.plan"),
    db: Database = DATABASE,
    taxonomy: Folder = TAXONOMY,
    limit: Annotated[int, typer.Option(min=0, help="Lines of each list to show; 0 shows all.")] = 10,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Show what a table of decisions would change, and write a plan to apply. The taxonomy stays as it is."""
    with plain_errors(db=db, taxonomy=taxonomy, semantic=semantic, encoder=encoder):
        from tagfold.cli.render_review import preview_data
        from tagfold.finding import counted
        from tagfold.review.plan import make_plan, read_decisions, write_plan
        from tagfold.review.preview import chart_lines, impact_lines
        from tagfold.semantic.selection import choose
        from tagfold.tablefiles.table_file import Reading, read_table

        table = read_table(decisions, Reading(fill=True))
        for note in table.notes():
            say_aside(note)
        requests, passed = read_decisions(table.texts(), str(decisions))
        scorer = choose(encoders_of(semantic, encoder), taxonomy).scorer
        content, previews = make_plan(taxonomy, db, requests, str(decisions), scorer)
        write_plan(out, content)
        if as_json:
            changes = [preview_data(preview) for preview in previews]
            say_json({"plan": str(out), "decisions": len(requests), "no_change": passed, "facets": changes})
            return
        for preview in previews:
            say(f"{preview.facet}:")
            for line in (*impact_lines(preview.impact, preview.label, limit), *chart_lines(preview.chart, limit)):
                say(f"  {line}")
        unchanged = f"; {counted(passed, 'row')} need{'' if passed > 1 else 's'} no change" if passed else ""
        say(
            f"{counted(len(requests), 'decision')}{unchanged}; `{command('apply', out)}` writes them, "
            "if the taxonomy has not changed by then"
        )


@app.command(epilog="Example:  tagfold apply decisions.plan --as Ada")
def apply(
    file: Annotated[Path, typer.Argument(metavar="PLAN", help="What 'tagfold plan' wrote.")],
    taxonomy: Folder = TAXONOMY,
    curator: Curator = None,
    as_json: AsJson = False,
) -> None:
    """Write the decisions of a plan. Refuses if the taxonomy changed since the plan was made."""
    with plain_errors(taxonomy=taxonomy):
        from tagfold.cli.render_review import entry_data
        from tagfold.finding import counted
        from tagfold.review.plan import apply_plan
        from tagfold.warehouse.runs import ingest_again

        entries, database = apply_plan(file, taxonomy, curator or git_name(), lambda: datetime.now(UTC))
        if as_json:
            say_json({"taxonomy": str(taxonomy), "decisions": [entry_data(entry) for entry in entries]})
            return
        say(
            f"{counted(len(entries), 'decision')} written to {taxonomy}; "
            f"`{ingest_again(database)}` brings them into the database"
        )
