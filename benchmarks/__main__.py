"""Run the bench: `python -m benchmarks BENCHMARKS PEERS_PYTHON [--sets a,b] [--peers x,y] [--out docs]`.

A run of everything is written to docs/bench.json and docs/bench.md. A run of some sets or peers is only shown:
figures from different runs do not go into one table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.asking import ROOT, Reply, ask
from benchmarks.figures import best_cut, quality_of, together
from benchmarks.roster import ENTRANTS, Entrant
from benchmarks.sets import Labelled
from benchmarks.table import table
from benchmarks.tasks import COST, TUNED_ON, Task, read_contrasts, read_tasks, task

AT_ONCE = 2
"""Tasks under way while only quality is measured; time is taken one by one."""

QUICK, RUNS = 5.0, 3
"""What takes less than QUICK seconds is run RUNS times, and the median taken."""


def main() -> None:
    """Read the options, run, write or show."""
    said = options()
    if not said.benchmarks.is_dir():
        sys.exit(f"there is no folder {said.benchmarks}; name the labelled sets: make bench BENCHMARKS=…")
    chosen = [entrant for entrant in ENTRANTS if not said.peers or entrant.short in said.peers]
    tasks = read_tasks(said.benchmarks, said.sets)
    if not chosen or not tasks:
        peers = " ".join(entrant.short for entrant in ENTRANTS)
        sys.exit(f"no such set or peer; sets are the folders of {said.benchmarks}, peers: {peers}")
    found = run(chosen, tasks, said.python.absolute())
    text = "\n".join(table(found)) + "\n"
    if said.sets or said.peers:
        sys.stdout.write(text)
        return
    (ROOT / "docs/bench.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (ROOT / "docs/bench.md").write_text(text, encoding="utf-8")
    say("wrote docs/bench.json and docs/bench.md")


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("python", type=Path, help="the peers' Python")
    for name in ("--sets", "--peers"):
        parser.add_argument(name, type=lambda text: [word for word in text.split(",") if word], default=[])
    return parser.parse_args()


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def run(chosen: list[Entrant], tasks: list[tuple[Task, Labelled]], python: Path) -> dict[str, Any]:
    """All figures of the run. Quality two at a time, then time and memory one by one."""
    absent: dict[str, str] = {}
    versions: dict[str, str] = {}
    quality: list[dict[str, Any]] = []
    contrasts: list[dict[str, Any]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for rows, contrast, version, why_not in pool.map(lambda e: judged(e, tasks, python), chosen):
            name = rows.pop("peer")
            quality += [{"peer": name, **row} for row in rows["found"]]
            contrasts += [{"peer": name, **contrast}] if contrast else []
            versions[name] = version
            if why_not:
                absent[name] = why_not
    costs = [whole for part, whole in tasks if part.name == COST] or [tasks[0][1]]
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "sets": [described(part) for part, _ in tasks] + [described(task(w, WHOLE)) for p, w in tasks if tuned(p)],
        "peers": [
            {"name": e.name, "version": versions[e.name], "setting": e.setting, "why_not": absent.get(e.name, "")}
            for e in chosen
        ],
        "quality": quality,
        "contrasts": {"pairs": len(read_contrasts()), "found": contrasts},
        "cost": {"set": described(task(costs[0])), "found": [
            cost(entrant, task(costs[0]), python) for entrant in chosen if entrant.name not in absent
        ]},
    }  # fmt: skip


WHOLE = f"{TUNED_ON}, whole"


def tuned(part: Task) -> bool:
    return part.name == TUNED_ON


def described(part: Task) -> dict[str, Any]:
    """The size of a task."""
    return {
        "name": part.name,
        "tags": len(part.tags),
        "concepts": len(set(part.concepts)),
        "listed": len(part.listed),
        "queries": len(part.queries),
        "without_answer": sum(right is None for _, right in part.queries),
    }


Judged = tuple[dict[str, Any], dict[str, Any], str, str]


def judged(entrant: Entrant, tasks: list[tuple[Task, Labelled]], python: Path) -> Judged:
    """One entrant on every task: rows of quality, contrasts, version, and why it is not there ("" if it is)."""
    found: list[dict[str, Any]] = []
    version = ""
    for part, whole in tasks:
        sweep = {"sweep": part.tags} if tuned(part) else {}
        reply = ask(entrant, {**part.asked, **sweep}, python)
        if reply.why_not.startswith("not installed"):
            say(f"{entrant.name}: {reply.why_not}")
            return {"peer": entrant.name, "found": []}, {}, "", reply.why_not
        say(f"{entrant.name}, {part.name}: {reply.why_not or f'{reply.seconds:.1f} s'}")
        version = version or reply.answer.get("version", "")
        found.append(row(part.name, part, reply))
        if tuned(part) and reply.answer:
            found[-1]["best"] = best(entrant, part, reply, task(whole.half(held_out=False)), python)
            if not entrant.fitted:
                all_of_it = task(whole, WHOLE)
                found.append(row(WHOLE, all_of_it, ask(entrant, all_of_it.asked, python)))
    return {"peer": entrant.name, "found": found}, contrasted(entrant, python), version, ""


def row(name: str, part: Task, reply: Reply) -> dict[str, Any]:
    """Figures, or why there are none."""
    return {"set": name, **({"why_not": reply.why_not} if reply.why_not else quality_of(reply.answer, part))}


def best(entrant: Entrant, part: Task, reply: Reply, other: Task, python: Path) -> dict[str, Any]:
    """The figures at the cut that does best on the part that is not held out."""
    if not reply.answer["sweep"]:
        return {}
    fitting = ask(entrant, {"sweep": other.tags}, python)
    return {} if fitting.why_not else best_cut(fitting.answer["sweep"], other, reply.answer["sweep"], part)


def contrasted(entrant: Entrant, python: Path) -> dict[str, Any]:
    """Contrast pairs that share a cluster when all are clustered; and, of who decides, those decided to be one."""
    pairs = read_contrasts()
    tags = list(dict.fromkeys(tag for pair in pairs for tag in pair))
    reply = ask(entrant, {"cluster": tags, "pairs": pairs}, python)
    if reply.why_not:
        return {}
    decided = {"decided": sum(reply.answer["pairs"])} if "pairs" in reply.answer else {}
    return {"together": together(reply.answer["cluster"], tags, pairs), **decided}


def cost(entrant: Entrant, whole: Task, python: Path) -> dict[str, Any]:
    """Seconds and megabytes of each question on its own."""
    found: dict[str, Any] = {"peer": entrant.name}
    for name, asked in whole.asked.items():
        replies = [ask(entrant, {name: asked}, python)]
        while replies[0].seconds < QUICK and not replies[0].why_not and len(replies) < RUNS:
            replies.append(ask(entrant, {name: asked}, python))
        last = replies[-1]
        found[name] = (
            {"why_not": last.why_not}
            if last.why_not
            else {
                "seconds": round(statistics.median(reply.seconds for reply in replies), 2),
                "processor": round(statistics.median(reply.processor for reply in replies), 2),
                "runs": len(replies),
                "peak_mb": round(max(reply.answer["peak_mb"] for reply in replies)),
            }
        )
        say(f"{entrant.name}, {name} of {whole.name}, {len(replies)} runs: {found[name]}")
    return found


if __name__ == "__main__":
    main()
