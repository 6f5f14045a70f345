"""Processes that share the work of this one, and end with it."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from tagfold.errors import TagfoldError

Task = TypeVar("Task")
Result = TypeVar("Result")


class ProcessLostError(TagfoldError):
    """One of the processes that share the work is gone."""


def as_done(
    work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, *, spawned: bool = False
) -> Iterator[tuple[Task, Result]]:
    """Each task with the result of `work`, a function of a module, as they get done; one worker is this process.

    `spawned`: in new processes and not in copies of this one, which would find the connections to a store in whatever
    state they were. Raises ProcessLostError if a process is gone.
    """
    if workers < 2:
        for task in tasks:
            yield task, work(task)
        return
    try:
        context = get_context("spawn") if spawned else None
        with ProcessPoolExecutor(workers, context, _start) as pool, ended_early(pool):
            begun = {pool.submit(work, task): task for task in tasks}
            for future in as_completed(begun):
                yield begun.pop(future), future.result()
    except BrokenProcessPool:
        problem = "a process that read reports is gone, perhaps for want of memory"
        raise ProcessLostError(problem, remedy="free some memory and run again, which goes on from here") from None


@contextmanager
def ended_early(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Begin no more of the tasks if something goes wrong: whoever stops a run would wait for all of them."""
    try:
        yield
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise


def _start() -> None:
    gc.freeze()  # what is inherited need not be searched
    end_with_first()


def end_with_first() -> None:
    """Leave interrupts to the first process, and end when it is killed: else this one waits for its next task for ever,
    with all of its memory.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted too, and ends the others
    Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    if first := parent_process():
        first.join()
        os._exit(1)
