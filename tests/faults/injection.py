"""Run code in a forked child whose k-th file operation below a folder kills it or fails, and see what is left."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Fault:
    """What happens at operation `at` and, if `lasting`, at all after it: an error, or the end of the process."""

    at: int
    error: int | None = None
    lasting: bool = False


@dataclass(frozen=True)
class Outcome:
    """How the child ended, what it said, and how many operations it tried."""

    code: int
    message: str
    operations: int


def outcome_of(action: Callable[[], object], root: Path, fault: Fault | None = None) -> Outcome:
    """Do the action in a child. Exit code 1 is a TagfoldError, 3 anything else that was raised."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        code, message, operations = 3, "", _install(root, fault)
        try:
            action()
            code = 0
        except TagfoldError as error:
            code, message = 1, str(error)
        except BaseException:  # noqa: BLE001 - whatever it is, the parent wants to see it
            message = traceback.format_exc()
        os.write(writes, f"{len(operations)}\n{message}".encode())
        os._exit(code)
    os.close(writes)
    with os.fdopen(reads) as stream:
        count, _, message = stream.read().partition("\n")
    return Outcome(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), message, int(count or 0))


def _install(root: Path, fault: Fault | None) -> list[str]:
    """Count what changes files, or where errors are to come also what reads them; the fault strikes in between."""
    operations: list[str] = []
    top = str(root.resolve())

    def counted(what: str) -> None:
        operations.append(what)
        if fault is None or len(operations) < fault.at or (len(operations) > fault.at and not fault.lasting):
            return
        if fault.error is None:
            os._exit(KILLED)
        raise OSError(fault.error, os.strerror(fault.error))

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        opens = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
        if not (opens or event in CHANGING):
            return
        path = arguments[0]
        if isinstance(path, str | bytes | os.PathLike) and str(Path(os.fsdecode(path)).absolute()).startswith(top):
            counted(f"{event} {path!r}")

    def fsync(handle: int) -> None:
        if str(Path(f"/proc/self/fd/{handle}").readlink()).startswith(top):
            counted("fsync")
        # a process that ends loses nothing that is written, so the disk need not be waited for

    sys.addaudithook(hook)
    os.fsync = fsync  # type: ignore[assignment]  # an operating system that fails, not a stand-in for our code
    return operations


_MARK = re.compile(rb"(\d{8}T\d{12})-[0-9a-f]{8}")


def tree(folder: Path) -> Tree:
    """The files that count, by name. The random marks in the ids of decisions are left out."""
    return {
        path.relative_to(folder).as_posix(): _MARK.sub(rb"\1", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def litter(folder: Path) -> list[str]:
    """What should not stay: all hidden files and folders but the locks."""
    hidden = (path.name for path in folder.rglob(".*"))
    return sorted(name for name in hidden if not name.endswith(".lock") and name != KEY_FILE)
