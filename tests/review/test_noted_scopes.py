"""How to use a term: written by a decision, by a table and by an import, and undone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import NewTerm, NoteScope
from tagfold.review.history_words import entry_words, row_words
from tagfold.review.plan import apply_plan, make_plan, read_decisions, write_plan
from tagfold.settings import Settings
from tagfold.taxonomy.exchange.csv_format import from_csv, proposal_table, to_csv
from tagfold.taxonomy.exchange.exchange_formats import ImportFormat
from tagfold.taxonomy.exchange.export_import import import_proposals
from tagfold.taxonomy.exchange.proposals import Ask
from tagfold.taxonomy.files import read_taxonomy
from tests.review.conftest import OpenDesk

DS = "datasources"


def test_a_note_is_written_reworded_taken_away_and_undone(open_desk: OpenDesk, settings: Settings) -> None:
    desk, file = open_desk(), settings.taxonomy / DS / "scope_notes.csv"
    first = desk.decide(DS, "ds-0003", NoteScope("=For  many."))
    assert file.read_text() == "term_id,note\nds-0003,For many.\n"  # nothing that a spreadsheet would run
    assert first.after == '[["scope_notes.csv","ds-0003","For many."]]'
    assert entry_words(first, lambda _: "surveys") == "Scope note of surveys: For many."
    assert row_words(first.edits[0].after, lambda _: "surveys") == "how to use surveys: For many."
    page = open_desk(afresh=False).term(DS, "ds-0003")
    assert page
    assert page.scope_note == "For many."
    gone = desk.decide(DS, "ds-0003", NoteScope())
    assert entry_words(gone, lambda _: "surveys") == "Scope note of surveys taken away"
    assert file.read_text() == "term_id,note\n"
    desk.undo(gone.entry)
    for note, words in (("For many.", "'surveys' reads like that already"), ("", "'interviews' has no scope note")):
        with pytest.raises(TaxonomyError, match=words):
            desk.decide(DS, "ds-0003" if note else "ds-0001", NoteScope(note))
    made = desk.decide(DS, form_key("bee hives"), NewTerm("bee hives"))
    noted = desk.decide(DS, "ds-0005", NoteScope("Where bees live."))
    with pytest.raises(TaxonomyError, match=f"'bee hives' has a scope note .*entry {noted.entry}"):
        desk.undo(made.entry)
    desk.undo(noted.entry)
    desk.undo(first.entry)
    assert file.read_text() == "term_id,note\n"


def test_a_table_and_an_import_write_notes(open_desk: OpenDesk, settings: Settings, tmp_path: Path) -> None:
    open_desk()
    turtle = tmp_path / "theirs.ttl"
    turtle.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<urn:x:a> a skos:Concept ; skos:prefLabel "field notes"@en ;\n'
        'skos:scopeNote "Zum Feld."@de, "Of a field."@en .\n'
    )
    vocabulary = read_taxonomy(settings.taxonomy).vocabularies[DS]
    found = import_proposals(turtle, ImportFormat.SKOS, vocabulary, form_key)
    assert [(one.action, one.variant) for one in found] == [(Ask.ADD_TERM, ""), (Ask.ADD_SCOPE_NOTE, "Of a field.")]
    table = "facet,action,term,definition\ndatasources,scope,surveys,For many.\n"
    for text in (to_csv(*proposal_table(found)), table, table.replace("For many.", "")):
        requests, _ = read_decisions(from_csv(text, "d.csv"), "d.csv")
        plan, _ = make_plan(settings.taxonomy, settings.database, requests, "d.csv")
        write_plan(tmp_path / "plan.json", plan)
        apply_plan(tmp_path / "plan.json", settings.taxonomy, "Ada", lambda: datetime.now(UTC))
    assert (settings.taxonomy / DS / "scope_notes.csv").read_text() == "term_id,note\nds-0005,Of a field.\n"
