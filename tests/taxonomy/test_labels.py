"""Labels in other languages: read, looked up, edited, compared, released, exported."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import SKOS, Graph, Literal, URIRef

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.change import Bump, What
from tagfold.taxonomy.diff import diff
from tagfold.taxonomy.diff_text import phrase, screen
from tagfold.taxonomy.edits import Edit, apply, edited
from tagfold.taxonomy.exchange.csv_format import from_csv, proposal_table, read_proposals, to_csv, to_table
from tagfold.taxonomy.exchange.exchange_formats import ExportFormat, ImportFormat
from tagfold.taxonomy.exchange.export_import import export_taxonomy, import_proposals
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.json_format import to_json
from tagfold.taxonomy.exchange.proposals import Ask
from tagfold.taxonomy.exchange.skos import to_turtle
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.history import rows_json
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import Basis, Judgement, Taxonomy, TermLabel, Vocabulary
from tagfold.taxonomy.release import make_release, prepare_release
from tagfold.taxonomy.releases import read_release
from tagfold.taxonomy.row_files import row_kept
from tests.taxonomy.written import FACET, key, said, taxonomy, term, write

HEAD = b"term_id,language,label\n"
TERMS = (term("ds-1", "interviews"), term("ds-2", "surveys"), term("ds-3", "polls", into="ds-2"))
SPANISH = TermLabel("ds-1", "es", "entrevistas")
LABELS = (SPANISH, TermLabel("ds-2", "es", "encuestas"), TermLabel("ds-3", "fr", "sondages"))
KNOWN = Vocabulary(FACET, TERMS, (said("talks", "ds-1"),), LABELS)


def with_labels(*labels: TermLabel) -> Taxonomy:
    return Taxonomy({FACET.name: replace(KNOWN, translations=labels)})


def home(folder: Path, content: bytes) -> Path:
    write(folder, taxonomy(TERMS, KNOWN.mappings))
    (folder / FACET.name / "labels.csv").write_bytes(content)
    return folder


def test_the_file_is_read_with_its_lines(tmp_path: Path) -> None:
    read = read_taxonomy(home(tmp_path / "t", HEAD + b"ds-1,es,entrevistas\nds-1,pt-BR,entrevistas\n"))
    found = read.vocabularies[FACET.name].translations
    assert found == (TermLabel("ds-1", "es", "entrevistas", 2), TermLabel("ds-1", "pt-BR", "entrevistas", 3))
    assert read.sha256 != read_taxonomy(write(tmp_path / "u", taxonomy(TERMS, KNOWN.mappings))).sha256


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (b"ds-1,spanish,x", "language 'spanish' is not a BCP 47 tag; write it like es, pt-BR or sr-Latn"),
        (b"ds-1,en,talks", "language 'en' is that of terms.csv; write the English label into terms.csv"),
        (b"ds-1,es,", "the term 'ds-1' has no label here"),
    ],
)
def test_a_row_that_cannot_be_read_is_an_error_with_its_line(tmp_path: Path, row: bytes, words: str) -> None:
    with pytest.raises(TaxonomyError, match=r"datasources/labels\.csv:2: " + words):
        read_taxonomy(home(tmp_path, HEAD + row + b"\n"))


def test_a_label_in_another_language_is_its_term() -> None:
    lookup = TaxonomyLookup(KNOWN, form_key)
    meaning = lookup.meaning(form_key("Entrevistas!"))
    assert meaning
    assert (meaning.spelling, meaning.terms, meaning.parts[0].basis) == ("entrevistas", ("ds-1",), Basis.TRANSLATION)
    assert [part.basis for part in lookup.meaning("interviews").parts] == [Basis.LABEL]  # type: ignore[union-attr]
    sondages = lookup.meaning("sondages")
    assert sondages
    assert sondages.terms == ("ds-2",)
    assert ("encuestas", "ds-2") in lookup.known_pairs()
    assert lookup.known_pairs({"encuestas"}) == {("encuestas", "ds-2")}
    assert "sondages" in [known.spelling for known in lookup.spellings()]


def test_decisions_about_the_spelling_come_first() -> None:
    for judgement, terms in ((Judgement.NOT_A_TAG, ()), (Judgement.ACCEPT, ("ds-2",))):
        row = said("entrevistas", "ds-2" if terms else None, judgement)
        meaning = TaxonomyLookup(replace(KNOWN, mappings=(row,)), form_key).meaning("entrevistas")
        assert meaning
        assert meaning.terms == terms
    rejected = replace(KNOWN, mappings=(said("entrevistas", "ds-1", Judgement.REJECT),))
    assert TaxonomyLookup(rejected, form_key).meaning("entrevistas") is None


def test_a_tag_is_mapped_by_it_and_the_reason_says_the_language() -> None:
    (decision,) = Matcher(KNOWN).decide("Entrevistas")
    assert (decision.outcome, decision.term_id, decision.score, decision.spelling) == (
        "mapped", "ds-1", 1.0, "entrevistas",
    )  # fmt: skip
    assert decision.reason == "is the label in Spanish of 'interviews'"
    assert Matcher(replace(KNOWN, translations=())).decide("Entrevistas")[0].outcome != "mapped"


names = st.sampled_from(["talks", "entrevistas", "encuestas", "Encuestas", "ankete"])
ids = st.sampled_from(["ds-1", "ds-2", "ds-3"])
labels = st.lists(st.builds(TermLabel, ids, st.sampled_from(["es", "fr", "pt"]), names), max_size=4, unique=True)


@given(labels, labels, ids)
def test_a_lookup_after_edits_is_that_of_the_new_vocabulary(
    was: list[TermLabel], now: list[TermLabel], id_: str
) -> None:
    before = replace(KNOWN, translations=tuple(was))
    old = before.by_id[id_]
    edits = [Edit(label, None) for label in was if label not in now]
    edits += [Edit(None, label) for label in now if label not in was]
    edits.append(Edit(old, replace(old, label="new name")))
    after = edited(before, edits)
    assert sorted(after.translations, key=repr) == sorted(now, key=repr)
    step, fresh = TaxonomyLookup(before, form_key).after(after), TaxonomyLookup(after, form_key)
    for word in ["talks", "entrevistas", "encuestas", "ankete", "newname", old.label]:
        assert step.meaning(form_key(word)) == fresh.meaning(form_key(word))
    assert step.known_pairs() == fresh.known_pairs()


def test_an_edit_keeps_the_other_bytes_and_the_order() -> None:
    content = HEAD + b'ds-1,es,"entrevistas"\nds-2,es,encuestas\n'
    french = TermLabel("ds-1", "fr", "entretiens")
    added = apply(content, Edit(None, french))
    assert added == HEAD + b'ds-1,es,"entrevistas"\nds-1,fr,entretiens\nds-2,es,encuestas\n'
    assert apply(added, Edit(french, None)) == content
    assert row_kept(json.loads(rows_json([french]))[0]) == french
    with pytest.raises(TaxonomyError, match=r"there is a row 'ds-1,es,.* already"):
        apply(content, Edit(None, TermLabel("ds-1", "es", "charlas")))


def steps(before: Taxonomy, after: Taxonomy) -> list[tuple[What, Bump, str]]:
    found = diff(before, after, key)
    return [(change.what, change.bump, phrase(found, change)) for change in found.changes]


def test_a_new_label_raises_counts_only_if_it_makes_uses_find_a_term() -> None:
    none, one = with_labels(), with_labels(SPANISH)
    added = (What.TRANSLATED, Bump.PATCH, "interviews (ds-1): entrevistas@es")
    assert steps(none, one) == [added, (What.MAPPED, Bump.MINOR, "'entrevistas' is interviews (ds-1)")]
    assert steps(none, with_labels(replace(SPANISH, label="Talks"))) == [
        (What.TRANSLATED, Bump.PATCH, "interviews (ds-1): Talks@es")  # it is a variant of the term already
    ]
    assert steps(one, none) == [
        (What.TRANSLATED, Bump.PATCH, "interviews (ds-1): no longer entrevistas@es"),
        (What.UNMAPPED, Bump.MAJOR, "'entrevistas', was interviews (ds-1)"),
    ]
    assert steps(one, with_labels(replace(SPANISH, line=7))) == []
    moved = steps(one, with_labels(replace(SPANISH, term_id="ds-2")))
    assert [(what, bump) for what, bump, _ in moved][-1] == (What.REMAPPED, Bump.MAJOR)
    assert "datasources: 1 label in other languages, 1 variant newly mapped" in list(screen(diff(none, one, key), 0))


def test_a_release_holds_the_file_and_counts_it(tmp_path: Path) -> None:
    folder = home(tmp_path, HEAD + b"ds-1,es,entrevistas\nds-2,es,encuestas\nds-2,fr,sondages\n")
    make_release(folder, prepare_release(folder, "2026-12-01", key, lambda _: ()))
    frozen = folder / "releases" / "1.0.0"
    manifest = json.loads((frozen / "manifest.json").read_text())
    assert manifest["facets"][FACET.name]["labels"] == {"es": 2, "fr": 1}
    assert "datasources/labels.csv" in manifest["files"]
    assert read_release(folder, "1.0.0").vocabularies == read_taxonomy(folder).vocabularies
    (folder / FACET.name / "labels.csv").write_bytes(HEAD + b"ds-1,es,entrevistas\nds-2,es,encuestas\n")
    planned = prepare_release(folder, "2026-12-02", key, lambda _: ())
    assert str(planned.version) == "2.0.0"  # sondages no longer counts


def test_exports_have_them_and_are_as_before_without() -> None:
    turtle = to_turtle([replace(KNOWN, mappings=(said("entrevistas", "ds-1", note="Spanish"),))], Addresses())
    graph = Graph().parse(data=turtle, format="turtle")
    concept = URIRef("urn:tagfold:datasources:ds-1")
    assert set(graph.objects(concept, SKOS.prefLabel)) == {
        Literal("interviews", lang="en"), Literal("entrevistas", lang="es"),
    }  # fmt: skip
    assert not list(graph.objects(concept, SKOS.altLabel))  # S13: no text is two kinds of label
    (facet,) = json.loads(to_json([KNOWN], "1"))["facets"]
    assert facet["labels"][0] == {"term_id": "ds-1", "language": "es", "label": "entrevistas"}
    rows = list(csv.DictReader(to_table([KNOWN]).splitlines()))
    assert [(row["row"], row["term_id"], row["language"], row["label"]) for row in rows[-3:]] == [
        ("label", label.term_id, label.language, label.label) for label in LABELS
    ]
    plain = replace(KNOWN, translations=())
    assert "language" not in to_table([plain])
    assert "labels" not in to_json([plain], "1")


def test_labels_go_out_as_skos_and_csv_and_come_back_as_proposals(tmp_path: Path) -> None:
    wanted = (*LABELS[:2], TermLabel("ds-2", "pt-BR", "pesquisas"))
    known = Vocabulary(FACET, TERMS[:2], KNOWN.mappings, wanted)
    for kind in (ExportFormat.SKOS, ExportFormat.CSV):
        (file,) = export_taxonomy(Taxonomy({FACET.name: known}), [], kind, tmp_path / f"out.{kind}")
        file = file.rename(file.with_suffix({"skos": ".ttl", "csv": ".csv"}[kind]))
        found = import_proposals(file, ImportFormat(kind), replace(known, translations=wanted[:1]), key)
        new = [(one.action, one.term_id, one.language, one.variant) for one in found if one.action != Ask.ALREADY_KNOWN]
        assert new == [
            (Ask.ADD_LABEL, "ds-2", "es", "encuestas"),
            (Ask.ADD_LABEL, "ds-2", "pt-BR", "pesquisas"),
        ]
        other = replace(known, translations=(TermLabel("ds-2", "es", "sondeos"),))
        found_then = import_proposals(file, ImportFormat(kind), other, key)
        conflicts = [(one.variant, one.note.split(";")[0]) for one in found_then if one.action is Ask.CONFLICT]
        assert conflicts == [("encuestas", "it is 'sondeos' in es")]
        assert read_proposals(from_csv(to_csv(*proposal_table(found)), "p.csv"), "p.csv") == found
