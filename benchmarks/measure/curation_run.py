"""How many decisions bring 80, 95 and 99% of the uses of a facet to a correct term, beside the plain list.

    python -m benchmarks.measure.curation_run REPORTS_FOLDER [GOLD.csv]

The reports are read with the shipped terms and an empty mappings.csv for each facet; then a curator who knows the
truth works at the real `ReviewSession`, on real files. The truth are the shipped mappings: what the whole taxonomy
makes of each form. With GOLD (see gold_agreement.py), tags of thematic_areas on whose grouping both annotators agree
and the shipped taxonomy differs are left out of every count.

What counts as one decision:
- one key press on one form: accept, another term, split, not a tag;
- the forms that the desk shows as alike are decided with it: one more for every ten that are listed, begun tens
  counted, and one for each that is wrong and must be ticked off;
- a safe class: one for every ten pairs that its preview lists, begun tens counted, and one for each wrong one.

Three runs are counted. "plain list": nothing is known but the terms; one decision a distinct spelling, the most
used first, labels and the machine's own decisions unused (a spreadsheet). "plain queue": labels and the machine's
decisions are used as at the desk; the forms that wait are decided one by one, the most used first. "desk": all of it.
Uses that the machine decides wrongly are in nobody's queue and count as wrong to the end.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from math import ceil
from pathlib import Path

from tagfold.ingestion.ingest import ingest
from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.records import csv_bytes
from tagfold.review.actions import Accept, MarkNotATag, SplitTag, TagAction
from tagfold.review.queue import TagForm
from tagfold.review.session import ReviewSession
from tagfold.settings import Settings
from tagfold.taxonomy.codec import MAPPING_COLUMNS
from tagfold.taxonomy.files import read_taxonomy

FACETS = ("datasources", "thematic_areas")
SHARES = (0.8, 0.95, 0.99)
AT_A_GLANCE = 10
"""Pairs of a list that are read in the time of one decision."""

Truth = Callable[[str], tuple[str, ...]]
Steps = list[tuple[float, float]]
"""Decisions so far, and the share of uses that are right."""

ORDERS: dict[str, Callable[[TagForm], float]] = {
    "the queue's order": lambda item: item.priority,
    "uses x (1 - score)": lambda item: item.uses * (1 - (item.score or 0.0)),
    "uses x score": lambda item: item.uses * (item.score or 0.0),
}


@dataclass(frozen=True)
class Case:
    """A facet with its truth, and the forms that are counted."""

    facet: str
    truth: Truth
    left_out: frozenset[str]

    def forms(self, desk: ReviewSession) -> Iterator[TagForm]:
        """The forms that are counted."""
        return (f for f in desk.forms(self.facet) if f.key and f.key not in self.left_out)

    def share(self, desk: ReviewSession) -> float:
        """The share of uses that are right."""
        right = total = 0
        for form in self.forms(desk):
            total += form.uses
            decided = form.outcome not in (Outcome.REVIEW, Outcome.NEW)
            right += form.uses if decided and form.terms == self.truth(form.raw) else 0
        return right / total


def main(reports: Path, gold: Path | None) -> None:
    """Print a table a facet."""
    shipped = Path("taxonomy")
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / "taxonomy"
        _terms_only(shipped, folder)
        database = Path(aside) / "tagfold.duckdb"
        ingest(Settings(sources=(reports,), taxonomy=folder, database=database))
        for facet in FACETS:
            truth = _truth(shipped, facet)
            disputed = _disputed(gold, truth) if gold and facet == "thematic_areas" else frozenset()
            _report(Case(facet, truth, disputed), folder, database, Path(aside))


def _report(case: Case, folder: Path, database: Path, aside: Path) -> None:
    desk = _desk(folder, database)
    forms = list(case.forms(desk))
    say = sys.stdout.write
    say(f"\n{case.facet}: {sum(f.uses for f in forms):,} uses, {sum(len(f.spellings) for f in forms):,} spellings, ")
    say(f"{len(forms):,} forms; {len(case.left_out):,} forms left out as disputed by the gold\n")
    say(f"right before any decision: {case.share(desk):.2%}\n")
    runs = {"plain list": _plain_list(forms), "plain queue": _plain_queue(case, desk)}
    for name, order in ORDERS.items():
        copy = aside / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        runs[f"desk, {name}"] = _at_the_desk(case, _desk(copy, database), order)
    say(f"{'':32}" + "".join(f"{share:>9.0%}" for share in SHARES) + "    right at the end\n")
    for name, steps in runs.items():
        reached = [next((f"{done:,.0f}" for done, right in steps if right >= share), "-") for share in SHARES]
        say(f"{name:32}" + "".join(f"{cell:>9}" for cell in reached) + f"    {steps[-1][1]:.2%} ({steps[-1][0]:.0f})\n")


def _plain_list(forms: list[TagForm]) -> Steps:
    uses = sorted((number for form in forms for _, number in form.spellings), reverse=True)
    total, right, steps = sum(uses), 0, [(0.0, 0.0)]
    for done, number in enumerate(uses, 1):
        right += number
        steps.append((done, right / total))
    return steps


def _plain_queue(case: Case, desk: ReviewSession) -> Steps:
    total = sum(form.uses for form in case.forms(desk))
    right = case.share(desk)
    waiting = [f.uses for f in case.forms(desk) if f.outcome in (Outcome.REVIEW, Outcome.NEW)]
    steps = [(0.0, right)]
    for done, number in enumerate(sorted(waiting, reverse=True), 1):
        right += number / total
        steps.append((done, right))
    return steps


def _at_the_desk(case: Case, desk: ReviewSession, order: Callable[[TagForm], float]) -> Steps:
    """Item by item; a safe class as soon as it brings more uses a decision than the next item."""
    done = 0.0
    steps = [(done, case.share(desk))]
    while item := _next(case, desk, order):
        classes = {one.uses / ceil(one.items / AT_A_GLANCE): one.class_id for one in desk.bulk_classes(case.facet)}
        if classes and max(classes) >= item.uses:
            done += _bulk_accept(case, desk, classes[max(classes)])
        else:
            done += _one_item(case, desk, item)
        steps.append((done, case.share(desk)))
    return steps


def _bulk_accept(case: Case, desk: ReviewSession, class_id: str) -> int:
    _, members = desk.class_members(class_id)
    wrong = [item for item, offer in members if case.truth(item.raw) != (offer.term_id,)]
    desk.accept_class(class_id, tuple(item.key for item in wrong))
    for item in wrong:  # ticked off in the list, each with what it means
        desk.decide(case.facet, item.key, _decision(case.truth(item.raw), ()))
    return ceil(len(members) / AT_A_GLANCE) + len(wrong)


def _one_item(case: Case, desk: ReviewSession, item: TagForm) -> int:
    similar = desk.similar(item)
    same = tuple(one.key for one in similar if case.truth(one.raw) == case.truth(item.raw))
    desk.decide(case.facet, item.key, _decision(case.truth(item.raw), same))
    return 1 + ceil(len(similar) / AT_A_GLANCE) + (len(similar) - len(same) if same else 0)


def _next(case: Case, desk: ReviewSession, order: Callable[[TagForm], float]) -> TagForm | None:
    items = (item for item in desk.items(case.facet, 0, desk.count(case.facet)) if item.key not in case.left_out)
    return max(items, key=lambda item: (order(item), item.uses, item.key), default=None)


def _decision(terms: tuple[str, ...], also: tuple[str, ...]) -> TagAction:
    if not terms:
        return MarkNotATag(also)
    return Accept(terms[0], also) if len(terms) == 1 else SplitTag(terms)


def _desk(folder: Path, database: Path) -> ReviewSession:
    return ReviewSession(folder, database, "truth", lambda: datetime.now(UTC))


def _terms_only(shipped: Path, folder: Path) -> None:
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("releases", "history.csv"))
    for facet in FACETS:
        (folder / facet / "mappings.csv").write_bytes(csv_bytes(MAPPING_COLUMNS, ()))


def _truth(shipped: Path, facet: str) -> Truth:
    matcher = Matcher(read_taxonomy(shipped).vocabularies[facet])

    @cache
    def terms(raw: str) -> tuple[str, ...]:
        said = matcher.decide(raw)
        decided = (d.term_id for d in said if d.outcome in (Outcome.MAPPED, Outcome.AUTO) and d.term_id)
        return tuple(dict.fromkeys(decided))

    return terms


def _disputed(gold: Path, truth: Truth) -> frozenset[str]:
    """Forms of the gold that the shipped taxonomy puts with others than both annotators do."""
    with gold.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind_a"] == row["kind_b"] == "term"]
    groups: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for row in rows:
        groups[row["concept_a"], row["concept_b"]].append((form_key(row["raw"]), truth(row["raw"])))
    owner: dict[tuple[str, ...], Counter[tuple[str, str]]] = defaultdict(Counter)
    for concept, members in groups.items():
        for _, terms in members:
            owner[terms][concept] += 1
    found = set()
    for concept, members in groups.items():
        usual = Counter(terms for _, terms in members).most_common(1)[0][0]
        found |= {key for key, terms in members if terms != usual or owner[terms].most_common(1)[0][0] != concept}
    return frozenset(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
