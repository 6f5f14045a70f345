"""From answers to figures: plain dictionaries, as docs/bench.json keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.metrics import Answer, Quality, among, linking, pairwise, share_at
from benchmarks.tasks import Task

LEAST_PRECISIONS = (0.85, 0.95)


def quality_of(answer: Mapping[str, Any], task: Task) -> dict[str, Any]:
    """The figures of one entrant on one task: its clusters, its links, and what it decided alone."""
    answers = [
        Answer(
            tuple(label for label, _ in given["guesses"]),
            given["guesses"][0][1] if given["guesses"] else 0.0,
            right,
            given["linked"],
            given["auto"],
        )
        for given, (_, right) in zip(answer["link"], task.queries, strict=True)
    ]
    auto = [given for given in answers if given.auto]
    return {
        "cluster": _rounded(pairwise(answer["cluster"], task.concepts)),
        "link": {
            "first": round(among(answers, 1), 4),
            "five": round(among(answers, 5), 4),
            "f1": round(linking(answers).f1, 4),
            "at_99": round(share_at(answers, 0.99), 4),
        },
        "auto": {"right": sum(given.first_right for given in auto), "given": len(auto), "asked": len(answers)},
    }


def best_cut(fitting: Mapping[str, Any], task: Task, other: Mapping[str, Any], other_task: Task) -> dict[str, Any]:
    """`cut`: the one with the best F1 on `task`, with its figures on `other_task`.

    `at`: on `other_task`, the best F1 of the cuts with at least a precision, chosen in hindsight (None where none has).
    """
    if not fitting:
        return {}
    cut = max(fitting, key=lambda name: pairwise(fitting[name], task.concepts).f1)
    found = [pairwise(labels, other_task.concepts) for labels in other.values()]
    reached = {
        str(least): max((round(quality.f1, 4) for quality in found if quality.precision >= least), default=None)
        for least in LEAST_PRECISIONS
    }
    return {"cut": cut, **_rounded(pairwise(other[cut], other_task.concepts)), "at": reached}


def together(labels: Sequence[int], tags: Sequence[str], pairs: Sequence[tuple[str, str]]) -> int:
    """How many of the pairs share a cluster."""
    found = dict(zip(tags, labels, strict=True))
    return sum(found[one] == found[other] for one, other in pairs)


def _rounded(quality: Quality) -> dict[str, float]:
    return {
        "precision": round(quality.precision, 4),
        "recall": round(quality.recall, 4),
        "f1": round(quality.f1, 4),
    }
