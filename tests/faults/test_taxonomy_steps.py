"""Commands that change several files of the taxonomy are killed, and meet errors, at each of their file operations."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tagfold.matching.form import form_key
from tagfold.review.actions import Accept
from tagfold.review.plan import apply_plan, make_plan, read_decisions
from tagfold.review.session import ReviewSession
from tagfold.taxonomy.check.folder import fix_folder
from tagfold.taxonomy.exchange.csv_format import from_csv
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.journal import JOURNAL
from tagfold.taxonomy.release import make_release, prepare_release
from tagfold.taxonomy.store import alone
from tests.conftest import published
from tests.faults.injection import KILLED, Fault, Tree, litter, lost_by_a_power_cut, outcome_of, state, tree

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
TAGS = "".join(f"[[datasources:{tag}]]\n" for tag in ("citizen juries", "household interviews", "bee hives"))
DECISIONS = """\
facet,action,tag,term,into,label,definition,note
datasources,accept,household interviews,interviews,,,,
datasources,new_term,citizen juries,,,citizen juries,Juries.,
datasources,rename,,surveys,,survey forms,,
country,new_term,,,,Kenya,,
"""


@dataclass(frozen=True)
class Step:
    """A taxonomy folder, how to put it back to `before`, and a command that makes `after` of it."""

    folder: Path
    kept: Path
    command: Callable[[], object]
    before: Tree
    after: Tree

    def restore(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder)


def _apply(home: Path) -> Callable[[], object]:
    requests, _ = read_decisions(from_csv(DECISIONS, "decisions.csv"), "decisions.csv")
    text, _ = make_plan(home / "taxonomy", home / "tagfold.duckdb", requests, "decisions.csv")
    (home / "four.plan").write_text(text)
    return lambda: apply_plan(home / "four.plan", home / "taxonomy", "Ada", lambda: NOW)


def _decide(home: Path) -> Callable[[], object]:
    session = ReviewSession(home / "taxonomy", home / "tagfold.duckdb", "Ada", lambda: NOW)
    return lambda: session.decide("datasources", form_key("citizen juries"), Accept("ds-0003"))


def _undo(home: Path) -> Callable[[], object]:
    _decide(home)()
    session = ReviewSession(home / "taxonomy", home / "tagfold.duckdb", "Ada", lambda: NOW)
    return lambda: session.undo(session.history()[0].entry)


def _fix(home: Path) -> Callable[[], object]:
    for path in (home / "taxonomy").glob("*/*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return lambda: fix_folder(home / "taxonomy", form_key)


def _release(home: Path) -> Callable[[], object]:
    terms = home / "taxonomy" / "datasources" / "terms.csv"
    terms.write_text(terms.read_text().replace("1.0.0", ""))
    planned = prepare_release(home / "taxonomy", "2026-05-01", form_key, lambda folder: ())
    return lambda: make_release(home / "taxonomy", planned)


STEPS = [_apply, _decide, _undo, _fix, _release]


@pytest.fixture(scope="module", params=STEPS, ids=lambda make: make.__name__.strip("_"))
def step(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Step:
    """Made once for all faults, each of which begins with `restore`."""
    home = tmp_path_factory.mktemp("steps")
    published(home, {"a.md": f"# A\n{TAGS}"})
    command = request.param(home)
    folder, kept = home / "taxonomy", home / "kept"
    shutil.copytree(folder, kept)
    before = tree(folder)
    assert outcome_of(command, folder).code == 0
    return Step(folder, kept, command, before, tree(folder))


def test_killed_anywhere_it_is_done_or_not_begun(step: Step) -> None:
    step.restore()
    operations = outcome_of(step.command, step.folder).operations
    assert operations > 10
    done, tried = 0, set[str]()
    for at in range(1, operations + 1):
        step.restore()
        assert outcome_of(step.command, step.folder, Fault(at)).code == KILLED
        read_taxonomy(step.folder)
        found = tree(step.folder)
        assert found in (step.before, step.after), at
        done += found == step.after
        if (left := state(step.folder)) in tried:
            continue
        tried.add(left)
        if found == step.before:
            assert outcome_of(step.command, step.folder).code == 0
        with alone(step.folder):
            assert (tree(step.folder), litter(step.folder)) == (step.after, []), at
    assert 0 < done < operations


ERRORS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE]
EVERY = [(error, lasting) for error in ERRORS for lasting in (False, True)]
SOME = [(errno.ENOSPC, True), (errno.EIO, False)]


@pytest.mark.parametrize(("error", "lasting"), EVERY if os.environ.get("CI") else SOME)
def test_what_is_said_of_an_error_is_true(step: Step, error: int, lasting: bool) -> None:
    step.restore()
    operations = outcome_of(step.command, step.folder).operations
    tried = set[str]()
    for at in range(1, operations + 1):
        step.restore()
        outcome = outcome_of(step.command, step.folder, Fault(at, error, lasting))
        assert outcome.code in (0, 1), outcome.message
        if "so nothing was changed" in outcome.message:
            assert tree(step.folder) == step.before, (at, outcome.message)
        read_taxonomy(step.folder)
        if "is saved, but not all of it is in its place" in outcome.message or outcome.code == 0:
            assert tree(step.folder) == step.after, (at, outcome.message)
        elif "so nothing was changed" not in outcome.message:
            pytest.fail(outcome.message)
        if (left := state(step.folder)) in tried:
            continue
        tried.add(left)
        if tree(step.folder) == step.before:
            assert outcome_of(step.command, step.folder).code == 0
        with alone(step.folder):
            assert (tree(step.folder), litter(step.folder)) == (step.after, []), at


def test_nothing_is_lost_by_a_power_cut(step: Step) -> None:
    step.restore()
    trace = outcome_of(step.command, step.folder).trace
    assert lost_by_a_power_cut(trace, step.folder, JOURNAL) == []
