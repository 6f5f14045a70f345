"""Work in copies of this process: what one process says, whatever their number, and one sentence if a copy is gone."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tagfold.engines.copies import in_copies
from tagfold.engines.processes import ProcessLostError
from tagfold.matching import candidates, clusters
from tagfold.taxonomy.files import read_taxonomy

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="this system does not copy processes safely")

ROOT = Path(__file__).parent.parent.parent

INTERRUPTED = r"""
import os, signal, time
from tagfold.engines.copies import in_copies

signal.signal(signal.SIGINT, signal.default_int_handler)

def work(task):
    if task:
        os.write(1, b"at work\n")
        time.sleep(2)

list(in_copies(work, range(100), 2))
"""


def test_tags_share_their_clusters_whatever_the_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    mappings = read_taxonomy(ROOT / "taxonomy").vocabularies["thematic_areas"].mappings
    raws = sorted({mapping.variant for mapping in mappings})
    monkeypatch.setattr(candidates, "TAGS_OF_SHARE", 100)
    monkeypatch.setattr(clusters, "_AT_ONCE", 500)
    alone, two, three = (clusters.clusters(raws, share=partial(in_copies, workers=workers)) for workers in (1, 2, 3))
    assert len(raws) > 900
    assert len({member.label for member in alone}) < 0.9 * len(raws)
    assert alone == two == three == clusters.clusters(raws)


def test_a_copy_has_what_the_first_task_left_in_memory_and_sends_results_in_order() -> None:
    seen: list[int] = []
    rows = np.arange(1_000)

    def work(task: int) -> tuple[int, list[int], int]:
        seen[:] = seen or [task]
        return int(rows[task]), list(seen), os.getpid()

    found = list(in_copies(work, range(20), 2))
    assert [(place, first) for place, first, _ in found] == [(task, [0]) for task in range(20)]
    assert found[0][2] == os.getpid()
    assert os.getpid() not in {process for *_, process in found[1:]}
    assert {process for *_, process in in_copies(work, range(20), 1)} == {os.getpid()}


def test_a_copy_that_is_gone_is_one_sentence() -> None:
    def end(task: int) -> int:
        if task:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    with pytest.raises(ProcessLostError, match="is gone, perhaps for want of memory; free some memory and try again"):
        list(in_copies(end, range(5), 2))


def test_copies_end_when_the_first_process_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"at work\n"
        child.kill()
        child.stdout.read()  # which ends when no process has it open any more


def test_an_interrupt_ends_the_work_after_the_tasks_that_are_begun() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "at work\n"
        os.killpg(child.pid, signal.SIGINT)
        began, errors = child.communicate()
    assert child.returncode != 0
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert began.count("at work") < 10
