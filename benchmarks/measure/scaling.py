"""How long `cluster`, `match` and `ingest` take for more and more strings and reports, and how much memory; and peers.

    python -m benchmarks.measure.scaling [STRINGS …] [--peers PYTHON] [--patience SECONDS] [--reports FOLDER]

For each number (10,000 and ten times as many unless said), strings are made from labels of packaged words, twenty for
a label: a letter left out, one too many, an s, the words in another order. Each measurement is a process of its own;
in the processor's seconds of all its processes, since a shared machine's clock has the neighbours in it, and in minutes
by that clock; memory is that of all its processes together, what they share counted once (/proc, so on Linux alone). A
million takes a quarter of an hour or more for each of the two.

The peers are those that can be asked for as many (see roster.py), in the environment of the Python given, with the same
strings; one that needs longer than its patience is given up. The reports of a folder are ingested once as they are, and
once in ten copies. At last, where the time of the smallest cluster and match goes, by module (under a profiler, which
makes small functions dearer than they are).
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import pstats
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import tagfold
from benchmarks.asking import PATIENCE, ask
from benchmarks.roster import ENTRANTS
from tagfold.matching.word_frequencies import listed_words

PEERS = {
    "cluster": ("string_grouper", "GoldenMatch", "OpenRefine fingerprint"),
    "match": ("rapidfuzz token_sort_ratio", "string_grouper", "GoldenMatch"),
}
"""Those that need no table of all pairs."""

COPIES = 10

MODULES = 10
"""Modules that are named, of those in which most of the time is spent."""

STRINGS_OF_LABEL = 20
MIN_LABELS = 5_000


def main() -> None:
    """Print a row for each command, number of strings and peer."""
    options = argparse.ArgumentParser()
    options.add_argument("strings", nargs="*", type=int, default=[10_000, 100_000])
    options.add_argument("--peers", type=Path)
    options.add_argument("--patience", type=float, default=PATIENCE)
    options.add_argument("--reports", type=Path)
    said = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for verb in PEERS:
            first = 0.0
            for size in said.strings:
                truth = make(size, folder)
                seconds, minutes, megabytes = measured(words(verb, folder))
                first = first or seconds / size
                row("tagfold", verb, size, seconds, megabytes, f1(labels_in(folder / "out.csv"), truth))
                grown = f"{1e6 * seconds / size:.0f} µs a string, {seconds / size / first:.2f} times that of the first"
                print_line(f"{'':28}{minutes:.1f} minutes, {grown}")
                if said.peers:
                    compare(verb, folder, truth, seconds, said.peers, said.patience)
        if said.reports:
            grow(said.reports, folder)
        for verb in PEERS:
            make(min(said.strings), folder)
            print_modules(verb, folder)


def words(verb: str, folder: Path) -> list[str]:
    """The command's words."""
    terms = ["--terms", str(folder / "terms.csv")] if verb == "match" else []
    return [verb, str(folder / "in.csv"), *terms, "--out", str(folder / "out.csv")]


def compare(verb: str, folder: Path, truth: dict[str, str], ours: float, python: Path, patience: float) -> None:
    """A row for each peer that is asked for the same, with the ratio of its time to `ours`."""
    tags = list(truth)
    with (folder / "terms.csv").open(encoding="utf-8", newline="") as stream:
        listed = [label for (label,) in csv.reader(stream)][1:]
    task = {"cluster": tags} if verb == "cluster" else {"link": {"list": listed, "queries": tags}}
    for entrant in (one for one in ENTRANTS if one.name in PEERS[verb]):
        reply = ask(entrant, task, python, patience)
        if reply.why_not:
            print_line(f"{entrant.name:28}{verb:8}{len(tags):>10,}  {reply.why_not} ({reply.seconds:.0f} s)")
            continue
        if verb == "cluster":
            found = dict(zip(tags, reply.answer["cluster"], strict=True))
        else:
            given = zip(tags, reply.answer["link"], strict=True)
            found = {tag: said["guesses"][0][0] for tag, said in given if said["linked"]}
        row(entrant.name, verb, len(tags), reply.processor, reply.answer["peak_mb"], f1(found, truth))
        print_line(f"{'':28}{reply.processor / ours:.2f} times Tagfold's time")


def row(name: str, verb: str, size: int, seconds: float, megabytes: float, quality: float) -> None:
    print_line(f"{name:28}{verb:8}{size:>10,}{seconds:9.1f} s{megabytes:8,.0f} MB   F1 {quality:.3f}")


def print_line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def grow(reports: Path, folder: Path) -> None:
    """A row for a first ingest of the reports, one for that of copies of them, and how a report's time grows."""
    many = folder / "many"
    for number in range(COPIES):
        shutil.copytree(reports, many / str(number))
    first = 0.0
    for source, copies in ((reports, 1), (many, COPIES)):
        database = folder / f"{copies}.duckdb"
        seconds, minutes, megabytes = measured(["ingest", str(source), "--db", str(database)])
        first = first or seconds
        print_line(
            f"{'tagfold':28}ingest  {copies:>9}x{seconds:9.1f} s{megabytes:8,.0f} MB   {minutes:.1f} minutes, "
            f"{seconds / copies / first:.2f} times that of the first for each report"
        )
    shutil.rmtree(many)


def print_modules(verb: str, folder: Path) -> None:
    """The modules in which most of the time is spent, with what they call outside Tagfold."""
    profile, home = folder / "profile", str(Path(tagfold.__file__).parent)
    command = [sys.executable, "-m", "cProfile", "-o", str(profile), "-m", "tagfold", *words(verb, folder)]
    subprocess.run(command, check=True, capture_output=True)
    own: Counter[str] = Counter()
    stats: dict[Any, Any] = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    for (path, _, _), (*_, callers) in stats.items():
        for caller, counted in callers.items():  # the time of what is called is given for each caller
            module = path if path.startswith(home) else caller[0]
            if module.startswith(home):
                own[Path(module).stem] += counted[2]
    whole = sum(counted[2] for counted in stats.values())
    most = ", ".join(f"{name} {seconds / whole:.0%}" for name, seconds in own.most_common(MODULES))
    print_line(f"{verb}, where the time goes: {most}")


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


def labels_in(out: Path) -> dict[str, str]:
    """The label of each string, those without a decision left alone."""
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["variant"]: row["label"] for row in rows if row.get("outcome", "auto") in {"auto", "mapped"}}


def f1(found: Mapping[str, Hashable], truth: dict[str, str]) -> float:
    """F1 over the pairs of strings with one label."""
    both = pairs((label, truth[tag]) for tag, label in found.items())
    return 2 * both / max(1, pairs(found.values()) + pairs(truth.values()))


def pairs(labels: Iterable[object]) -> int:
    """Pairs of equal labels."""
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


if __name__ == "__main__":
    main()
