"""The run as a whole: what goes in comes out, again and again, whatever the way."""

from __future__ import annotations

from pathlib import Path

from tagfold.ingestion.ingest import ingest
from tagfold.matching.weights import shipped_weights
from tagfold.semantic.installed import encoders_named
from tagfold.settings import EncoderChoice, Settings
from tagfold.watching import BarStep
from tests.conftest import REPORT, ROOT, Rows, Run


def content(rows: Rows) -> str:
    return str(rows("SELECT content_sha256 FROM runs ORDER BY run_id DESC LIMIT 1")[0][0])


def test_a_report_becomes_rows(run: Run, rows: Rows) -> None:
    run()
    assert rows("SELECT path, title, type, year FROM reports") == [
        ("bees.md", "Talking to bee keepers", "learningplan", 2024)
    ]
    assert rows("SELECT raw, part, label, outcome, line FROM tag_terms WHERE facet = 'datasources' ORDER BY ALL") == [
        ("In depth interviews", 1, "in-depth interviews", "mapped", 6),
        ("deep interviews", 1, "in-depth interviews", "mapped", 7),
        ("surveys, interviews", 1, "surveys", "mapped", 8),
        ("surveys, interviews", 2, "interviews", "mapped", 8),
    ]
    assert rows("SELECT country, iso3, latitude, longitude, line FROM places") == [("Zambia", "ZMB", -13.4, 27.7, 9)]
    assert rows("SELECT section, group_no, question_id, answer, line FROM answers") == [
        ("Partners", None, "qu-0001", "The hive union, [e-mail]", 13)
    ]


def test_terms_count_uses_reports_and_broader_terms(run: Run, rows: Rows) -> None:
    run()
    assert rows("SELECT label, uses, reports, spellings FROM term_uses WHERE facet = 'datasources' ORDER BY 1") == [
        ("depth talks", 0, 0, 0),
        ("in-depth interviews", 2, 1, 2),
        ("interviews", 1, 1, 1),
        ("surveys", 1, 1, 1),
    ]
    rolled_up = (
        "SELECT p.broader_label, count(*) FROM tag_terms u JOIN term_paths p USING (term_id) "
        "WHERE u.facet = 'datasources' GROUP BY ALL ORDER BY 1"
    )
    assert rows(rolled_up) == [("in-depth interviews", 2), ("interviews", 3), ("surveys", 1)]


def test_a_tag_that_seems_glued_waits_in_parts_and_is_asked_once(run: Run, rows: Rows, reports: Path) -> None:
    (reports / "wax.md").write_text("# Wax\n[[type:blog]]\n[[datasources:interviews and surveys]]\n", encoding="utf-8")
    run()
    raw = "raw = 'interviews and surveys'"
    assert rows(f"SELECT part, outcome, term_id FROM decisions WHERE {raw} ORDER BY part") == [
        (1, "review", "ds-0001"),
        (2, "review", "ds-0003"),
    ]
    assert rows(f"SELECT label, uses FROM review_queue WHERE {raw}") == [("interviews", 1)]
    assert rows(
        "SELECT sum(uses) = sum(mapped + auto + review + new + not_a_tag) FROM coverage WHERE kind = 'curated'"
    ) == [(True,)]
    assert rows("SELECT uses FROM term_uses WHERE label = 'interviews'") == [(1,)]  # nothing is counted before


def test_personal_data_is_masked_unless_asked_not_to(run: Run, rows: Rows) -> None:
    run()
    ((person,),) = rows("SELECT raw FROM tags WHERE facet = 'focal_point'")
    assert str(person).startswith("person-")
    run(keep_personal=True)
    assert rows("SELECT raw FROM tags WHERE facet = 'focal_point'") == [("ada@example.org",)]
    assert rows("SELECT answer FROM answers") == [("The hive union, ada@example.org",)]


def test_a_second_run_has_nothing_to_do(run: Run, settings: Settings) -> None:
    run()
    before = settings.database.stat().st_mtime_ns
    again = run()
    assert (again.changed, again.unchanged) == (False, 1)
    assert settings.database.stat().st_mtime_ns == before


def test_only_changed_files_are_read_and_deleted_ones_forgotten(run: Run, rows: Rows, reports: Path) -> None:
    (reports / "wasps.md").write_text("# Wasps\n[[type:blog]]\n[[datasources:surveys]]\n", encoding="utf-8")
    (reports / "ants.md").write_text("# Ants\n[[type:blog]]\n[[datasources:survey]]\n", encoding="utf-8")
    assert run().read == 3
    (reports / "ants.md").unlink()
    (reports / "wasps.md").write_text("# Wasps\n[[type:blog]]\n[[datasources:polls]]\n", encoding="utf-8")
    again = run()
    assert (again.read, again.unchanged, again.forgotten) == (1, 1, 1)
    assert rows("SELECT path FROM reports ORDER BY 1") == [("bees.md",), ("wasps.md",)]
    assert rows("SELECT outcome FROM tag_terms WHERE path = 'wasps.md' AND facet = 'datasources'") == [("new",)]
    incremental = content(rows)
    assert run(full=True).read == 2
    assert content(rows) == incremental


def test_a_changed_taxonomy_decides_anew_without_reading(run: Run, rows: Rows, taxonomy: Path) -> None:
    run()
    mappings = taxonomy / "datasources" / "mappings.csv"
    text = mappings.read_text(encoding="utf-8")
    mappings.write_text(text.replace("deep interviews,1,ds-0002", "deep interviews,1,ds-0001"), encoding="utf-8")
    again = run()
    assert (again.changed, again.read, again.unchanged) == (True, 0, 1)
    assert rows("SELECT label FROM tag_terms WHERE raw = 'deep interviews'") == [("interviews",)]


def test_a_deprecated_term_leads_to_its_replacement(run: Run, rows: Rows, reports: Path) -> None:
    (reports / "old.md").write_text("# Old\n[[type:blog]]\n[[datasources:depth talks]]\n", encoding="utf-8")
    run()
    assert rows("SELECT term_id, outcome FROM tag_terms WHERE path = 'old.md' AND facet = 'datasources'") == [
        ("ds-0002", "mapped")
    ]


def test_unknown_facets_are_loaded_and_reported_with_the_nearest(run: Run, rows: Rows, reports: Path) -> None:
    (reports / "slip.md").write_text("# Slip\n[[type:blog]]\n[[datasource:surveys]]\n", encoding="utf-8")
    result = run()
    assert rows("SELECT raw FROM tags WHERE facet = 'datasource'") == [("surveys",)]
    assert rows("SELECT path, line, message, remedy FROM problems") == [
        ("slip.md", 3, "the facet 'datasource' is not in facets.csv", "write one that is; did you mean 'datasources'?")
    ]
    assert [facet.facet for facet in result.summary.facets if facet.kind is None] == ["datasource"]
    (reports / "other.md").write_text("# Other\n[[type:blog]]\n", encoding="utf-8")
    run()
    assert len(rows("SELECT * FROM problems")) == 1


def test_every_run_that_changed_something_is_in_the_history(run: Run, rows: Rows, reports: Path) -> None:
    run()
    run()
    (reports / "more.md").write_text("# More\n[[type:blog]]\n", encoding="utf-8")
    run()
    assert rows("SELECT run_id, reports_read, reports_unchanged FROM runs ORDER BY 1") == [(1, 1, 0), (2, 1, 1)]


def test_the_order_of_files_and_the_number_of_processes_do_not_matter(tmp_path: Path) -> None:
    hashes = set()
    for name, workers in (("one", 1), ("two", 2)):
        folder = tmp_path / name
        folder.mkdir()
        numbers = range(500) if name == "one" else range(499, -1, -1)
        for number in numbers:
            text = REPORT.replace("deep interviews", f"deep interviews {number % 7}")
            (folder / f"{number}.md").write_text(text, encoding="utf-8")
        database = tmp_path / f"{name}.duckdb"
        result = ingest(Settings((folder,), ROOT / "taxonomy", database, workers=workers))
        hashes.add(result.summary.content_sha256)
    assert len(hashes) == 1


def test_several_sources_are_told_apart_by_their_folder(run: Run, rows: Rows, tmp_path: Path, reports: Path) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "bees.md").write_text("# Other bees\n[[type:blog]]\n", encoding="utf-8")
    run(sources=(reports, other))
    assert rows("SELECT path FROM reports ORDER BY 1") == [("more/bees.md",), ("reports/bees.md",)]


def test_the_sample_reports_fold_in_depth_interviews(tmp_path: Path) -> None:
    result = ingest(Settings((ROOT / "data/raw",), ROOT / "taxonomy", tmp_path / "sample.duckdb", workers=1))
    fold = next(fold for fold in result.summary.folds if fold.label == "in-depth interviews")
    assert (fold.before, fold.uses, fold.spellings) == (5, 16, 4)
    assert sorted({code for code, _, _ in result.summary.problems}) == [
        "empty-tag", "no-title", "several-types", "tag-over-lines", "unclosed-tag", "unknown-facet",
    ]  # fmt: skip


def test_a_run_names_its_model_and_its_encoders(run: Run, rows: Rows, tmp_path: Path) -> None:
    run()
    run(encoders=EncoderChoice(True, cache=tmp_path / "cache"))
    without, with_them = rows("SELECT encoders, model_sha256 FROM runs ORDER BY run_id")
    assert without == (None, shipped_weights().sha256)
    assert with_them == (encoders_named(), shipped_weights(semantic=True).sha256)


def test_a_translation_waits_for_a_person(run: Run, rows: Rows, reports: Path, tmp_path: Path) -> None:
    (reports / "es.md").write_text("# Encuesta\n\n[[datasources:entrevistas en profundidad]]\n", encoding="utf-8")
    asked = "SELECT outcome, term_id FROM decisions WHERE raw = 'entrevistas en profundidad'"
    run(encoders=EncoderChoice(True, cache=tmp_path / "cache"))
    assert rows(asked) == [("review", "ds-0002")]
    assert len(list((tmp_path / "cache").glob("vectors-*.sqlite"))) == 2


def test_another_model_is_reason_enough_for_another_run(run: Run, tmp_path: Path) -> None:
    run()
    assert not run().changed
    assert run(encoders=EncoderChoice(True, cache=tmp_path / "cache")).changed
    assert not run(encoders=EncoderChoice(True, cache=tmp_path / "cache")).changed


def test_whoever_watches_sees_each_step_to_its_end(settings: Settings) -> None:
    seen: dict[str, list[tuple[int, int]]] = {}
    ingest(settings, lambda step, done, total: seen.setdefault(step, []).append((done, total)))
    assert list(seen) == ["reading reports", "loading rows", "matching tags", "joining decisions", "checking rows"]
    bars = ["loading rows", "joining decisions", "checking rows"]
    assert [step for step in seen if isinstance(step, BarStep)] == bars
    assert [seen[step][-1][0] == seen[step][-1][1] > 0 for step in ("reading reports", *bars)] == [True] * 4


def test_what_was_decided_is_not_decided_again(settings: Settings, reports: Path, rows: Rows) -> None:
    decided: list[int] = []

    def watch(step: str, done: int, total: int) -> None:
        if step == "matching tags" and total:
            decided.append(done)

    ingest(settings, watch)
    assert max(decided) == len(rows("SELECT DISTINCT facet, raw FROM decisions"))
    decided.clear()
    (reports / "wasps.md").write_text("# Wasps\n[[datasources:wasp counts]]\n[[datasources:deep interviews]]\n")
    ingest(settings, watch)
    assert decided == [1]
    assert rows("SELECT raw, outcome FROM tag_terms WHERE path = 'wasps.md' ORDER BY raw") == [
        ("deep interviews", "mapped"),
        ("wasp counts", "new"),
    ]
