"""Decide the tags of a list on this machine: in this process when they are few, in several when they are many."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from tagfold.engines.processes import ProcessLostError, end_with_first, ended_early
from tagfold.matching.matcher import Matcher

MIN_TAGS_FOR_PROCESSES = 20_000
"""Tags up to which starting other processes costs more than it saves."""

TAGS_PER_TASK = 1_000

Said = TypeVar("Said")
Work = Callable[[Matcher, Sequence[str]], list[Said]]


def decide_with(
    work: Work[Said],
    matcher: Matcher,
    raws: Sequence[str],
    workers: int,
    *,
    most_in_one: int = MIN_TAGS_FOR_PROCESSES,
) -> Iterator[Said]:
    """What `work`, given the matcher, says of each tag, in their order. It is a function of a module,
    so that other processes find it. Sentence encoders stay in one process: their weights are large.
    """
    tasks = [raws[start : start + TAGS_PER_TASK] for start in range(0, len(raws), TAGS_PER_TASK)]
    if workers < 2 or len(raws) <= most_in_one or matcher.encodes:
        matcher.prepare(raws)
        for task in tasks:
            yield from work(matcher, task)
        return
    # New processes and not copies of this one, which may have threads.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (matcher, gc.get_threshold()))
    try:
        with pool, ended_early(pool):
            for said in pool.map(partial(_run, work), tasks):
                yield from said
    except BrokenProcessPool:
        problem = "a process that decided tags is gone, perhaps for want of memory"
        raise ProcessLostError(problem, remedy="free some memory and try again") from None


_matchers: list[Matcher] = []
"""The matcher of this process, if it is one that was started to decide."""


def _start(matcher: Matcher, collect_at: tuple[int, int, int]) -> None:
    gc.set_threshold(*collect_at)
    end_with_first()
    _matchers.append(matcher)


def _run(work: Work[Said], raws: Sequence[str]) -> list[Said]:
    return work(_matchers[0], raws)
