"""docs/bench.md from docs/bench.json; a test holds the two together. `python -m benchmarks.table` writes it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import LEAST_PRECISIONS
from benchmarks.tasks import TUNED_ON

DOCS = Path(__file__).parents[1] / "docs"

Found = Mapping[str, Any]

HEAD = """\
# Tagfold and its peers

Written by `make bench` from its own run (`bench.json`, next to this file, has the same figures); nothing here is typed
by hand. Every tool got the same tags, in a process of its own, at the defaults named in the last table.

Each set is split by concept: two concepts in five are held out, and all figures but those marked *whole* are of the
held-out ones. Tagfold's shipped model was fitted on the other three fifths of each of these sets and on the taxonomy in
this repository as far as it touches nothing held out (`benchmarks/measure/fit_model.py`). So its figures are of unseen
concepts, but not of unseen fields. The peers are fitted on nothing, so they can be shown on a whole set too."""

CLUSTERING = """\
Pairwise precision / recall / F1 of the clusters, at each tool's default."""

LINKING = """\
The list holds one label per concept, the queries are its other spellings; one concept in five is not on the list, so
that its spellings have no right answer. In each cell: right first guess · right among five · F1 of what is linked at
the default · share linked at 99% precision (best cut in hindsight). The first two and the last are shares of the
queries that have a right answer."""

CUTS = f"""\
{TUNED_ON}, held out: the F1 at the cut that did best on the concepts not held out (which Tagfold was fitted on), and
the best F1 of any cut with at least a precision, chosen in hindsight. A dash: none so precise. Who has no cut to move
is left out."""

ALONE = """\
What Tagfold links without a person (outcome `auto`, and labels that are the same but for spelling): how much of it is
right."""

CONTRASTS = """\
Pairs such as qualitative/quantitative, pre-test/post-test or SDG 1/SDG 11 (`tests/matching/contrast_pairs.csv`). In one
cluster: all tags clustered at once at the default. Decided: taken for one without a person, each pair alone, either way
round; only Tagfold tells a proposal from a decision."""

COST = """\
From the start of the process to its end, loading included: the median of up to three runs (one where a run takes more
than 5 s), one process at a time. The machine is small and shared: time on the clock has the neighbours in it, so the
ratios to Tagfold are of the processor's seconds (in brackets), and still rough. Memory is the most that the
process held; for OpenRefine, its server's, which takes what it is given.
"""


def table(found: Found) -> Iterator[str]:
    """The lines of the page."""
    yield HEAD
    if note := found.get("note"):
        yield f"\n**{note}**"
    for title, text, body in (
        ("Clustering", CLUSTERING, clustering(found)),
        ("Clustering with another cut", CUTS, cuts(found)),
        ("Linking to a known list", LINKING, linking(found)),
        ("Decided alone", ALONE, alone(found)),
        ("Contrasts", f"{CONTRASTS} There are {found['contrasts']['pairs']} pairs.", contrasts(found)),
        ("Time and memory", f"{COST}{task_words(found)}", cost(found)),
        ("The sets", "", sets(found)),
        ("The tools", "", tools(found)),
    ):
        rows = list(body)
        if rows:
            yield f"\n## {title}\n"
            if text:
                yield f"{text}\n"
            yield from rows
    machine = found["machine"]
    yield f"\n{machine['cores']} cores, {machine['system']}, Python {machine['python']}."


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; nothing for no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield f"| {' | '.join(head)} |"
        yield "|" + "---|" * len(head)
        yield from lines


def by_set(found: Found, cell: Any, whole: bool) -> Iterator[str]:
    """One row a peer, one column a set; a peer that is not there says so."""
    names = [each["name"] for each in found["sets"] if whole or not each["name"].endswith(", whole")]
    given = {(row["peer"], row["set"]): row for row in found["quality"]}
    rows = []
    for peer in found["peers"]:
        cells = [given.get((peer["name"], name)) for name in names]
        shown = [(_short(row.get("why_not")) or cell(row)) if row else peer["why_not"] or "-" for row in cells]
        rows.append([peer["name"], *shown])
    return grid(["", *names], rows)


def clustering(found: Found) -> Iterator[str]:
    def cell(row: Found) -> str:
        quality = row["cluster"]
        return f"{quality['precision']:.2f} / {quality['recall']:.2f} / **{quality['f1']:.2f}**"

    return by_set(found, cell, whole=True)


def linking(found: Found) -> Iterator[str]:
    def cell(row: Found) -> str:
        link = row["link"]
        return f"**{link['first']:.2f}** · {link['five']:.2f} · {link['f1']:.2f} · {link['at_99']:.2f}"

    return by_set(found, cell, whole=True)


def alone(found: Found) -> Iterator[str]:
    fitted = {row["peer"] for row in found["quality"]} & {"tagfold", "tagfold semantic"}
    rows = [
        [row["peer"], row["set"], f"{auto['right']} of {auto['given']}", _share(auto["right"], auto["given"]),
         _share(auto["given"], auto["asked"])]
        for row in found["quality"] if row["peer"] in fitted and (auto := row.get("auto"))
    ]  # fmt: skip
    return grid(["", "set", "right", "precision", "share of the queries"], rows)


def cuts(found: Found) -> Iterator[str]:
    rows = []
    for row in found["quality"]:
        if best := row.get("best"):
            quality = f"{best['precision']:.2f} / {best['recall']:.2f} / {best['f1']:.2f}"
            reached = [best["at"][str(least)] for least in LEAST_PRECISIONS]
            rows.append([row["peer"], best["cut"], quality, *("-" if f1 is None else f"{f1:.2f}" for f1 in reached)])
    least = [f"F1 at precision ≥ {least}" for least in LEAST_PRECISIONS]
    return grid(["", "cut", "precision / recall / F1", *least], rows)


def contrasts(found: Found) -> Iterator[str]:
    rows = [[row["peer"], str(row["together"]), str(row.get("decided", "-"))] for row in found["contrasts"]["found"]]
    return grid(["", "in one cluster", "decided"], rows)


def task_words(found: Found) -> str:
    whole = found["cost"]["set"]
    return (
        f"Clustering the {whole['tags']:,} tags of {whole['name']} (whole), and linking {whole['queries']:,} queries "
        f"to {whole['listed']:,} labels."
    )


def cost(found: Found) -> Iterator[str]:
    given = found["cost"]["found"]
    ours: Found = next((row for row in given if row["peer"] == "tagfold"), {})

    def cells(row: Found, name: str) -> list[str]:
        asked, own = row[name], ours.get(name, {})
        if "why_not" in asked:
            return [asked["why_not"], "-", "-"]
        ratio = f"{asked['processor'] / own['processor']:.2f}" if own.get("processor") else "-"
        return [f"{asked['seconds']:.1f} s ({asked['processor']:.1f})", ratio, f"{asked['peak_mb']} MB"]

    head = ["", "cluster", "ratio", "memory", "link", "ratio", "memory"]
    return grid(head, [[row["peer"], *cells(row, "cluster"), *cells(row, "link")] for row in given])


def sets(found: Found) -> Iterator[str]:
    rows = [
        [each["name"], *(f"{each[key]:,}" for key in ("tags", "concepts", "queries", "without_answer"))]
        for each in found["sets"]
    ]
    return grid(["held-out part of", "tags", "concepts", "queries", "of them without a right answer"], rows)


def tools(found: Found) -> Iterator[str]:
    rows = [[peer["name"], peer["why_not"] or peer["version"], peer["setting"]] for peer in found["peers"]]
    return grid(["", "version", "default"], rows)


def _short(why_not: str | None) -> str:
    """A reason that fits a cell; bench.json has all of it."""
    return f"{why_not[:39]}…" if why_not and len(why_not) > 40 else why_not or ""


def _share(some: int, of: int) -> str:
    return f"{some / of:.3f}" if of else "-"


if __name__ == "__main__":
    text = "\n".join(table(json.loads((DOCS / "bench.json").read_text(encoding="utf-8")))) + "\n"
    (DOCS / "bench.md").write_text(text, encoding="utf-8")
