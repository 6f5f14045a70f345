"""How many commands and seconds a newcomer needs to a first right count, by what the README and the docs say.

Run it as `python -m benchmarks.measure.first_count [clone wheel vault survey facets]`. A clone sets itself up; the
others install a wheel into an empty environment, which is counted too. tests/test_first_count.py walks the same paths
with what is installed.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

COUNTS = "SELECT label, reports, uses, spellings FROM term_uses"

DECIDED = ["tagfold draft", "tagfold plan decisions.csv", "tagfold apply decisions.plan --as Ada", "tagfold ingest"]
"""From the first run to terms, as each command prints the next one."""


def _count_of(facet: str) -> str:
    return f"tagfold query \"{COUNTS} WHERE facet = '{facet}' ORDER BY reports DESC LIMIT 10\""


@dataclass(frozen=True)
class NewcomerPath:
    """What a newcomer types: commands, and files that are written before one of them, by the number of commands so far.

    `right` are lines that must be on the screen after the last command.
    """

    commands: list[str]
    right: list[str]
    files: Mapping[int, Mapping[str, str]]


VAULT = {
    "vault/Field notes/Two wells.md": (
        "---\ntags:\n  - water-points\n  - field-notes\naliases: [Wells]\n---\n# Two wells\n\n"
        "Met [[Zuzanna]] near #School_gardens. ![[photo.png]] See [[Daily/2025-03-01|that day]].\n\n"
        "- [ ] ask about `#notatag`\n\n## Costs\n[A link](https://example.org/#anchor) %% hidden #comment %%\n"
    ),
    "vault/Daily/2025-03-01.md": "---\ntags: water-point, school-garden\n---\nRain. #fieldnotes\n",
    "tagfold.toml": (
        '[[source]]\npath = "vault"\nnotes = true\nhashtags = "topics"\nfront_matter = { tags = "topics" }\n'
    ),
}

SURVEY = {
    "survey.csv": (
        "Respondent,Project,Name,Which topics?,Year,Comments\n"
        "17,Hives of wood,Zuzanna Example,beekeeping; school garden,2025,Zuzanna Example calls back.\n"
        "18,A tank,,rainwater,2026,\n"
        "19,A yard,,Bee-keeping; rain water;,2026,\n"
    ),
    "tagfold.toml": (
        '[[source]]\npath = "survey.csv"\nid = "Respondent"\ntitle = "Project"\ntext = ["Comments"]\n'
        'private = ["Name"]\n'
        '[source.facets]\ntopics = { column = "Which topics?", split = ";" }\nyear = "Year"\n'
    ),
}

FACETS = {
    "taxonomy/facets.csv": (
        "facet,label,kind,description\ncountry,Country,closed,Where.\ntopics,Topics,curated,What a report is about.\n"
        "methods,Methods,curated,How it was found out.\nyear,Year,structural,The year of a report.\n"
    ),
    "data/raw/walk.md": "# A walk\n[[methods:focus group]]\n[[methods:Interviews]]\n[[year:2025]]\n",
    "data/raw/talk.md": "# A talk\n[[methods:focus groups]]\n[[methods:interview]]\n[[methods:Interviews]]\n",
}

COLUMN = {
    "own.csv": "id,country,tags\n1,Kenya,in depth interviews\n2,Peru,focus group; surveys\n3,Chad,drones\n",
    "terms.csv": "label\nin-depth interviews\nfocus groups\nsurveys\n",
}

PATHS = {
    "clone": NewcomerPath(
        [
            "git clone {root} .",
            "make ingest",
            f".venv/bin/tagfold query \"{COUNTS} WHERE label = 'in-depth interviews'\"",
        ],
        ["in-depth interviews       14    16          4"],
        {},
    ),
    "wheel": NewcomerPath(
        ["tagfold demo --no-open", 'tagfold match own.csv --terms terms.csv --split ";" --out matched.csv'],
        ["matched.csv: 4 tags: 2 mapped, 1 auto, 1 new"],
        {1: COLUMN},
    ),
    "vault": NewcomerPath(
        ["tagfold init", "tagfold ingest", *DECIDED, _count_of("topics")],
        [
            "field-notes           2     2          2",
            "School gardens        2     2          2",
            "water-point           2     2          2",
        ],
        {1: VAULT},
    ),
    "survey": NewcomerPath(
        ["tagfold init", "tagfold ingest", *DECIDED, _count_of("topics"), "tagfold trace 'rain water'"],
        ["survey.csv:3  topics: rainwater  (rain water)", "survey.csv:4  topics: rain water"],
        {1: SURVEY},
    ),
    "facets": NewcomerPath(
        ["tagfold init", "tagfold ingest", *DECIDED, _count_of("methods")],
        ["Interviews         2     3          2", "focus group        2     2          2"],
        {1: FACETS},
    ),
}

Shell = Callable[[str], str]
"""Runs a command and returns what it prints."""


def walk(path: NewcomerPath, folder: Path, shell: Shell) -> str:
    """Do what a newcomer does, in an empty folder; what the last command prints."""
    said = ""
    for number, line in enumerate(path.commands):
        for name, text in path.files.get(number, {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        said = shell(line.format(root=ROOT))
    missing = [line for line in path.right if line not in said.splitlines()]
    if missing:
        raise AssertionError(f"not on the screen: {missing}, but\n{said}")
    return said


def main(names: list[str]) -> None:
    sys.stdout.write("| path | commands | seconds, with installing |\n|---|---:|---:|\n")
    with tempfile.TemporaryDirectory() as made:
        wheel = Path(made) / "built"
        subprocess.run([sys.executable, "-m", "uv", "build", "-q", "--wheel", "-o", wheel, ROOT], check=True)
        for name in names or PATHS:
            folder = Path(made) / name
            folder.mkdir()
            began, bare = time.monotonic(), {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}
            typed = len(PATHS[name].commands)
            if name != "clone":
                (packed,) = wheel.glob("*.whl")
                for line in (f"{sys.executable} -m venv {folder}.env", f"{folder}.env/bin/pip install -q {packed}"):
                    subprocess.run(shlex.split(line), check=True, env=bare, stderr=subprocess.DEVNULL)
                bare["PATH"] = f"{folder}.env/bin{os.pathsep}{bare['PATH']}"
                typed += 2

            def shell(line: str, folder: Path = folder, bare: dict[str, str] = bare) -> str:
                return subprocess.run(
                    line, shell=True, cwd=folder, env=bare, stdout=subprocess.PIPE, text=True, check=True
                ).stdout

            walk(PATHS[name], folder, shell)
            sys.stdout.write(f"| {name} | {typed} | {time.monotonic() - began:.0f} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
