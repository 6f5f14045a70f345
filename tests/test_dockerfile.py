"""The Dockerfile, step by step in a folder and an environment of its own: there is no Docker where the tests run."""

from __future__ import annotations

import email
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

STEPS = [
    (words[0], words[1])
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
    for words in (line.split(" ", 1),)
]


LICENCES = {
    "MIT": "Permission is hereby granted, free of charge",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",  # which asks for its text or its address
    "Apache-2.0": "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
    "BSD-3-Clause": "Neither the name of",
    "0BSD": "Permission to use, copy, modify, and/or distribute",
    "ISC": "and this permission notice appear in all copies",
}


def test_it_installs_by_hashes_and_runs_as_nobody_in_particular() -> None:
    names = [name for name, _ in STEPS]
    installs = [rest for name, rest in STEPS if name == "RUN" and " pip install " in rest]
    assert all("--require-hashes" in rest or "--no-deps" in rest for rest in installs)
    assert len(installs) == 2
    user = names.index("USER")
    assert STEPS[user][1] not in ("root", "0")
    assert set(names[user:]) == {"USER", "WORKDIR", "VOLUME", "ENTRYPOINT", "CMD"}
    assert json.loads(dict(STEPS)["ENTRYPOINT"]) == ["tagfold"]


def test_what_it_copies_is_sent_to_docker() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = [path for name, rest in STEPS if name == "COPY" for path in rest.split()[:-1]]
    assert "*" in lines
    assert {path.split("/")[0] for path in copied} == sent
    assert [path for path in copied if not (ROOT / path).exists()] == []


def check_package(installed: Path) -> None:
    """The page of a package index and the licence texts are in the package."""
    about = email.message_from_string((installed / "METADATA").read_text(encoding="utf-8"))
    page = (ROOT / "pipeline/README.md").read_text(encoding="utf-8")
    assert (about["Name"], str(about.get_payload()).strip()) == ("tagfold", page.strip())
    named = about.get_all("License-File", [])
    assert len(named) == 3
    for name in named:
        assert (installed / "licenses" / name).read_bytes() == (ROOT / name).read_bytes()
    licences = "".join((installed / "licenses" / name).read_text(encoding="utf-8") for name in named)
    assert set(about["License-Expression"].split(" AND ")) == set(LICENCES)
    assert [name for name, words in LICENCES.items() if words not in licences] == []


@pytest.mark.skipif(not os.environ.get("CI"), reason="installs Tagfold from an index; CI does")
def test_its_steps_end_in_a_command_that_works(tmp_path: Path) -> None:
    """`FROM` is an environment of this Python. A user is not made, since that would be one of this machine."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "python"], check=True)
    shell = {**os.environ, "PATH": f"{tmp_path / 'python/bin'}{os.pathsep}{os.environ['PATH']}"}
    shell.pop("PYTHONPATH", None)
    (tmp_path / "python/bin/useradd").symlink_to("/bin/true")
    here = tmp_path / "root"
    for name, rest in STEPS:
        if name == "WORKDIR":
            here = tmp_path / "root" / rest.lstrip("/")
            here.mkdir(parents=True)
        elif name == "COPY":
            *sources, target = rest.split()
            for source in sources:
                if (ROOT / source).is_dir():
                    ignored = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(ROOT / source, here / target, ignore=ignored)
                else:
                    shutil.copy(ROOT / source, here / target)
        elif name == "RUN":
            done = subprocess.run(rest, shell=True, cwd=here, env=shell, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (rest, done.stderr)
    check_package(next((tmp_path / "python").glob("lib/*/site-packages/tagfold-*.dist-info")))
    shutil.copytree(ROOT / "data/raw", here / "reports")
    for words, said in (
        (json.loads(dict(STEPS)["CMD"]), "Fold free-text tags into a taxonomy"),
        (shlex.split("ingest reports"), "Reports: 48 read"),
        (
            ["query", "SELECT label, reports FROM term_uses WHERE label = 'in-depth interviews'"],
            "in-depth interviews       14",
        ),
    ):
        command = [*json.loads(dict(STEPS)["ENTRYPOINT"]), *words]
        done = subprocess.run(command, cwd=here, env=shell, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
