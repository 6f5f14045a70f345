"""Write a file so that readers see the old one or the new one, never half of either, and nobody's edit is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from tagfold.errors import TaxonomyError, located
from tagfold.io import write_atomically, writing
from tagfold.taxonomy.edits import Edit, apply, both_versions

LOCK_SECONDS = 10


class EditConflict(TaxonomyError):
    """The file is not the one that the edit was made against. `expected` and `found` are the two digests."""

    def __init__(self, problem: str, *, path: str, expected: str, found: str) -> None:
        self.expected, self.found = expected, found
        super().__init__(problem, path=path, remedy="look at the file again and repeat the edit if it still holds")


def digest(content: bytes) -> str:
    """SHA-256 in hex: the name of one version of a file."""
    return hashlib.sha256(content).hexdigest()


def save_edits(path: Path, edits: Sequence[Edit], made_against: bytes | str) -> bytes:
    """Apply edits of a file's rows, all or none, and give the bytes it has now.

    `made_against` is the file as the person saw it: its bytes, or their digest. Undo is `edit.undone`, saved
    against the bytes given back here. Raises EditConflict, which shows both versions, where the file has
    changed since, and TaxonomyError if an edit does not fit.
    """
    expected = made_against if isinstance(made_against, str) else digest(made_against)

    def edited(content: bytes) -> bytes:
        if digest(content) != expected:
            raise conflict(path, made_against, content)
        with located(str(path)):
            for edit in edits:
                content = apply(content, edit)
        return content

    return rewrite(path, edited)


def rewrite(path: Path, edited: Callable[[bytes], bytes]) -> bytes:
    """Replace a file's content by what `edited` makes of it, while no other process rewrites it; gives the new bytes.

    The lock is a file next to it, `.<name>.lock`, which stays and may be deleted when nobody writes.
    """
    try:
        with writing(path), FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS):
            content = path.read_bytes()
            new = edited(content)
            if new != content:
                write_atomically(path, new)
            return new
    except Timeout:
        raise TaxonomyError("another program is writing this file", path=str(path), remedy="try again") from None


def conflict(path: Path, made_against: bytes | str, content: bytes) -> EditConflict:
    """What to raise where `content` is not the file that an edit was made against; it shows both versions."""
    if isinstance(made_against, str):
        expected, shown = made_against, f"version {made_against[:12]} then, {digest(content)[:12]} now"
    else:
        expected, shown = digest(made_against), both_versions(made_against, content)
    problem = f"the file has changed since this edit was made ({shown})"
    return EditConflict(problem, path=str(path), expected=expected, found=digest(content))
