"""A newcomer's paths, as the docs have them, with what is installed; the script times them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.measure.first_count import DECIDED, PATHS, walk
from tagfold.cli import app
from tests.conftest import ROOT

YOUR_DATA = (ROOT / "docs/your-data.md").read_text(encoding="utf-8")
PACKAGE_PAGE = (ROOT / "pipeline/README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in PATHS if name != "clone"])
def test_a_newcomer_comes_to_a_right_count(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def shell(line: str) -> str:
        done = CliRunner().invoke(app, shlex.split(line)[1:], prog_name="tagfold")
        assert done.exit_code == 0, (line, done.output)
        return done.output

    walk(PATHS[name], tmp_path, shell)


def test_the_docs_say_how_many_commands_that_takes() -> None:
    """Besides a clone, each path begins with an environment and `pip install`."""
    typed = {name: len(path.commands) + 2 * (name != "clone") for name, path in PATHS.items()}
    (line,) = re.findall(r"takes (\d+ commands in a clone.*?)and about a minute", YOUR_DATA, re.DOTALL)
    said = re.findall(r"\d+", line)
    assert typed == dict(zip(["clone", "wheel", "vault", "survey"], map(int, said), strict=True)) | {"facets": 9}


def test_the_page_of_the_package_has_these_commands_and_nothing_that_an_index_cannot_show() -> None:
    """An index shows the page without the repository: no picture or link of a relative address leads anywhere there."""
    blocks = "".join(re.findall(r"```sh\n(.*?)```", PACKAGE_PAGE, re.DOTALL))
    shown = [line.split("   ")[0].strip() for line in blocks.splitlines()]
    assert shown[:2] == ["pip install tagfold", "tagfold demo"]
    assert [line for line in DECIDED if line.replace("Ada", '"Your Name"') not in shown] == []
    commands = getattr(typer.main.get_command(app), "commands", {})
    assert {line.split()[1] for line in shown[1:]} <= set(commands)
    assert re.findall(r"\]\((?!https://)[^)]*\)|<img", PACKAGE_PAGE) == []
