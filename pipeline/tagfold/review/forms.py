"""Normal forms in use: the spellings of each, its uses, and what it counts for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tagfold.matching.decision import Outcome
from tagfold.matching.form import normal_form
from tagfold.review.impact import Terms
from tagfold.review.queue import Reference
from tagfold.warehouse.waiting import Spelling

NOTHING_SIMILAR = "nothing similar found"


@dataclass(frozen=True, slots=True)
class FormUse:
    """A normal form in use: its most used spelling, all spellings with their uses, and what it counts for.

    `guard` and `spelling` are those of its decision. Of one with the outcome `new` only the outcome is kept: what is
    nearest among terms that are not near changes with every new term, and is asked of the matcher when it is shown.
    """

    facet: str
    key: str
    raw: str
    spellings: tuple[tuple[str, int], ...]
    uses: int
    reports: int
    outcome: Outcome
    terms: Terms
    candidate: str | None
    score: float | None
    reason: str
    guard: str | None = None
    spelling: str | None = None


def forms_of(spellings: Iterable[Spelling], reports: dict[Reference, int]) -> Iterable[FormUse]:
    """The forms of these spellings; `reports` counts those in which a form stands."""
    groups: dict[Reference, list[Spelling]] = defaultdict(list)
    for spelling in spellings:
        groups[spelling.facet, normal_form(spelling.raw).key].append(spelling)
    for (facet, key), group in groups.items():
        group.sort(key=lambda spelling: (-spelling.uses, spelling.raw))
        best = group[0]
        form = FormUse(
            facet, key, best.raw, tuple((s.raw, s.uses) for s in group), sum(s.uses for s in group),
            max(reports.get((facet, s.form), 0) for s in group), Outcome(best.outcome), best.terms, best.candidate,
            best.score, best.reason, best.guard, best.spelling,
        )  # fmt: skip
        yield without_near_misses(form)


def without_near_misses(form: FormUse) -> FormUse:
    """The form; if it has the outcome `new`, without what was nearest."""
    return replace(form, score=None, reason=NOTHING_SIMILAR, spelling=None) if form.outcome is Outcome.NEW else form
