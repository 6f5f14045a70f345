"""What `import tagfold` offers, and that it costs nothing until it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import tagfold
from tests.conftest import ROOT


def test_the_public_names_are_these() -> None:
    assert dir(tagfold) == [
        "Database", "Decision", "Matcher", "Outcome", "TagfoldError", "Taxonomy", "Vocabulary", "__version__",
        "cluster", "explain", "fold", "ingest", "match", "normal_form", "open", "read_taxonomy",
    ]  # fmt: skip
    assert {name: getattr(tagfold, name).__module__ for name in dir(tagfold) if name != "__version__"} == {
        "Database": "tagfold.warehouse.database",
        "Decision": "tagfold.matching.decision",
        "Matcher": "tagfold.matching.matcher",
        "Outcome": "tagfold.matching.decision",
        "TagfoldError": "tagfold.errors",
        "Taxonomy": "tagfold.taxonomy.model",
        "Vocabulary": "tagfold.taxonomy.model",
        **dict.fromkeys(("cluster", "explain", "fold", "ingest", "match", "open"), "tagfold.public"),
        "normal_form": "tagfold.matching.form",
        "read_taxonomy": "tagfold.taxonomy.files",
    }


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    assert not hasattr(tagfold, "Lexicons")


def test_importing_it_from_a_bare_checkout_imports_nothing_else() -> None:
    code = (
        "import sys, tagfold\n"
        "print(tagfold.__version__, sorted(name for name in sys.modules if name.startswith('tagfold')))"
    )
    isolated = [sys.executable, "-S", "-c", code]  # without site-packages: nothing is installed
    env = {"PYTHONPATH": str(ROOT / "pipeline"), "PATH": os.environ["PATH"]}
    done = subprocess.run(isolated, capture_output=True, text=True, check=True, env=env)
    assert done.stdout == "0+unknown ['tagfold']\n"


def test_users_of_the_package_get_its_types() -> None:
    assert (Path(tagfold.__file__).parent / "py.typed").is_file()
