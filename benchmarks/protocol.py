"""What is asked of a peer and what it answers, as JSON on standard input and output.

Asked: {"cluster": [tag, …]}, {"sweep": [tag, …]} or {"link": {"list": [label, …], "queries": [tag, …]}}, or several
of them at once. Answered, under the same names: a cluster's name for each tag; {cut: names} for each cut the peer
has; and an Answered for each query. {"pairs": [[tag, tag], …]} is answered, by who can, with whether each would be
decided to be one without a person. Beside them `version`, and `peak_mb`, the most memory the process (or the server
that it started) has held. A peer that is not there answers {"absent": why}.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypedDict

Labels = Sequence[Hashable]

MOST_GUESSES = 5


class Answered(TypedDict):
    """`guesses`: (label, score), best first. `linked`: the first is given as the answer at the peer's default."""

    guesses: list[tuple[str, float]]
    linked: bool
    auto: bool


class Edge(NamedTuple):
    """Two places in a list and how alike their tags are."""

    one: int
    other: int
    score: float


class Peer(Protocol):
    """A tool, set up as its documentation has it."""

    distribution: str
    """The package whose version to name; "" where `version` in the answer is the peer's own affair."""

    def cluster(self, tags: Sequence[str]) -> Labels:
        """The cluster of each tag at the tool's default."""

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        """The clusters at each of the cuts worth trying; none for a tool without one."""

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        """Up to MOST_GUESSES labels of the list for each query."""


class Absent(Exception):
    """The peer is not on this machine."""


def serve(make: Callable[[Sequence[str]], Peer]) -> None:
    """Answer the task on standard input with the peer made from the command line's words."""
    task = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # tools that print must not print into the answer
    try:
        answer = _answered(make(sys.argv[1:]), task)
    except Absent as error:
        answer = {"absent": str(error)}
    json.dump(answer, answers)
    answers.close()


def _answered(peer: Peer, task: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if "cluster" in task:
        answer["cluster"] = _numbered(peer.cluster(task["cluster"]))
    if "sweep" in task:
        answer["sweep"] = {cut: _numbered(labels) for cut, labels in peer.sweep(task["sweep"]).items()}
    if "link" in task:
        answer["link"] = peer.link(task["link"]["list"], task["link"]["queries"])
    if "pairs" in task and hasattr(peer, "pairs"):
        answer["pairs"] = peer.pairs(task["pairs"])
    answer["version"] = version(peer.distribution) if peer.distribution else getattr(peer, "version", "")
    answer["peak_mb"] = round(max(peak_mb(os.getpid()), float(getattr(peer, "peak_mb", 0.0))), 1)
    return answer


def _numbered(labels: Labels) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


def peak_mb(process: int) -> float:
    """The most memory that a process has held since it began, in MB (Linux; elsewhere, this process's own)."""
    # ru_maxrss starts from what the parent held when it forked; VmHWM starts anew with the program.
    status = Path(f"/proc/{process}/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def joined(count: int, edges: Iterable[Edge], cut: float) -> list[int]:
    """Connected components: whoever can be reached over edges of at least `cut` shares a cluster."""
    root = list(range(count))

    def top(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for one, other, score in edges:
        if score >= cut:
            root[top(one)] = top(other)
    return [top(place) for place in range(count)]


def best_first(guesses: Iterable[tuple[str, float]], cut: float) -> Answered:
    """The best of the guesses; the first is the answer where its score reaches `cut`."""
    best = sorted(guesses, key=lambda guess: -guess[1])[:MOST_GUESSES]
    linked = bool(best) and best[0][1] >= cut
    return Answered(guesses=best, linked=linked, auto=linked)
