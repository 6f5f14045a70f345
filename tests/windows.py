"""What Windows and macOS do otherwise, done to a process on Linux: `python -m tests.windows COMMAND …` runs Tagfold so.

Simulated, as far as Tagfold's own code asks for it: no `fcntl`, no `fchmod`, no user ids; folders that cannot be opened
and so not synced; a rename that never replaces; files that are open cannot be renamed, replaced or deleted; no
inode and no time of the last change of a file's state.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import types
from pathlib import Path

ABSENT = {
    "O_DIRECTORY", "O_NONBLOCK", "O_NOFOLLOW", "chown", "fchmod", "fchown", "fork", "getegid", "geteuid", "getgid",
    "getuid", "killpg", "lchown", "mkfifo", "setsid", "uname",
}  # fmt: skip


class WindowsOs(types.ModuleType):
    """The module `os` as Tagfold sees it there."""

    name = "nt"

    def __getattr__(self, name: str) -> object:
        if name in ABSENT:
            raise AttributeError(f"module 'os' has no attribute '{name}'")
        return getattr(os, name)

    @staticmethod
    def open(path: str, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return os.open(path, flags, mode)


def _in_use(path: str) -> bool:
    for handle in list(Path("/proc/self/fd").iterdir()):
        try:
            if str(handle.readlink()) == path:
                return True
        except OSError:  # the handle of this listing
            continue
    return False


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what Windows refuses."""
    if event not in ("os.rename", "os.remove"):
        return
    if any(isinstance(handle, int) and handle != -1 for handle in arguments):
        return
    paths = [os.fsdecode(path) for path in arguments if isinstance(path, str | bytes | os.PathLike)]
    if any(_in_use(os.path.realpath(path)) for path in paths):
        raise PermissionError(errno.EACCES, "The file is used by another process", paths[0], None, *paths[1:])


def _rename(source: str, target: str, **named: int) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists", str(target))
    _real_rename(source, target, **named)


def _replace(source: str, target: str, **named: int) -> None:
    if Path(target).is_dir():
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    _real_replace(source, target, **named)


_real_rename, _real_replace = os.rename, os.replace


def pretend() -> None:
    """Make this process a little like one on Windows."""
    for missing in ("fcntl", "grp", "pwd", "resource", "termios", "tty"):
        sys.modules[missing] = None  # type: ignore[assignment]
    import pkgutil

    import tagfold

    shutil._use_fd_functions = False  # type: ignore[attr-defined]
    strange = WindowsOs("os")
    for module in pkgutil.walk_packages(tagfold.__path__, "tagfold."):
        if module.name in ("tagfold.__main__", "tagfold.engines.spark"):
            continue
        loaded = __import__(module.name, fromlist=["os"])
        if getattr(loaded, "os", None) is os:
            vars(loaded)["os"] = strange
    vars(os).update(rename=_rename, replace=_replace)
    sys.addaudithook(_refuse)


if __name__ == "__main__":
    pretend()
    from tagfold.cli import app

    app()
