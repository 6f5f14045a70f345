from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tagfold.cli import app

PROJECT = Path(__file__).parents[1]
TAXONOMY = str(PROJECT / "taxonomy")


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["taxonomy", *words, "--taxonomy", TAXONOMY])
    return done.exit_code, done.stdout, done.stderr


def test_export_names_the_file(tmp_path: Path) -> None:
    out = tmp_path / "gender.ttl"
    assert run("export", "--format", "skos", "--facet", "gender", "--out", str(out)) == (0, f"wrote {out}\n", "")
    assert "<urn:tagfold:gender> a skos:ConceptScheme" in out.read_text(encoding="utf-8")


def test_import_writes_proposals_and_counts_them(tmp_path: Path) -> None:
    file, out = tmp_path / "theirs.csv", tmp_path / "proposals.csv"
    file.write_text("variant,label\nIn Depth Interviews,in-depth interviews\nzzz talks,zzz\n", encoding="utf-8")
    words = ("import", str(file), "--format", "csv", "--facet", "datasources", "--out", str(out))
    before = (PROJECT / "taxonomy/datasources/mappings.csv").read_bytes()
    assert run(*words) == (
        0,
        "theirs.csv: 1 new term, 1 new mapping, 0 conflicts, 1 already known\n"
        f"wrote the proposals to {out}; the taxonomy is unchanged\n",
        "",
    )
    counts = {
        "proposals": str(out),
        "add_term": 1,
        "add_mapping": 1,
        "add_label": 0,
        "add_related": 0,
        "add_scope_note": 0,
        "conflict": 0,
        "already_known": 1,
    }
    assert json.loads(run(*words, "--json")[1]) == counts
    assert (PROJECT / "taxonomy/datasources/mappings.csv").read_bytes() == before


def test_a_wrong_facet_is_wrong_usage(tmp_path: Path) -> None:
    code, _, words = run("export", "--format", "csv", "--facet", "nope", "--out", str(tmp_path / "x.csv"))
    assert (code, words.startswith("tagfold: 'nope' is not a facet with terms; name one of: ")) == (2, True)
