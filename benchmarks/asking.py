"""A task given to an entrant in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.roster import Entrant

ROOT = Path(__file__).parents[1]
PATIENCE = 600
"""Seconds after which a peer is given up."""


@dataclass(frozen=True)
class Reply:
    """The answer (see protocol.py), or why there is none, and the seconds from start to end of the process.

    `processor`: the processor's seconds for it and for what it started; true only where one is asked at a time.
    """

    seconds: float
    processor: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)
    why_not: str = ""


def ask(entrant: Entrant, task: dict[str, Any], peers_python: Path, patience: float = PATIENCE) -> Reply:
    """Tagfold answers from the environment this runs in, the others from theirs. Never raises for a peer's failure."""
    python = Path(sys.executable) if entrant.fitted else peers_python
    command = [str(python), "-W", "ignore", "-m", f"benchmarks.peers.{entrant.module}", *entrant.words]
    start, used = time.perf_counter(), processor_seconds()
    try:
        done = subprocess.run(
            command, input=json.dumps(task), capture_output=True, text=True, cwd=ROOT, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return Reply(time.perf_counter() - start, why_not=f"no answer within {patience:.0f} s")
    except OSError as error:
        return Reply(0.0, why_not=f"not installed ({error})")
    seconds, processor = time.perf_counter() - start, processor_seconds() - used
    if done.returncode or not done.stdout:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        missing = last.startswith("ModuleNotFoundError: ")
        return Reply(seconds, why_not=f"not installed ({last[21:]})" if missing else f"failed: {last[:200]}")
    answer = json.loads(done.stdout)
    return Reply(seconds, why_not=answer["absent"]) if "absent" in answer else Reply(seconds, processor, answer)


def processor_seconds() -> float:
    """What all the processes that ended so far have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
