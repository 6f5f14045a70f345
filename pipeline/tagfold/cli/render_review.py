"""The queue, a plan and what was applied, as rows of a table and as plain data for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from tagfold.review.preview import Preview, impact_json
from tagfold.review.queue import TagForm
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Vocabulary

ITEM_COLUMNS = ("facet", "tag", "uses", "reports", "candidate", "score")


def item_rows(items: Sequence[TagForm], vocabularies: Mapping[str, Vocabulary]) -> list[tuple[object, ...]]:
    """The rows of a table of tags."""
    return [(item.facet, item.raw, item.uses, item.reports, _label(item, vocabularies), _score(item)) for item in items]


def item_data(item: TagForm, vocabularies: Mapping[str, Vocabulary]) -> dict[str, object]:
    """A tag in the queue with its best candidate, or one that was decided automatically."""
    return {
        "facet": item.facet,
        "tag": item.raw,
        "uses": item.uses,
        "reports": item.reports,
        "spellings": [{"raw": raw, "uses": uses} for raw, uses in item.spellings],
        "outcome": item.outcome,
        "term_id": item.term_id,
        "label": _label(item, vocabularies) or None,
        "score": item.score,
        "reason": item.reason,
        "unsure": item.unsure or None,
    }


def preview_data(preview: Preview) -> dict[str, object]:
    """What the decisions of one facet would change."""
    return {"facet": preview.facet, **impact_json(preview.impact), "chart": [asdict(bar) for bar in preview.chart]}


def entry_data(entry: Entry) -> dict[str, str]:
    """A decision that was written."""
    return {name: getattr(entry, name) for name in ("entry", "at", "by", "action", "facet", "subject", "note")}


def _label(item: TagForm, vocabularies: Mapping[str, Vocabulary]) -> str:
    term = vocabularies[item.facet].by_id.get(item.term_id or "")
    return term.label if term else ""


def _score(item: TagForm) -> str:
    return "" if item.score is None else f"{item.score:.2f}"
