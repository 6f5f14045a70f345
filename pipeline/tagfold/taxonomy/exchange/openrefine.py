"""Statements out of OpenRefine: exported clusters, and the operation history.

Clusters come from the button "Export clusters" of "Cluster and edit": a JSON object with `columnName`,
`clusterMethod`, `keyingFunction` and `clusters`, each with `choices` ({"v": value, "c": rows}), the new
`value` and `edit` (was it ticked). The history comes from Undo / Redo, "Extract": a JSON list of operations,
of which `core/mass-edit` has `edits`, each with `from` (values) and `to`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.taxonomy.exchange.proposals import Statement
from tagfold.taxonomy.model import Basis, Judgement


def openrefine_statements(text: str, path: str, column: str | None = None) -> Iterator[Statement]:
    """What clusters or a history say. `column` picks one if a history edits several.

    Raises TaxonomyError if the text is neither, WrongUsage if a column must be named.
    """
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        raise TaxonomyError(f"the file is not JSON ({error})", remedy="export it again", path=path) from None
    try:
        if isinstance(whole, dict) and "clusters" in whole:
            yield from _clusters(whole)
        else:
            yield from _history(_operations(whole), path, column)
    except (KeyError, TypeError, AttributeError):
        problem = "the file is neither OpenRefine's clusters nor its operation history"
        raise TaxonomyError(problem, remedy="export one of the two from OpenRefine", path=path) from None


def _clusters(whole: dict[str, Any]) -> Iterator[Statement]:
    how = " ".join(str(whole[slot]) for slot in ("clusterMethod", "keyingFunction") if whole.get(slot))
    for number, cluster in enumerate(whole["clusters"], 1):
        ticked = cluster.get("edit") is True
        for choice in cluster["choices"]:
            value = _text(choice["v"])
            if value == _text(cluster["value"]):
                continue
            yield Statement(
                label=_text(cluster["value"]),
                variant=value,
                judgement=Judgement.ACCEPT if ticked else Judgement.UNSURE,
                basis=Basis.SPELLING,
                place=f"cluster {number}",
                note=f"{how}, {choice.get('c', '?')} rows" + ("" if ticked else ", not ticked"),
                doubt="" if value else "the value is blank",
            )


def _operations(whole: Any) -> list[dict[str, Any]]:
    """The operations of a history, in the form "Extract" shows or the one the programming interface gives."""
    if isinstance(whole, dict):
        return [entry["operation"] for entry in whole["entries"] if "operation" in entry]
    return list(whole)


def _history(operations: list[dict[str, Any]], path: str, column: str | None) -> Iterator[Statement]:
    edits = [op for op in operations if op["op"] == "core/mass-edit"]
    columns = sorted({str(op["columnName"]) for op in edits})
    if column is None and len(columns) > 1:
        raise WrongUsage(f"the history edits the columns {', '.join(columns)}", remedy="name one with --column")
    if column is not None and column not in columns:
        raise WrongUsage(
            f"the history does not edit the column '{column}'", remedy=f"name one of: {', '.join(columns)}"
        )
    if not edits:
        raise TaxonomyError(
            "the history has no mass edits", remedy="extract the steps of 'Cluster and edit'", path=path
        )
    became: dict[str, tuple[str, str]] = {}
    for step, operation in enumerate(operations, 1):
        if operation["op"] == "core/mass-edit" and str(operation["columnName"]) == (column or columns[0]):
            _follow(operation["edits"], f"step {step}", became)
    for value, (end, place) in became.items():
        if value == end:
            continue
        doubt = "" if end.strip() else "the value was blanked out; is it no tag?"
        yield Statement(end, value, place=place, doubt=doubt if value.strip() else "a blank was filled in")


def _follow(edits: list[dict[str, Any]], place: str, became: dict[str, tuple[str, str]]) -> None:
    """Note one step's edits; a value that an earlier step had changed moves on with it.

    The edits of one step all see the column as it was before the step.
    """
    ends = {_text(value): _text(edit["to"]) for edit in edits for value in edit["from"]}
    moved = {value: (ends[end], place) for value, (end, _) in became.items() if end in ends}
    for value, end in ends.items():
        became.setdefault(value, (end, place))
    became.update(moved)


def _text(value: object) -> str:
    return "" if value is None else str(value)
