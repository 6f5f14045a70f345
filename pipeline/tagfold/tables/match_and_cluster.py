"""`match` and `cluster` on other people's tables: every column comes back, and the decisions after them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson

from tagfold.engines.copies import in_copies
from tagfold.engines.deciding import decide_with
from tagfold.matching.clusters import Member, Share, Watch, clusters
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.matching.twins import Twins, twins
from tagfold.settings import cores
from tagfold.tablefiles.workbook import Cell
from tagfold.tables.tag_column import Columns, Tags, read_tags
from tagfold.tables.term_lists import TermList
from tagfold.taxonomy.model import Judgement, Vocabulary

MATCH_COLUMNS = ("outcome", "label", "score", "reason", "candidates")
CLUSTER_COLUMNS = ("label", "score")

CERTAINTY = (Outcome.NOT_A_TAG, Outcome.MAPPED, Outcome.AUTO, Outcome.REVIEW, Outcome.NEW)
"""The outcomes of the parts of a cell: the last of them is the outcome of the cell."""

MOST_CANDIDATES = 5

MOST_COMPARED = 100
"""Labels, the most used ones, that are compared with the rest of the list: the work of as many tags more."""

LOOKS_LIKE_ONE = 0.8
"""The score from which two labels of a list are named: in the lists of the benchmarks most of these are two spellings
of one term, and most of those below are not.
"""


Tell = Callable[[str], None]


class Score(float):
    """A score from 0 to 1, with four digits as text."""

    def __new__(cls, value: float) -> Score:
        return super().__new__(cls, round(value, 4))

    def __str__(self) -> str:
        return f"{float(self):.4f}"


def match_table(
    source: Path,
    listed: TermList,
    out: Path,
    scorer: Scorer | None = None,
    *,
    columns: Columns,
    tell: Tell = lambda line: None,
    watch: Watch = lambda step, done, total: None,
) -> MatchResult:
    """Decide the tags of each row and write `out`. Raises TableError."""
    tags = read_tags(source, columns)
    names = (*MATCH_COLUMNS, "term_id") if listed.has_ids else MATCH_COLUMNS
    for line in [*tags.notes(names), *listed.notes]:
        tell(line)
    cells = list(tags.parts())
    distinct = list(dict.fromkeys(part for parts in cells for part in parts))
    made: dict[str, Matched] = {}
    matcher = Matcher(listed.vocabulary, scorer)
    decided = decide_with(_matched, matcher, distinct, cores())
    for done, (raw, matched) in enumerate(zip(distinct, decided, strict=True), 1):
        made[raw] = matched
        watch("matching tags", done, len(distinct))
    rows = [_row([made[part] for part in parts], tags.joint)[: len(names)] for parts in cells]
    tags.write(out, names, rows, [source, *listed.paths])
    every = [made[part] for parts in cells for part in parts]
    counts = dict.fromkeys((str(outcome) for outcome in Outcome), 0)
    counts |= Counter(str(one.outcome) for one in every)
    taken = Counter(one.label for one in every if one.outcome in (Outcome.MAPPED, Outcome.AUTO))
    most = [label for label, _ in sorted(taken.items(), key=lambda item: (-item[1], item[0]))[:MOST_COMPARED]]
    found = tuple(pair for pair in twins(matcher, most) if pair.score >= LOOKS_LIKE_ONE)
    return MatchResult(tags, counts, found)


@dataclass(frozen=True)
class MatchResult:
    """The tags, their number by outcome, and the labels used that look like one term with another one of the list."""

    tags: Tags
    counts: dict[str, int]
    twins: tuple[Twins, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """What a row of the output needs of the decision about a tag, with its candidates as JSON: of a million tags, whole
    decisions take gigabytes.
    """

    raw: str
    outcome: Outcome
    term_id: str
    score: float | None
    reason: str
    label: str
    candidates: str


def _matched(matcher: Matcher, raws: Sequence[str]) -> list[Matched]:
    terms = matcher.lookup.vocabulary.by_id
    found = []
    for raw, (decision, *_) in zip(raws, matcher.decide_each(raws, compare_mapped=True), strict=True):
        label = terms[decision.term_id].label if decision.term_id else ""
        near = candidates_of(raw, decision, matcher, matcher.lookup.vocabulary)
        listed = [{"label": name, "score": score} for name, score in near]
        shown = orjson.dumps(listed).decode()
        found.append(
            Matched(raw, decision.outcome, decision.term_id or "", decision.score, decision.reason, label, shown)
        )
    return found


def _row(parts: Sequence[Matched], joint: str) -> tuple[Cell, ...]:
    """The added cells of a row: those of its least certain part, with the labels of all."""
    if not parts:
        return (None,) * (len(MATCH_COLUMNS) + 1)
    weakest = max(parts, key=lambda part: CERTAINTY.index(part.outcome))
    scores = [part.score for part in parts if part.score is not None]
    return (
        str(weakest.outcome),
        _joined([part.label for part in parts], joint),
        Score(min(scores)) if weakest.score is not None else None,
        weakest.reason if len(parts) == 1 else f"{weakest.raw}: {weakest.reason}",
        weakest.candidates,
        _joined([part.term_id for part in parts], joint),
    )


def _joined(labels: Sequence[str], joint: str) -> str:
    """The labels of the parts in their places, "" if none has one."""
    return joint.join(labels) if any(labels) else ""


def candidates_of(raw: str, decision: Decision, matcher: Matcher, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Up to five labels with their scores: the decided term first, then the others, the most similar first."""
    first = matcher.ranked(raw, decision)[:MOST_CANDIDATES]
    return [(vocabulary.by_id[term_id].label, round(score, 4)) for term_id, score in first]


def cluster_table(
    source: Path,
    out: Path,
    scorer: Scorer | None = None,
    *,
    columns: Columns,
    known: TermList | None = None,
    tell: Tell = lambda line: None,
    watch: Watch = lambda step, done, total: None,
) -> tuple[Tags, list[Member]]:
    """Cluster the tags of all rows, write `out`; the tags, and one member for each of them. Raises TableError.

    Tags that are `known`, or would be matched with what is, come under the label of their term; each such label is a
    cluster of its own.
    """
    tags = read_tags(source, columns)
    for line in [*tags.notes(CLUSTER_COLUMNS), *(known.notes if known else ())]:
        tell(line)
    cells = list(tags.parts())
    given = [part for parts in cells for part in parts]
    share = partial(in_copies, workers=cores())
    if known:
        members = clusters_with_known(given, known.vocabulary, scorer, watch, share)
    else:
        members = clusters(given, scorer, watch=watch, share=share)
    following = iter(members)
    rows: list[tuple[Cell, ...]] = []
    for parts in cells:
        of_row = [next(following) for _ in parts]
        label = _joined([member.label for member in of_row], tags.joint)
        rows.append((label, Score(min(member.score for member in of_row))) if of_row else (None, None))
    tags.write(out, CLUSTER_COLUMNS, rows, [source, *(known.paths if known else ())])
    return tags, members


def clusters_with_known(
    given: Sequence[str],
    known: Vocabulary,
    scorer: Scorer | None = None,
    watch: Watch = lambda step, done, total: None,
    share: Share = map,
) -> list[Member]:
    """A member for each tag: of its term's cluster if the term is decided, else of the cluster that it is found in."""
    distinct = list(dict.fromkeys(given))
    matcher = Matcher(known, scorer)
    matcher.prepare(distinct)
    decided: dict[str, tuple[str, float]] = {}
    for raw, (decision, *others) in zip(distinct, matcher.decide_each(distinct), strict=True):
        if decision.outcome in (Outcome.MAPPED, Outcome.AUTO) and decision.term_id and not others:
            decided[raw] = known.by_id[decision.term_id].label, decision.score or 0.0
    labels = [term.label for term in known.terms]
    rejected = [
        (mapping.variant, known.by_id[mapping.term_id].label)
        for mapping in known.mappings
        if mapping.judgement is Judgement.REJECT and mapping.term_id
    ]
    shown = [decided[raw][0] if raw in decided else raw for raw in given]
    members = clusters([*shown, *labels], scorer, rejected, watch, labels=labels, share=share)[: len(given)]
    scores = [decided[raw][1] if raw in decided else member.score for raw, member in zip(given, members, strict=True)]
    return [Member(raw, one.label, score) for raw, one, score in zip(given, members, scores, strict=True)]
