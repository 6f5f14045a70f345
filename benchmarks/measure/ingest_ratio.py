"""Time and memory of `tagfold ingest` beside a plain regex pass over the same files, in one run.

    python benchmarks/measure/ingest_ratio.py FOLDER [ROUNDS]

Prints medians over the rounds: the plain pass, a first ingest, a second one, and their ratios; peak memory
is that of the largest process and of all of them together.
"""

from __future__ import annotations

import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLAIN = """
import re, pathlib, sys
found = 0
for path in pathlib.Path(sys.argv[1]).iterdir():
    found += len(re.findall(r"\\[\\[([^\\[\\]:]+):([^\\[\\]]*)\\]\\]", path.read_text(encoding="utf-8")))
print(found)
"""


def measure(*command: str) -> tuple[float, float]:
    """Seconds and peak megabytes (of the largest process) of a command."""
    start = time.perf_counter()
    done = subprocess.run(["/usr/bin/time", "-f", "%M", *command], capture_output=True, text=True, check=True)
    return time.perf_counter() - start, int(re.findall(r"\d+", done.stderr)[-1]) / 1024


def main(folder: str, rounds: int) -> None:
    """Measure in turns, so that a slow moment of the machine touches all three."""
    seconds: dict[str, list[float]] = {"plain": [], "first": [], "second": []}
    peak = {"plain": 0.0, "first": 0.0, "second": 0.0}
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "tagfold.duckdb"
        ingest = [sys.executable, "-m", "tagfold", "ingest", folder, "--db", str(database)]
        for _ in range(rounds):
            database.unlink(missing_ok=True)
            for name, command in (
                ("plain", [sys.executable, "-c", PLAIN, folder]),
                ("first", ingest),
                ("second", ingest),
            ):
                took, memory = measure(*command)
                seconds[name].append(took)
                peak[name] = max(peak[name], memory)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    for name, value in median.items():
        sys.stdout.write(f"{name:8}{value:8.2f} s  peak {peak[name]:6.0f} MB\n")
    sys.stdout.write(f"first / plain   {median['first'] / median['plain']:.1f}\n")
    sys.stdout.write(f"second / first  {median['second'] / median['first']:.2f}\n")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    sys.stdout.write(f"processor time of all runs {used.ru_utime + used.ru_stime:.1f} s\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5)
