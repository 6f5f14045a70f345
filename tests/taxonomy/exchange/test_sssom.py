from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.sssom import to_sssom
from tagfold.taxonomy.model import Vocabulary


def test_decisions_become_literal_mappings(sources: Vocabulary) -> None:
    lines = to_sssom([sources], Addresses()).splitlines()
    assert lines[:4] == [
        "#curie_map:",
        '#  datasources: "urn:tagfold:datasources:"',
        "#mapping_set_id: urn:tagfold:datasources:mappings",
        "#license: https://w3id.org/sssom/license/unspecified",
    ]
    rows = {line.split("\t")[0]: line.split("\t")[1:5] for line in lines[5:]}
    assert rows["deep interviews"] == ["skos:exactMatch", "", "datasources:ds-0002", "in-depth interviews"]
    assert rows["surveyors"] == ["skos:exactMatch", "Not", "datasources:ds-0003", "surveys"]
    assert rows["n/a here"] == ["skos:exactMatch", "", "sssom:NoTermFound", ""]
    assert rows["surveys and interviews"][0] == "skos:narrowMatch"
    assert rows['"#field notes"'][0] == "skos:closeMatch"
    assert lines[5:] == sorted(lines[5:], key=lambda line: line.replace('"', ""))


def test_the_reference_reader_takes_it_all(sources: Vocabulary, tmp_path: Path) -> None:
    pytest.importorskip("sssom", reason="run with --group sssom")
    file = tmp_path / "datasources.sssom.tsv"
    file.write_text(to_sssom([sources], Addresses()), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sssom.cli", "validate", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "not well-formed" not in done.stderr + done.stdout
    assert "rror" not in done.stderr + done.stdout
