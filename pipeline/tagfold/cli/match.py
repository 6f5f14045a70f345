"""The commands `tagfold match` and `tagfold cluster`, for anyone with a column of messy tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tagfold.cli.options import AsJson, Encoder, Semantic, encoders_of
from tagfold.cli.screen import plain_errors, progress, say, say_aside, say_json
from tagfold.errors import WrongUsage

if TYPE_CHECKING:
    from tagfold.matching.scorer import Scorer
    from tagfold.tables.tag_column import Columns
    from tagfold.taxonomy.model import Vocabulary
    from tagfold.training.known_pairs import KnownFigures

    Learner = Callable[[Vocabulary, Scorer], list[KnownFigures]]

Input = Annotated[
    Path,
    typer.Argument(
        metavar="INPUT",
        help="A table with a column of tags: CSV, .tsv, .xlsx, .ods, .parquet or .jsonl; - is CSV on standard input.",
    ),
]
Output = Annotated[
    Path, typer.Option("--out", metavar="OUT", help="The file to write, of the same kinds; - is standard output.")
]
Column = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The column with the tags. [default: the only one, or the one called variant, tag, tags, term, label or "
        "keyword]",
        show_default=False,
    ),
]
Id = Annotated[
    str | None,
    typer.Option("--id", metavar="NAME", help="A column that is not the tags.", show_default=False),
]
Split = Annotated[
    str | None,
    typer.Option(metavar="MARK", help="What separates the tags of one cell, e.g. ';'.", show_default=False),
]
Delimiter = Annotated[
    str | None,
    typer.Option(metavar="MARK", help="What separates the cells of a CSV. [default: found out]", show_default=False),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The encoding of a CSV, e.g. cp1252. [default: UTF-8, UTF-16 or cp1252, found out]",
        show_default=False,
    ),
]
Learn = Annotated[
    Path | None,
    typer.Option(
        "--learn",
        metavar="KNOWN",
        help="Known pairs: columns `variant,term`, perhaps `judgement` (accept or reject). They are used as decided, "
        "and say from which score others are taken.",
        show_default=False,
    ),
]
IgnoreNumbers = Annotated[
    bool | None,
    typer.Option(
        "--ignore-numbers/--keep-numbers",
        help="Whether tags that differ in a number alone are one: php5, php7. [default: as known pairs say, else not]",
        show_default=False,
    ),
]
NoHeader = Annotated[bool, typer.Option("--no-header", help="The first row is tags too; columns are named 1, 2, ….")]


app = typer.Typer()


@app.command(epilog="Example:  tagfold match tags.csv --terms terms.csv --mappings known.csv --out matched.csv")
def match(
    input_: Input,
    out: Output,
    terms: Annotated[Path, typer.Option(metavar="TERMS", help="The table of terms.")],
    mappings: Annotated[
        Path | None,
        typer.Option(metavar="MAPPINGS", help="Known variants: columns `variant,label`.", show_default=False),
    ] = None,
    *,
    learn: Learn = None,
    column: Column = None,
    id_: Id = None,
    split: Split = None,
    terms_column: Annotated[str, typer.Option(metavar="NAME", help="The column with the terms.")] = "label",
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    no_header: NoHeader = False,
    ignore_numbers: IgnoreNumbers = None,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Find each tag's term in a list of terms. Needs no database and no taxonomy.

    OUT has the rows and columns of INPUT, then: outcome (mapped: known; auto: sure; review: the best candidate, for a
    person; new: none; not_a_tag), label, score (0 to 1), reason, and up to five candidates as JSON, best first. With
    --split a cell has the labels of all its tags, and the rest of the least certain one.
    """
    from tagfold.cli.render_match import match_lines, twins_data
    from tagfold.semantic.selection import choose
    from tagfold.tables.match_and_cluster import match_table
    from tagfold.tables.term_lists import Lists, read_lists
    from tagfold.training.known_pairs import match_learnt

    with plain_errors():
        columns = _columns(column, id_, split, delimiter, encoding, no_header, out, as_json)
        notes: list[str] = []
        tell = notes.append if as_json else say_aside
        scorer = choose(encoders_of(semantic, encoder)).scorer
        with progress("matching tags") as watch:
            listed = read_lists(Lists(terms, mappings, terms_column, learn))
            learnt = _learnt(listed.vocabulary if learn else None, scorer, ignore_numbers, match_learnt)
            found = match_table(input_, listed, out, learnt.scorer, columns=columns, tell=tell, watch=watch)
        tags = sum(found.counts.values())
        if as_json:
            tagged = {"tags": tags, "outcomes": found.counts, "twins": twins_data(found.twins), **learnt.data}
            say_json({"out": str(out), "column": found.tags.column, "notes": notes, **tagged})
            return
        _say_result(out, [*match_lines(found), *learnt.lines])


@app.command(epilog="Example:  tagfold cluster tags.csv --out clusters.csv")
def cluster(
    input_: Input,
    out: Output,
    *,
    learn: Learn = None,
    column: Column = None,
    id_: Id = None,
    split: Split = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    no_header: NoHeader = False,
    ignore_numbers: IgnoreNumbers = None,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Put tags of one meaning together. Needs no list of terms.

    OUT has the rows and columns of INPUT, then: the label of the tag's cluster (one of its tags), and how likely
    (0 to 1) the tag means the same as the label. With --learn, tags that mean a known term come under its label.
    """
    from tagfold.finding import counted
    from tagfold.semantic.selection import choose
    from tagfold.tables.match_and_cluster import cluster_table
    from tagfold.tables.term_lists import read_known
    from tagfold.training.known_pairs import both_learnt

    with plain_errors():
        columns = _columns(column, id_, split, delimiter, encoding, no_header, out, as_json)
        notes: list[str] = []
        tell = notes.append if as_json else say_aside
        scorer = choose(encoders_of(semantic, encoder)).scorer
        with progress("looking for candidates") as watch:
            known = read_known(learn) if learn else None
            learnt = _learnt(known.vocabulary if known else None, scorer, ignore_numbers, both_learnt)
            tags, members = cluster_table(
                input_, out, learnt.scorer, columns=columns, known=known, tell=tell, watch=watch
            )
        joined = [member for member in members if member.raw != member.label]
        weakest = min(joined, key=lambda member: (member.score, member.raw), default=None)
        found = len({member.label for member in members})
        if as_json:
            link = {"tag": weakest.raw, "label": weakest.label, "score": round(weakest.score, 4)} if weakest else None
            counts = {"tags": len(members), "clusters": found, **learnt.data}
            say_json({"out": str(out), "column": tags.column, "notes": notes, **counts, "weakest_link": link})
            return
        lines = [f"{counted(len(members), 'tag')} in {counted(found, 'cluster')}"]
        lines += [f"the weakest link: '{weakest.raw}' under '{weakest.label}' ({weakest.score:.2f})"] if weakest else []
        _say_result(out, [*lines, *learnt.lines])


def _columns(
    column: str | None,
    id_: str | None,
    split: str | None,
    delimiter: str | None,
    encoding: str | None,
    no_header: bool,
    out: Path,
    as_json: bool,
) -> Columns:
    """What the options say of the input. Raises WrongUsage if they cannot be meant."""
    from tagfold.tablefiles.table_file import STANDARD, Reading
    from tagfold.tables.tag_column import Columns

    delimiter = "\t" if delimiter == "\\t" else delimiter
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise WrongUsage(f"--delimiter '{delimiter}' is not one character", remedy="name one such as ';'")
    if split == "":
        raise WrongUsage("--split is empty", remedy="name a mark such as ';'")
    if out == STANDARD and as_json:
        raise WrongUsage("--json and --out - both need standard output", remedy="name a file with --out")
    return Columns(column, id_, split, Reading(delimiter, encoding, not no_header))


class _Learnt(NamedTuple):
    """The scorer after what known pairs say, and that in words and as data."""

    scorer: Scorer
    lines: list[str]
    data: dict[str, object]


def _learnt(known: Vocabulary | None, scorer: Scorer, ignore_numbers: bool | None, learn: Learner) -> _Learnt:
    """`ignore_numbers` is None where nobody said it."""
    from tagfold.cli.render_match import known_data, known_lines, numbers_line
    from tagfold.matching.matcher import Matcher

    lines = []
    scorer = replace(scorer, ignore_numbers=bool(ignore_numbers))
    if known and ignore_numbers is None and (numbers := Matcher(known).known_numbers).say_nothing:
        scorer = numbers.acting(scorer)
        lines.append(numbers_line(numbers))
    figures = learn(known, scorer) if known else []
    lines = [*(line for one in figures for line in known_lines(one)), *lines]
    data = {"learnt": [*map(known_data, figures)], "numbers_ignored": bool(scorer.ignore_numbers)}
    return _Learnt(figures[-1].scorer if figures else scorer, lines, data)


def _say_result(out: Path, lines: Sequence[str]) -> None:
    """The summary, on stderr if standard output has the table."""
    from tagfold.tablefiles.table_file import STANDARD

    first, *others = lines
    tell = say_aside if out == STANDARD else say
    tell(first if out == STANDARD else f"{out}: {first}")
    for line in others:
        tell(line)
