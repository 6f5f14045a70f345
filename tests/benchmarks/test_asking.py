"""Entrants are asked in processes of their own, and one that fails is a row that says why."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.asking import ask
from benchmarks.roster import ENTRANTS, Entrant

HERE = Path(sys.executable)
TAGS = ["in-depth interviews", "in depth interviews", "household survey", "sensors"]
TASK: dict[str, object] = {
    "cluster": TAGS,
    "link": {"list": ["in-depth interviews", "sensors"], "queries": ["In depth interview", "elephants"]},
}
BY_NAME = {entrant.name: entrant for entrant in ENTRANTS}


def test_tagfold_answers() -> None:
    reply = ask(BY_NAME["tagfold"], {**TASK, "pairs": [["pre-test", "post-test"], ["sensor", "sensors"]]}, HERE)
    assert reply.why_not == ""
    assert reply.answer["cluster"] == [0, 0, 1, 2]
    first, second = reply.answer["link"]
    assert first["guesses"][0][0] == "in-depth interviews"
    assert (first["auto"], second["auto"], second["linked"]) == (True, False, False)
    assert reply.answer["pairs"] == [False, True]
    assert reply.answer["peak_mb"] > 10


def test_a_peer_answers() -> None:
    reply = ask(BY_NAME["rapidfuzz token_sort_ratio"], {**TASK, "sweep": TAGS}, HERE)
    assert reply.why_not == ""
    assert reply.answer["cluster"] == [0, 0, 1, 2]
    assert reply.answer["sweep"]["100"] == [0, 0, 1, 2]
    assert reply.answer["link"][0]["guesses"][0][0] == "in-depth interviews"
    assert reply.answer["link"][1]["linked"] is False


def test_what_is_not_installed_says_so() -> None:
    assert ask(BY_NAME["PolyFuzz TF-IDF"], TASK, HERE).why_not == "not installed (No module named 'polyfuzz')"
    nowhere = ask(BY_NAME["Splink"], TASK, Path("no/such/python"))
    assert nowhere.why_not.startswith("not installed ([Errno 2]")


def test_a_peer_that_breaks_says_how() -> None:
    broken = Entrant("broken", "by_rapidfuzz", ("no_such_scorer",), "")
    assert ask(broken, TASK, HERE).why_not.startswith("failed: AttributeError: module 'rapidfuzz.fuzz'")


def test_patience_ends() -> None:
    assert ask(BY_NAME["rapidfuzz WRatio"], TASK, HERE, patience=0.0).why_not == "no answer within 0 s"
