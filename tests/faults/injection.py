"""Run code in a forked child whose k-th file operation below a folder kills it or fails, and see what is left."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import TagfoldError
from tagfold.warehouse.privacy import KEY_FILE

CHANGING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
KILLED = 137

Tree = dict[str, bytes]
Operation = list[str]
"""What is done, and the paths that it is done to, relative to the folder."""


@dataclass(frozen=True)
class Fault:
    """What happens at operation `at` and, if `lasting`, at all after it: an error, or the end of the process."""

    at: int
    error: int | None = None
    lasting: bool = False


@dataclass(frozen=True)
class Outcome:
    """How the child ended, what it said, and the operations it tried."""

    code: int
    message: str
    trace: list[Operation]

    @property
    def operations(self) -> int:
        return len(self.trace)


def outcome_of(action: Callable[[], object], root: Path, fault: Fault | None = None) -> Outcome:
    """Do the action in a child. Exit code 1 is a TagfoldError, 3 anything else that was raised."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        gc.disable()  # a look through all objects would copy all memory that is shared with the parent
        code, message, trace = 3, "", _install(root, fault)
        try:
            action()
            code = 0
        except TagfoldError as error:
            code, message = 1, str(error)
        except BaseException:  # noqa: BLE001 - whatever it is, the parent wants to see it
            message = traceback.format_exc()
        with os.fdopen(writes, "w") as stream:
            json.dump([message, trace], stream)
        os._exit(code)
    os.close(writes)
    with os.fdopen(reads) as stream:
        message, trace = json.loads(stream.read() or '["", []]')
    return Outcome(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), message, trace)


def _install(root: Path, fault: Fault | None) -> list[Operation]:
    """Note what changes files; the fault strikes in between."""
    trace: list[Operation] = []
    top = root.resolve()

    def noted(what: str, *paths: object) -> None:
        places = [Path(os.fsdecode(path)).absolute() for path in paths if isinstance(path, str | bytes | os.PathLike)]
        if not places or not places[0].is_relative_to(top):
            return
        names = [place.relative_to(top).as_posix() for place in places if place.is_relative_to(top)]
        trace.append([what, *names, *(str(one) for one in paths if isinstance(one, int))])
        if fault is None or len(trace) < fault.at or (len(trace) > fault.at and not fault.lasting):
            return
        if fault.error is None:
            os._exit(KILLED)
        raise OSError(fault.error, os.strerror(fault.error))

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(flags := arguments[2], int) and flags & WRITES:
            noted("append" if flags & os.O_APPEND else "open", arguments[0])
        elif event in CHANGING:
            noted(event, *arguments[:2])

    def fsync(handle: int) -> None:
        noted("fsync", Path(f"/proc/self/fd/{handle}").readlink(), os.fstat(handle).st_size)
        # a process that ends loses nothing that is written, so the disk need not be waited for

    sys.addaudithook(hook)
    os.fsync = fsync  # type: ignore[assignment]  # an operating system that fails, not a stand-in for our code
    return trace


def lost_by_a_power_cut(trace: list[Operation], root: Path, journal: str = "") -> list[str]:
    """What could be lost if the power fails during or after the operations, and what is written in place.

    A file is safe when it is synced after it was opened to write, and so is a new name when its folder is. Files must
    be safe before they are renamed, names before the journal that needs them, and all of it before the journal goes.
    """
    lost, written, named = list[str](), set[str](), set[str]()
    synced = dict[str, int]()  # with the size that a file had then
    for what, *paths in trace:
        path = paths[0]
        if journal in named and (what == "append" or (what == "os.rename" and not _is_hidden(paths[-1]))):
            lost.append(f"{paths[-1]} is changed before the journal is safe")
        if what in ("open", "append"):
            if what == "open" and not _is_hidden(path):
                lost.append(f"{path} is written in place")
            synced.pop(path, None)
            written.add(path)
            named.add(path)
        elif what == "fsync":
            synced[path] = int(paths[1])
            written.discard(path)
            named -= {name for name in named if str(Path(name).parent) == path}
        elif what == "os.rename":
            inside = {name for name in written if Path(name).is_relative_to(path)}
            lost += [f"{name} is renamed before it is synced" for name in inside or {path} - set(synced)]
            named.discard(path)
            if paths[-1] == journal:
                lost += [f"the journal needs {name}" for name in named if name.endswith(".tmp")]
            named.add(paths[-1])
            synced[paths[-1]] = synced.pop(path, 0)
        elif what == "os.remove" and path == journal:
            lost += [f"{name} is not safe without the journal" for name in written | named if not _is_hidden(name)]
            named.add(f"{path} that is gone")
    files = [name for name in synced if (root / name).is_file() and not _is_hidden(name)]
    lost += [
        f"{name} is synced before all is written" for name in files if (root / name).stat().st_size != synced[name]
    ]
    left = written | named
    return lost + [f"{name} is not synced" for name in left if not _is_hidden(name) or name.startswith(journal or "/")]


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in Path(path).parts)


_MARK = re.compile(rb"(\d{8}T\d{12})-[0-9a-f]{8}")


def tree(folder: Path) -> Tree:
    """The files that count, by name. The random marks in the ids of decisions are left out."""
    return {
        path.relative_to(folder).as_posix(): _MARK.sub(rb"\1", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def state(folder: Path) -> str:
    """A hash of each file and folder with its name, the hidden ones too. Two faults that leave one state have one
    sequel, so what follows on it is tried once.
    """
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        found.update(f"{path.relative_to(folder)}\0{path.is_file()}\0".encode())
        if path.is_file():
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def litter(folder: Path) -> list[str]:
    """What should not stay: all hidden files and folders but the locks, the key and the note for the next run."""
    hidden = (path.name for path in folder.rglob(".*"))
    return sorted(name for name in hidden if not name.endswith((".lock", ".seen")) and name != KEY_FILE)
