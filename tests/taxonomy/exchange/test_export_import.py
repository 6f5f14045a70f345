from __future__ import annotations

from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.tablefiles.table_file import write_table
from tagfold.taxonomy.exchange.csv_format import from_csv, proposal_table, read_proposals
from tagfold.taxonomy.exchange.exchange_formats import ExportFormat, ImportFormat
from tagfold.taxonomy.exchange.export_import import export_taxonomy, import_proposals, need
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.proposals import Ask
from tagfold.taxonomy.model import Facet, Kind, Taxonomy, Vocabulary
from tests.taxonomy.exchange.conftest import fold

PAIRS = [
    (ExportFormat.SKOS, ImportFormat.SKOS),
    (ExportFormat.SSSOM, ImportFormat.SSSOM),
    (ExportFormat.CSV, ImportFormat.CSV),
]


@pytest.fixture
def taxonomy(sources: Vocabulary) -> Taxonomy:
    other = Vocabulary(Facet("methods", "Methods", Kind.CURATED, ""), sources.terms[:1], sources.mappings[-2:])
    return Taxonomy({"methods": other, "datasources": sources})


@pytest.mark.parametrize(("target", "source"), PAIRS)
def test_what_went_out_is_all_known_when_it_comes_back(
    taxonomy: Taxonomy, sources: Vocabulary, tmp_path: Path, target: ExportFormat, source: ImportFormat
) -> None:
    (file,) = export_taxonomy(taxonomy, [], target, tmp_path / "all.out")
    plan = import_proposals(file, source, sources, fold)
    assert [p for p in plan if p.action is not Ask.ALREADY_KNOWN] == []
    assert {"deep interviews", "entrevistas", "opinion poll"} <= {p.variant for p in plan}


@pytest.mark.parametrize(("target", "source"), PAIRS)
def test_into_an_empty_facet_all_is_new(
    taxonomy: Taxonomy, sources: Vocabulary, tmp_path: Path, target: ExportFormat, source: ImportFormat
) -> None:
    (file,) = export_taxonomy(taxonomy, ["datasources"], target, tmp_path)
    plan = import_proposals(file, source, Vocabulary(sources.facet), fold)
    assert "deep interviews" in {p.variant for p in plan if p.action is Ask.ADD_MAPPING}
    assert {"interviews", "in-depth interviews", "surveys"} <= {p.label for p in plan if p.action is Ask.ADD_TERM}


def test_a_plan_reads_back_as_written(sources: Vocabulary, tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text("variant,label\n=cmd(),interviews\n-5,diaries\nsurveyors,surveys\n", encoding="utf-8")
    plan = import_proposals(file, ImportFormat.CSV, sources, fold)
    write_table(tmp_path / "proposals.csv", *proposal_table(plan))
    text = (tmp_path / "proposals.csv").read_text(encoding="utf-8")
    assert read_proposals(from_csv(text, "proposals.csv"), "proposals.csv") == plan
    assert text.splitlines() == [
        "action,facet,variant,part,term_id,label,judgement,basis,confidence,source,note",
        "add_term,datasources,,1,,diaries,accept,label,,theirs.csv:3,",
        "add_mapping,datasources,'=cmd(),1,ds-0001,interviews,accept,other,,theirs.csv:2,",
        "add_mapping,datasources,-5,1,,diaries,accept,other,,theirs.csv:3,",
        "conflict,datasources,surveyors,1,ds-0003,surveys,accept,other,,theirs.csv:4,ana said reject on 2025-03-01",
    ]


def test_a_folder_gets_one_file_a_facet(taxonomy: Taxonomy, tmp_path: Path) -> None:
    files = export_taxonomy(taxonomy, [], ExportFormat.JSON, tmp_path / "shared")
    assert [file.name for file in files] == ["datasources.json", "methods.json"]
    assert sorted(path.name for path in (tmp_path / "shared").iterdir()) == ["datasources.json", "methods.json"]


def test_wrong_facets_bases_libraries_and_files_are_named(
    taxonomy: Taxonomy, sources: Vocabulary, tmp_path: Path
) -> None:
    with pytest.raises(WrongUsage, match="'x' is not a facet with terms; name one of: datasources, methods"):
        export_taxonomy(taxonomy, ["x"], ExportFormat.CSV, tmp_path)
    with pytest.raises(WrongUsage, match="the base 'here' is not an absolute IRI"):
        Addresses("here")
    with pytest.raises(WrongUsage, match=r"SKOS needs the library not_there; run: pip install 'tagfold\[exchange\]'"):
        need("not_there", "SKOS")
    with pytest.raises(TaxonomyError, match=r"gone.csv: there is no such file; name a file that is there"):
        import_proposals(tmp_path / "gone.csv", ImportFormat.CSV, sources, fold)
