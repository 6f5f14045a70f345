"""Work shared by copies of this process: for work that reads much of what is in its memory, and changes nothing."""

from __future__ import annotations

import gc
import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

from tagfold.engines.processes import ProcessLostError, end_with_first, ended_early

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_copies(work: Callable[[Task], Result], tasks: Sequence[Task], workers: int) -> Iterator[Result]:
    """The result of `work` for each task, in their order. `work` may be any function, since a copy has it already.

    The first task is done here, so that what is worked out once, when it is first needed, is in every copy. All are
    where the system does not copy processes safely (Windows, macOS).
    """
    yield from map(work, tasks[:1])
    rest = tasks[1:]
    if workers < 2 or len(rest) < 2 or platform.system() != "Linux":
        yield from map(work, rest)
        return
    _works.append(work)
    gc.freeze()  # else a collection in a copy writes to all of the memory that they share
    try:
        with (
            ProcessPoolExecutor(min(workers, len(rest)), get_context("fork"), end_with_first) as pool,
            ended_early(pool),
        ):
            yield from pool.map(_run, rest)
    except BrokenProcessPool:
        problem = "a process that compared tags is gone, perhaps for want of memory"
        raise ProcessLostError(problem, remedy="free some memory and try again") from None
    finally:
        gc.unfreeze()
        _works.pop()


_works: list[Callable[[Any], Any]] = []
"""What the copies of this process are made for."""


def _run(task: Task) -> Any:
    return _works[-1](task)
