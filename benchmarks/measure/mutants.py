"""One change in a module, to see whether a test notices: of a comparison, word, number, call or answer."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "pipeline" / "tagfold"

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


MOST_WORDS = 8
"""Words of a list that is still a rule: a longer one is data, of which no test names each."""


class Mutant:
    """A module of the package with one change."""

    def __init__(self, name: str, path: Path, tree: ast.Module, place: ast.AST) -> None:
        self.name, self.path, self._old = name, path, place
        self.tree: ast.Module = copy.deepcopy(tree, {id(place): place})
        _Put(place).visit(self.tree)
        ast.fix_missing_locations(self.tree)
        self.lines = range(getattr(place, "lineno", 0), (getattr(place, "end_lineno", 0) or 0) + 1)
        self.in_function = id(place) in _in_functions(tree)
        """Whether it runs when a function is called, each time: not at the import, nor only until it is cached."""

    def __str__(self) -> str:
        old, new = (ast.unparse(one)[:70] for one in (self._old, _changed(self._old) or self._old))
        return f"{self.name}:{self.lines.start}: {old!r} -> {new!r}"


def mutants(name: str, count: int, seed: int) -> list[Mutant]:
    """So many of the changes that one could make in a module, by chance."""
    path = PACKAGE.joinpath(*name.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = _places(tree)
    return [Mutant(name, path, tree, one) for one in random.Random(seed).sample(found, min(count, len(found)))]


def _places(tree: ast.Module) -> list[ast.AST]:
    """The places of a module that can be changed: not its docs, annotations, decorators, assertions, data."""
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
    if isinstance(node, ast.Set | ast.List | ast.Tuple) and len(node.elts) > MOST_WORDS:
        yield from (one for one in node.elts if isinstance(one, ast.Constant))
    if isinstance(node, ast.keyword) and node.arg == "strict":  # of `zip`: like an assertion, for what cannot be
        yield node


def _in_functions(tree: ast.Module) -> set[int]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and not _is_cached(node)]
    return {id(inner) for node in functions for line in node.body for inner in ast.walk(line)}


def _is_cached(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(one).startswith(("cache", "lru_cache")) for one in function.decorator_list)


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
