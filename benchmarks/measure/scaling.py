"""How long `cluster` and `match` take for many strings, and how much memory, as the strings grow in number.

    python -m benchmarks.measure.scaling [STRINGS …]

For each number (10,000 and ten times as many unless said), strings are made from labels of packaged words, twenty for
a label: a letter left out, one too many, an s, the words in another order. Each measurement is a process of its own;
in the processor's seconds of all its processes, since a shared machine's clock has the neighbours in it, and in minutes
by that clock; memory is that of all its processes together, what they share counted once (/proc, so on Linux alone). A
million takes half an hour or more for each of the two.
"""

from __future__ import annotations

import contextlib
import csv
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tagfold.matching.word_frequencies import listed_words

STRINGS_OF_LABEL = 20
MIN_LABELS = 5_000


def main(sizes: list[int]) -> None:
    """Print a row for each command and number of strings."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for verb in ("cluster", "match"):
            first = 0.0
            for size in sizes:
                truth = make(size, folder)
                terms = ["--terms", str(folder / "terms.csv")] if verb == "match" else []
                out = folder / "out.csv"
                seconds, minutes, megabytes = measured([verb, str(folder / "in.csv"), *terms, "--out", str(out)])
                first = first or seconds / size
                sys.stdout.write(
                    f"{verb:8}{size:>10,}{seconds:9.1f} s ({minutes:.1f} min){1e6 * seconds / size:7.0f} µs a string"
                    f"{seconds / size / first:6.2f} times the first{megabytes:7,.0f} MB   F1 {f1(out, truth):.3f}\n"
                )
                sys.stdout.flush()


def measured(arguments: list[str]) -> tuple[float, float, float]:
    """The processor's seconds of a command and the processes it starts, the minutes it took, and the most megabytes
    that all of them had together.
    """
    command = [sys.executable, "-m", "tagfold", *arguments]
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    began, most = time.monotonic(), 0.0
    child = os.posix_spawn(sys.executable, command, os.environ, file_actions=silent, setpgroup=0)
    try:
        while not (ended := os.wait4(child, os.WNOHANG))[0]:
            most = max(most, megabytes_of(child))
            time.sleep(0.5)
    except KeyboardInterrupt:
        os.killpg(child, signal.SIGINT)  # it is in a group of its own, which the terminal does not interrupt
        raise
    _, status, used = ended
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"tagfold {' '.join(arguments)} failed")
    return used.ru_utime + used.ru_stime, (time.monotonic() - began) / 60, most


def megabytes_of(group: int) -> float:
    """The memory of the processes of a group, of what several share each a part."""
    kilobytes = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):  # one that has just ended
            if os.getpgid(int(process.name)) == group:
                found = re.search(r"^Pss: +(\d+) kB", (process / "smaps_rollup").read_text(), re.MULTILINE)
                kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024


def make(size: int, folder: Path) -> dict[str, str]:
    """Write `size` strings and the list of their labels; the label of each string."""
    rnd = random.Random(1)
    words = sorted(word for word in listed_words(3.8) if word.isascii() and len(word) > 3)
    labels: dict[str, None] = {}
    while len(labels) < max(MIN_LABELS, size // STRINGS_OF_LABEL):
        labels[" ".join(rnd.sample(words, rnd.choice((2, 2, 3))))] = None
    known = list(labels)
    truth: dict[str, str] = {}
    while len(truth) < size:
        label = rnd.choice(known)
        truth.setdefault(misspelled(label, rnd), label)
    for name, head, column in (("terms", "label", known), ("in", "variant", list(truth))):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([[head], *([text] for text in column)])
    return truth


def misspelled(label: str, rnd: random.Random) -> str:
    """A label with a wrong letter or another order."""
    place, words = rnd.randrange(1, len(label) - 1), label.split()
    rnd.shuffle(words)
    wrong = label[:place] + rnd.choice("abcdefghijklmnopqrstuvwxyz") + label[place:]
    return rnd.choice((label[:place] + label[place + 1 :], wrong, label + "s", " ".join(words)))


def f1(out: Path, truth: dict[str, str]) -> float:
    """F1 over the pairs of strings with one label, those without a decision left alone."""
    with out.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row.get("outcome", "auto") in {"auto", "mapped"}]
    both = pairs((row["label"], truth[row["variant"]]) for row in rows)
    return 2 * both / (pairs(row["label"] for row in rows) + pairs(truth.values()))


def pairs(labels: Iterable[object]) -> int:
    """Pairs of equal labels."""
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000])
