"""Work in processes: each result once, one sentence if a process is gone, and none that outlives the first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tagfold.engines.processes import ProcessLostError, as_done

BEGUN = """
import os, time
from tagfold.engines.processes import as_done

def work(task):
    os.write(1, b"at work\\n")
    time.sleep(task)

list(as_done(work, [0.1] * 100, 2))
"""


def _own(task: int) -> tuple[int, int]:
    return task * task, os.getpid()


def _end(task: int) -> int:
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


@pytest.mark.parametrize("workers", [1, 2])
def test_each_task_comes_with_its_result(workers: int) -> None:
    found = list(as_done(_own, range(20), workers))
    assert sorted((task, result) for task, (result, _) in found) == [(task, task * task) for task in range(20)]
    assert (os.getpid() in {process for _, (_, process) in found}) == (workers == 1)


def test_a_process_that_is_gone_is_one_sentence() -> None:
    with pytest.raises(ProcessLostError, match=r"is gone, perhaps for want of memory; free some memory and run again"):
        list(as_done(_end, range(20), 2))


def test_processes_end_when_the_first_one_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", BEGUN], stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"at work\n"
        child.kill()
        child.stdout.read()  # which ends when no process has it open any more
