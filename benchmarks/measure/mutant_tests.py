"""The tests of a module: run once to see which lines each of them runs, then for a mutant those that run its line."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest

from benchmarks.measure.mutants import Mutant

MOST_MEMORY = 6 * 2**30
OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


def in_a_copy(work: Callable[[], int], seconds: int) -> int:
    """What `work` gives in a copy of this process, silent, its files in a folder of its own; not 0 if it is late."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as folder:
        child = os.fork()
        if child == 0:
            code = 9  # nobody noticed what ended it, but it ended
            try:
                os.setpgid(0, 0)
                nothing = os.open(os.devnull, os.O_RDWR)
                for stream in (0, 1, 2):
                    os.dup2(nothing, stream)
                signal.alarm(seconds)
                resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
                os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
                code = work()
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class _Lines:
    """Which lines of the files were run, and by which test."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = set(map(str, files))
        self.test = ""
        self.found: dict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> _Lines:
        self.watch("")
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def watch(self, test: str) -> None:
        """From here on it is this test; the one before may have left no trace function."""
        self.test = test
        threading.settrace(self._call)
        sys.settrace(self._call)

    def _call(self, frame: FrameType, _event: str, _arg: object) -> Callable[..., Any] | None:
        return self._line if frame.f_code.co_filename in self._files else None

    def _line(self, frame: FrameType, _event: str, _arg: object) -> Callable[..., Any]:
        self.found[f"{frame.f_code.co_filename}:{frame.f_lineno}"].add(self.test)
        return self._line


class Rehearsal:
    """A plugin of pytest: instead of running the tests once, it tries each mutant that needs no import."""

    def __init__(self, mutants: Sequence[Mutant], answer: Path) -> None:
        self._mutants, self._answer = mutants, answer
        self._files = {mutant.path for mutant in mutants}
        self._imported = _Lines(self._files)

    def run(self, arguments: Sequence[str]) -> int:
        with self._imported:
            return int(pytest.main([*OPTIONS, *arguments], plugins=[self]))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        sys.settrace(None)
        if in_a_copy(lambda: self._watch(session.items), 900):
            raise pytest.UsageError("the tests do not pass as the modules are")
        watched = json.loads(self._answer.read_text())
        lines, seconds = watched["lines"], watched["seconds"]
        items = {item.nodeid: item for item in session.items}
        answers = []
        for mutant in self._mutants:
            places = [f"{mutant.path}:{line}" for line in mutant.lines]
            if not mutant.in_function:
                places = [place for place in lines if place.startswith(f"{mutant.path}:")]
            tests = sorted({test for place in places for test in lines.get(place, ())}, key=seconds.__getitem__)
            code, unsure = 0, True
            if mutant.in_function:
                limit = 20 + round(10 * sum(map(seconds.__getitem__, tests)))
                code = in_a_copy(lambda: _try(mutant, [items[test] for test in tests]), limit)  # noqa: B023
                unsure = not code and any(map(self._imported.found.get, places))
            answers.append({"noticed": bool(code), "unsure": unsure, "tests": tests})
        self._answer.write_text(json.dumps(answers))
        return True

    def _watch(self, items: Sequence[pytest.Item]) -> int:
        seconds = {}
        with _Lines(self._files) as lines:
            for item in items:
                lines.watch(item.nodeid)
                started = time.perf_counter()
                if _fails([item]):
                    return 1
                seconds[item.nodeid] = time.perf_counter() - started
        found = {place: sorted(tests) for place, tests in lines.found.items()}
        self._answer.write_text(json.dumps({"lines": found, "seconds": seconds}))
        return 0


def _try(mutant: Mutant, items: Sequence[pytest.Item]) -> int:
    _put_code(compile(mutant.tree, mutant.path, "exec"), str(mutant.path))
    return _fails(items)


def _fails(items: Sequence[pytest.Item]) -> int:
    for item, after in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if item.session.testsfailed:
            return 1
    return 0


def _put_code(module: CodeType, file: str) -> None:
    """Give each function of a module its code from another reading of that module."""
    found: dict[tuple[str, int], CodeType] = {}
    left = [module]
    while left:
        code = left.pop()
        found[code.co_qualname, code.co_firstlineno] = code
        left += [one for one in code.co_consts if isinstance(one, CodeType)]
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == file:
            code = function.__code__
            function.__code__ = found[code.co_qualname, code.co_firstlineno]


class Imported(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed code when the module is imported."""

    def __init__(self, mutant: Mutant, tests: Sequence[str]) -> None:
        self._name, self._path, self._tests = f"tagfold.{mutant.name}", mutant.path, list(tests)
        self._code = compile(mutant.tree, mutant.path, "exec")

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Only the tests that ran a line of the module, the quickest first."""
        by_name = {item.nodeid: item for item in items}
        items[:] = [by_name[test] for test in self._tests if test in by_name]

    def run(self, arguments: Sequence[str]) -> int:
        sys.meta_path.insert(0, self)
        importlib.import_module(self._name)  # before pytest, which reads files that it is given itself
        return int(pytest.main([*OPTIONS, *arguments], plugins=[self]))
