"""How the time to read a report grows with its length, on text made to be slow. Not a test: no clock decides here.

    python -m benchmarks.measure.grammar_time [BYTES]

Each input is timed at 1, 2 and 4 times BYTES (250,000 by default). In linear time the ratios are near 2 and 4,
in quadratic time near 4 and 16. An input that takes longer than PATIENCE at one size is not tried at the next.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from tagfold.reports.grammar import parse_report
from tagfold.reports.personal import mask

ROUNDS = 5
PATIENCE = 20.0

Work = Callable[[str], object]


def repeated(piece: str) -> Callable[[int], str]:
    """`piece` over and over, to a length."""
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def halves(first: str, second: str) -> Callable[[int], str]:
    """`first` over and over, then as many times `second`."""
    return lambda size: (count := size // (len(first) + len(second))) * first + count * second


HOSTILE: dict[str, tuple[Work, Callable[[int], str]]] = {
    "all [": (parse_report, repeated("[")),
    "[[ and a blank": (parse_report, repeated("[[ ")),
    "unclosed [[a:": (parse_report, repeated("[[a:")),
    "unclosed [[a: on lines": (parse_report, repeated("[[a:x\n")),
    "[[a: once, never closed": (parse_report, lambda size: "[[a:" + "x" * size),
    "[[A: before each of many ]": (parse_report, halves("[[A:", "]")),
    "] only": (parse_report, repeated("]")),
    "empty tags": (parse_report, repeated("[[a:]]")),
    "tags over lines": (parse_report, repeated("[[a:x\ny]]")),
    "[[ and a long word": (parse_report, lambda size: "[[" + "a" * size),
    "[ ] by turns": (parse_report, repeated("[[a:[b]")),
    "> on each line": (parse_report, repeated("> \n")),
    "> in one line": (parse_report, repeated(">")),
    "> and blank lines": (parse_report, repeated("> q\n\n")),
    "nested groups": (parse_report, repeated('<div class="group">\n')),
    "groups with questions": (parse_report, repeated('<div class="group">\n> q\n\n')),
    "plain divs, then questions": (parse_report, halves("<div>\n", "> q\n\n")),
    "one div with a long class": (parse_report, lambda size: '> q\n<div class="' + "group " * (size // 6)),
    "# and blanks": (parse_report, repeated("#   \n")),
    "blanks in one line": (parse_report, lambda size: "> q\n" + " " * size + "x"),
    "one line without blanks": (parse_report, repeated("x")),
    "CR only": (parse_report, repeated("x\r")),
    "base64 without end": (parse_report, lambda size: "> q\ndata:image/png;base64," + "A" * size),
    "base64 begun again": (parse_report, lambda size: "> q\n" + repeated("data:image/png;base64,")(size)),
    "places": (parse_report, repeated("[[country:Fiji]]\n[[latlng:1,x]]\n[[latlng:1,2]]\n")),
    "mask: @": (mask, repeated("@")),
    "mask: +": (mask, repeated("+")),
    "mask: digits": (mask, lambda size: "+" + "1" * size),
    "mask: a@": (mask, repeated("a@")),
    "mask: a@a.a.": (mask, lambda size: "a@" + repeated("a.")(size)),
    "mask: word before no @": (mask, lambda size: "x" * size + "@"),
    "mask: blank-separated +1": (mask, repeated(" +1 2")),
    "mask: tel": (mask, repeated("tel ")),
    "mask: tel and digits": (mask, lambda size: "tel: " + "1 " * (size // 2)),
}


def median_time(work: Work, text: str) -> float:
    """Seconds, the median of ROUNDS runs, or of fewer where one alone is long."""
    times: list[float] = []
    while len(times) < ROUNDS and sum(times) < PATIENCE / 10:
        start = time.perf_counter()
        work(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def line_of(name: str, work: Work, make: Callable[[int], str], size: int) -> str:
    times: list[float] = []
    for factor in (1, 2, 4):
        times.append(median_time(work, make(size * factor)))
        if times[-1] > PATIENCE:
            break
    seconds = " ".join(f"{1000 * t:9.1f}" for t in times)
    ratios = " ".join(f"{t / times[0]:6.1f}" for t in times[1:])
    return f"{name:28} {seconds:29} {ratios}"


def main(size: int) -> None:
    print(f"{'input':28} {'ms at 1x':>9} {'2x':>9} {'4x':>9} {'2x/1x':>6} {'4x/1x':>6}")  # noqa: T201
    for name, (work, make) in HOSTILE.items():
        print(line_of(name, work, make, size), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 250_000)
