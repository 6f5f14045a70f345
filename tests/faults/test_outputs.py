"""Exports, the report page and proposals are whole or not there, whichever file operation fails or is the last."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tagfold.matching.form import form_key
from tagfold.outputs.export import export_database
from tagfold.outputs.formats import DatabaseFormat
from tagfold.outputs.html_page import write_page
from tagfold.tablefiles.table_file import write_table
from tagfold.taxonomy.exchange.csv_format import proposal_table
from tagfold.taxonomy.exchange.exchange_formats import ExportFormat, ImportFormat
from tagfold.taxonomy.exchange.export_import import export_taxonomy, import_proposals
from tagfold.taxonomy.files import read_taxonomy
from tests.conftest import REPORT, published
from tests.faults.injection import KILLED, Fault, Tree, litter, outcome_of, tree

Command = Callable[[Path, Path], object]
"""Given a project and the folder `out` that it is to write to."""

THOROUGH = bool(os.environ.get("CI"))
THEIRS = "facet,variant,term_id,label\ndatasources,bee hives,ds-0003,surveys\n"
OLD = b"the last one"


def _exported(fmt: DatabaseFormat) -> Command:
    return lambda home, out: export_database(home / "tagfold.duckdb", out / "export", fmt)


def _page(home: Path, out: Path) -> object:
    return write_page(home / "tagfold.duckdb", out / "report.html")


def _to_file(fmt: ExportFormat) -> Command:
    return lambda home, out: export_taxonomy(read_taxonomy(home / "taxonomy"), [], fmt, out / "terms.txt")


def _to_folder(fmt: ExportFormat) -> Command:
    return lambda home, out: export_taxonomy(read_taxonomy(home / "taxonomy"), [], fmt, out)


def _proposals(home: Path, out: Path) -> None:
    vocabulary = read_taxonomy(home / "taxonomy").vocabularies["datasources"]
    found = import_proposals(home / "theirs.csv", ImportFormat.CSV, vocabulary, form_key)
    write_table(out / "proposals.csv", *proposal_table(found), inputs=[home / "theirs.csv"])


WHOLE: dict[str, Command] = {
    **{f"export-{fmt}": _exported(fmt) for fmt in DatabaseFormat},
    **{f"taxonomy-{fmt}": _to_file(fmt) for fmt in ExportFormat},
    "report": _page,
    "import": _proposals,
}
EACH: dict[str, Command] = {f"folder-{fmt}": _to_folder(fmt) for fmt in ExportFormat}
"""Commands of which each file is whole, but not all of them together."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("outputs")
    published(home, {"a.md": REPORT})
    (home / "theirs.csv").write_text(THEIRS)
    return home


@pytest.fixture(params=[*WHOLE, *EACH])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def before(home: Path, name: str, tmp_path: Path) -> Path:
    """What an earlier run of the command has left, which is not what it writes now."""
    before = tmp_path / "before"
    before.mkdir()
    {**WHOLE, **EACH}[name](home, before)
    for path in before.rglob("*"):
        if path.is_file() and path.name != "README.md":
            path.write_bytes(OLD)
    return before


def _run(name: str, home: Path, out: Path, fault: Fault | None = None) -> tuple[int, str, int]:
    done = outcome_of(lambda: {**WHOLE, **EACH}[name](home, out), out, fault)
    return done.code, done.message, done.operations


def _is_sound(name: str, found: Tree, old: Tree, new: Tree) -> bool:
    if name in EACH:
        return set(found) == set(new) and all(content in (old[path], new[path]) for path, content in found.items())
    return found in (old, new)


@pytest.mark.parametrize("error", [None, errno.ENOSPC, errno.EIO] if THOROUGH else [None, errno.ENOSPC])
def test_the_last_output_stays_or_the_new_one_is_there(
    home: Path, name: str, before: Path, tmp_path: Path, error: int | None
) -> None:
    out, old = tmp_path / "out", tree(before)
    shutil.copytree(before, out)
    code, message, operations = _run(name, home, out)
    new = tree(out)
    assert code == 0, message
    assert new != old
    assert operations >= 3
    step = (
        1 if operations < 20 else 5 if THOROUGH else 15
    )  # one file is written like the other; the last ones take their place
    for at in sorted({*range(1, operations - 8, step), *range(max(1, operations - 8), operations + 1)}):
        shutil.rmtree(out)
        shutil.copytree(before, out)
        code, message, _ = _run(name, home, out, Fault(at, error, lasting=True))
        assert code in ((KILLED,) if error is None else (0, 1)), (at, message)
        found = tree(out)
        if name.startswith("export-") and not found:  # between two renames: the next run puts it back
            assert (out / ".export.before").is_dir(), at
            assert error is None or "the last one is now called .export.before" in message
        else:
            assert _is_sound(name, found, old, new), at
            assert code != 1 or ("nothing was changed" in message) == (found == old), (at, message)
        if code == 1:
            assert "\n" not in message
            assert os.strerror(error or 0) in message, message
        assert _run(name, home, out)[0] == 0
        assert (tree(out), litter(out)) == (new, []), at


@pytest.mark.parametrize("name", [f"export-{fmt}" for fmt in DatabaseFormat])
@pytest.mark.parametrize("most", [300, 3_000])
def test_what_is_written_outside_of_python_may_find_no_room_either(
    home: Path, name: str, before: Path, tmp_path: Path, most: int
) -> None:
    out = tmp_path / "out"
    shutil.copytree(before, out)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        WHOLE[name](home, out)

    done = outcome_of(limited, out)
    assert done.code == 1, done.message
    assert "\n" not in done.message
    assert (tree(out), litter(out)) == (tree(before), [])


def test_what_a_process_that_still_writes_has_aside_is_left_alone(home: Path, tmp_path: Path) -> None:
    asides = [tmp_path / f".proposals.csv.{process}-abc.tmp" for process in (os.getpid(), 2**22 + 1)]
    for aside in asides:
        aside.write_text("half")
    _proposals(home, tmp_path)
    assert [aside.exists() for aside in asides] == [True, False]
