"""What was learnt, in words and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tagfold.cli.render import table
from tagfold.training.evaluation import SURE_OF_GAIN, Comparison
from tagfold.training.learn import MIN_PAIRS, FacetFigures, Learned
from tagfold.training.learn_folder import LearnResult
from tagfold.training.model_file import scores, threshold

HEADINGS = ("facet", "of one term", "of two", "asked", "auto", "checked on", "decided")

SEEN = (
    "The weights that come with Tagfold were fitted on the taxonomy that comes with it: if your terms come from there, "
    "the old weights have already seen these pairs, which favours keeping them."
)


def lines(outcome: LearnResult, *, dry_run: bool) -> Iterator[str]:
    """The table by facet, what it was judged by, and the verdict."""
    yield from table([_row(facet) for facet in outcome.learned.facets], HEADINGS, right=(1, 2, 3))
    yield ""
    if outcome.learned.comparison:
        yield _judged_by(outcome.learned.comparison)
        yield SEEN
    yield verdict(outcome, dry_run=dry_run)


def data(outcome: LearnResult, *, dry_run: bool) -> dict[str, Any]:
    """The same as data."""
    found = outcome.learned.comparison
    return {
        "facets": [
            {"facet": facet.facet, "pairs of one term": facet.same, "pairs of two": facet.apart}
            | threshold(facet)
            | {"decided": [round(share, 4) for share in facet.decided]}
            for facet in outcome.learned.facets
        ],
        "scores": scores(found) if found else None,
        "new weights": bool(outcome.learned.trees),
        "file": str(outcome.path),
        "written": outcome.text is not None and not outcome.same and not dry_run,
        "verdict": verdict(outcome, dry_run=dry_run),
    }


def verdict(outcome: LearnResult, *, dry_run: bool) -> str:
    """In one sentence whether the weights are new, why, and what was written."""
    weights = outcome_of_weights(outcome.learned)
    if outcome.stays:
        return (
            f"{weights}; {outcome.path}, learnt earlier, stays as it is: delete it to go back to Tagfold's own weights"
        )
    if outcome.text is None:
        return f"{weights}; no facet needs a threshold of its own, so nothing is written"
    if outcome.same:
        return f"{weights}; {outcome.path} already says so"
    own = [facet.facet for facet in outcome.learned.facets if facet.differs]
    about = f" with thresholds for {', '.join(own)}" if own else ""
    return f"{weights}; {'would write' if dry_run else 'wrote'} {outcome.path}{about}"


def outcome_of_weights(learned: Learned) -> str:
    """Whether the weights are new, and why."""
    found = learned.comparison
    if found is None:
        same, apart = learned.fitted_on()
        return (
            f"kept the old weights: the curated facets have {same:,} pairs of one term and {apart:,} of two, "
            f"and {MIN_PAIRS} of each are needed"
        )
    if found.better:
        return "new weights: better than the old by more than chance, on concepts that they had not seen"
    if found.gains < SURE_OF_GAIN:
        return "kept the old weights: the new ones are not better by more than chance"
    if found.sees < SURE_OF_GAIN:
        return "kept the old weights: the decisions cannot be predicted from the spellings"
    if found.decided.worse:
        return "kept the old weights: the new ones would decide less at the asked precision"
    return "kept the old weights: the new ones would have fewer first guesses right"


def _judged_by(found: Comparison) -> str:
    return (
        f"On concepts kept from the fit, old -> new: log loss {found.old_loss:.4f} -> {found.new_loss:.4f} (smaller in "
        f"{found.gains:.1%} of resamples); decided at the asked precision, best threshold in hindsight "
        f"{found.decided.old:.1%} -> {found.decided.new:.1%}; first guess right {found.first.old:.1%} -> "
        f"{found.first.new:.1%}."
    )


def _row(facet: FacetFigures) -> tuple[str, ...]:
    found = facet.checked
    auto = "nothing" if math.isinf(found.auto) else f"{found.auto:g}"
    usual = f"{facet.usual:g} -> {auto}" if facet.differs else auto
    checked = f"{found.correct:,} of {found.decisions:,} right ({found.said})"
    shares = f"{facet.decided[0]:.1%} -> {facet.decided[1]:.1%}"
    return facet.facet, f"{facet.same:,}", f"{facet.apart:,}", f"{found.precision:g}", usual, checked, shares
