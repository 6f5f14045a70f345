"""Tags decided by several processes: the same decisions in the same order, and one sentence if a process is gone."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import pytest

from tagfold.engines.deciding import TAGS_PER_TASK, decide_with
from tagfold.engines.processes import ProcessLostError
from tagfold.matching.decision import Decision
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.model import Facet, Kind, Term, Vocabulary

LABELS = ("focus group discussions", "household surveys", "satellite imagery", "water quality")
VOCABULARY = Vocabulary(Facet("input", "input", Kind.CURATED, ""), tuple(Term(label, label) for label in LABELS), ())
TAGS = [f"{label}{ending} {number}" for number in range(130) for label in LABELS for ending in ("", "s")]


def decisions(matcher: Matcher, raws: Sequence[str]) -> list[list[Decision]]:
    return list(matcher.decide_each(raws))


def end(_: Matcher, raws: Sequence[str]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return [len(raws)]


def test_several_processes_decide_what_one_decides_in_the_order_given() -> None:
    assert len(TAGS) > TAGS_PER_TASK
    alone = list(decide_with(decisions, Matcher(VOCABULARY), TAGS, 1))
    shared = list(decide_with(decisions, Matcher(VOCABULARY), TAGS, 2, most_in_one=0))
    assert [rows[0].raw for rows in shared] == TAGS
    assert shared == alone


def test_a_process_that_is_gone_is_one_sentence() -> None:
    with pytest.raises(ProcessLostError, match="is gone, perhaps for want of memory; free some memory and try again"):
        list(decide_with(end, Matcher(VOCABULARY), TAGS, 2, most_in_one=0))


def test_few_tags_are_decided_by_this_process() -> None:
    assert list(decide_with(where, Matcher(VOCABULARY), TAGS[:3], 2)) == [os.getpid()] * 3


def where(_: Matcher, raws: Sequence[str]) -> list[int]:
    return [os.getpid() for _ in raws]
