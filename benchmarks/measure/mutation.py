"""Change one thing in a module, run the tests that are about it, and see whether one of them fails: it should.

    python -m benchmarks.measure.mutation [MUTANTS_PER_MODULE [SEED [ROOM...]]]

Prints each change that no test noticed, and the share of changes that one did, by module. A change that makes the
tests take ten times as long counts as noticed. Each runs in a copy of this process that has the change in place of the
module.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

import duckdb  # noqa: F401 - this and the next ones are slow to import, so every copy has them from here
import hypothesis  # noqa: F401
import numpy as np  # noqa: F401
import pytest
import rapidfuzz  # noqa: F401

PACKAGE = Path(__file__).parents[2] / "pipeline" / "tagfold"
ROOMS = {
    "taxonomy.lookup": ("taxonomy/test_lookup.py", "taxonomy/test_merging.py"),
    "taxonomy.edits": ("taxonomy/test_edits.py", "review/test_term_ids.py"),
    "matching.form": ("matching/test_form.py", "matching/test_spelling.py"),
    "matching.guards": ("matching/test_guards.py",),
    "matching.splitting": ("matching/test_splitting.py",),
    "records": ("test_records.py",),
    "warehouse.publish": ("warehouse/test_damage.py",),
    "warehouse.amend": ("test_differences.py",),
    "review.actions": ("review/test_session.py", "review/test_memory.py", "test_deciding.py"),
}
"""Modules, and the tests that are about each, the quickest first."""

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
LONGEST_TIMES = 10
OPTIONS = ("-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning")


def changes(tree: ast.Module) -> list[ast.AST]:
    """The places of a module that can be changed: not its docstrings, annotations and decorators."""
    left_out = {id(inner) for node in ast.walk(tree) for part in _not_run(node) for inner in ast.walk(part)}
    return [node for node in ast.walk(tree) if id(node) not in left_out and _changed(node) is not None]


def _not_run(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node
    for name in ("annotation", "returns"):
        if part := getattr(node, name, None):
            yield part
    yield from getattr(node, "decorator_list", [])
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        yield node


def _changed(node: ast.AST) -> ast.AST | None:
    """What takes the place of a node, if anything can."""
    new = copy.deepcopy(node)
    match new:
        case ast.Compare(ops=[op, *rest]) if type(op) in SWAPPED:
            new.ops = [SWAPPED[type(op)](), *rest]  # type: ignore[list-item]
        case ast.BoolOp() | ast.BinOp() if type(new.op) in SWAPPED:
            new.op = SWAPPED[type(new.op)]()  # type: ignore[assignment]
        case ast.UnaryOp(op=ast.Not()):
            return new.operand
        case ast.Constant(value=bool() as value):
            new.value = not value
        case ast.Constant(value=int() as value):
            new.value = value + 1
        case ast.Constant(value=str() as value):
            new.value = f"{value}~"
        case ast.Return(value=ast.expr()) if not isinstance(new.value, ast.Constant):
            new.value = ast.Constant(None)
        case ast.Expr(value=ast.Call()):
            return ast.Pass()
        case ast.If() | ast.IfExp() if not isinstance(new.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            new.test = ast.UnaryOp(ast.Not(), new.test)
        case _:
            return None
    return new


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.AST) -> None:
        self._old = old

    def visit(self, node: ast.AST) -> ast.AST:
        found = _changed(node) if node is self._old else None
        return ast.copy_location(found, node) if found else self.generic_visit(node)


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed code when the module is imported."""

    def __init__(self, name: str, tree: ast.Module, path: Path) -> None:
        self._name, self._path = name, path
        self._code = compile(tree, path, "exec")

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)


def passes(name: str, tree: ast.Module, path: Path, seconds: int) -> bool:
    """Whether the tests of a module pass, in a copy of this process, with `tree` in its place."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        signal.alarm(seconds)
        sys.meta_path.insert(0, _Mutated(f"tagfold.{name}", tree, path))
        try:
            importlib.import_module(f"tagfold.{name}")  # before pytest, which reads files that it is given itself
        except Exception:  # noqa: BLE001 - a change that nobody can import is noticed
            os._exit(9)
        files = [str(path), *(f"tests/{file}" for file in ROOMS[name])]  # its doctests, and then those
        os._exit(
            int(
                pytest.main(
                    [
                        "-x",
                        "-q",
                        "-p",
                        "no:cacheprovider",
                        "-p",
                        "no:xdist",
                        "-W",
                        "ignore::pytest.PytestAssertRewriteWarning",
                        *files,
                    ]
                )
            )
        )
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def score(name: str, count: int, seed: int) -> tuple[int, int]:
    """How many changes were noticed, of how many."""
    path = PACKAGE.joinpath(*name.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    started = time.monotonic()
    if not passes(name, tree, path, 600):
        raise SystemExit(f"the tests of {name} do not pass as it is")
    seconds = 20 + LONGEST_TIMES * round(time.monotonic() - started)
    places = changes(tree)
    chosen = random.Random(seed).sample(places, min(count, len(places)))
    noticed = 0
    for node in chosen:
        other = copy.deepcopy(tree, {id(node): node})
        _Put(node).visit(other)
        ast.fix_missing_locations(other)
        if passes(name, other, path, seconds):
            old, new = (ast.unparse(one)[:70] for one in (node, _changed(node) or node))
            say(f"  {name}:{getattr(node, 'lineno', 0)}: {old!r} -> {new!r}")
        else:
            noticed += 1
    return noticed, len(chosen)


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(count: str = "20", seed: str = "1", *rooms: str) -> None:
    """Score each of the rooms."""
    assert PathFinder.find_spec("tests", [str(PACKAGE.parents[1])])
    for name in rooms or ROOMS:
        noticed, tried = score(name, int(count), int(seed))
        say(f"{name}: {noticed} of {tried}, {noticed / tried:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
