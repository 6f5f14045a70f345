"""What was learnt as the text of a model file: the same decisions give the same bytes."""

from __future__ import annotations

import json
import math
from typing import Any

from tagfold import __version__
from tagfold.matching.weights import Weights
from tagfold.training.evaluation import Comparison
from tagfold.training.learn import FacetFigures, Learned
from tagfold.training.trees import model_text

REFIT = "tagfold taxonomy learn"


LEARNT = "learnt from"
"""The part of a model file that describes weights of its own; one without it has only thresholds."""


def learnt_text(learned: Learned, old: Weights, *, anyway: bool = False) -> str | None:
    """The model file: the old trees, those that were added, and what facets have of their own.

    None if it would say no more than `old` does, unless it is wanted `anyway`.
    """
    facets = {facet.facet: own for facet in learned.facets if (own := _own(facet, learned, old))}
    if not learned.trees and not facets and not anyway:
        return None
    said = json.loads(old.text)
    head: dict[str, Any] = {"refit": REFIT, "tagfold": __version__, "continues": old.sha256}
    if learned.trees and learned.comparison:
        head[LEARNT] = dict(zip(("pairs of one term", "pairs of two"), learned.fitted_on(), strict=True))
        head["scores"] = scores(learned.comparison)
    thresholds = dict(said["thresholds"])
    if learned.trees:
        thresholds.pop("alone", None)  # with what it decides, these trees were not checked
    head |= {"thresholds": thresholds, "facets": facets, "line": said["line"]}
    return model_text(head, [*said["trees"], *learned.trees])


def _own(facet: FacetFigures, learned: Learned, old: Weights) -> dict[str, Any]:
    """What a facet has of its own; closed ones keep to the old trees."""
    trees = {"trees": len(json.loads(old.text)["trees"])} if learned.trees and not facet.curated else {}
    return {**(threshold(facet) if facet.differs else {}), **trees}


def scores(found: Comparison) -> dict[str, Any]:
    """The comparison as data, [old, new] each."""
    return {
        "log loss, unseen": [round(found.old_loss, 4), round(found.new_loss, 4)],
        "decided at the asked precision": [round(found.decided.old, 4), round(found.decided.new, 4)],
        "first guess right": [round(found.first.old, 4), round(found.first.new, 4)],
    }


def threshold(facet: FacetFigures) -> dict[str, Any]:
    """A facet's precision asked, its threshold (null: nothing is decided), and what that was checked on."""
    found = facet.checked
    return {
        "precision": found.precision,
        "auto": None if math.isinf(found.auto) else found.auto,
        "checked": {
            "spellings": found.asked,
            "decided": found.decisions,
            "right": found.correct,
            "precision at least": round(found.least, 4),
            "verdict": found.said,
        },
    }
