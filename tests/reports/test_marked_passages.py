"""Three hundred passages and answers of the real reports, read by a person and marked: what is personal, what is not.

marked_passages.csv has their places alone: 120 drawn at random from texts with many digits in a row, an @ or a word
such as "contact", 100 from questions that ask for a person, 80 from all others (each of at most 500 characters, no text
twice). Marked are the e-mail addresses and telephone numbers in each (numbers with a stroke between them once), and
whether all of it is personal. Most addresses of the published reports are made up; the forms that numbers take in life
are in test_personal.py.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tagfold.reports.grammar import parse_report
from tagfold.taxonomy.files import kept_answers, read_taxonomy
from tagfold.warehouse.privacy import Privacy, privacy_of
from tagfold.warehouse.rows import report_id, report_rows
from tests.conftest import ROOT
from tests.reports.conftest import Corpus

Place = tuple[str, str, int]

TEXT = {"answers": "answer", "passages": "text"}


def privacy(*, keep: bool) -> Privacy:
    taxonomy = ROOT / "taxonomy"
    return privacy_of(read_taxonomy(taxonomy, "working"), kept_answers(taxonomy), b"a key", keep=keep)


def texts(corpus: Corpus, wanted: set[str], which: Privacy) -> dict[Place, str]:
    found: dict[Place, str] = {}
    for path, text in corpus.items():
        if (key := report_id(path)) in wanted:
            for table, row in report_rows(path, b"", parse_report(text), which):
                if table in TEXT:
                    found[table, key, int(str(row["position"]))] = str(row[TEXT[table]])
    return found


@pytest.fixture(scope="module")
def marked(corpus: Corpus) -> list[tuple[dict[str, str], str, str]]:
    """Each mark, with its text as typed and as it is kept."""
    with Path(__file__).with_name("marked_passages.csv").open(encoding="utf-8", newline="") as file:
        marks = list(csv.DictReader(file))
    wanted = {mark["report_id"] for mark in marks}
    typed, kept = (texts(corpus, wanted, privacy(keep=keep)) for keep in (True, False))
    places = [(mark["table"], mark["report_id"], int(mark["position"])) for mark in marks]
    return [(mark, typed[place], kept[place]) for mark, place in zip(marks, places, strict=True)]


def test_what_answers_a_question_for_a_person_is_a_pseudonym(marked: list[tuple[dict[str, str], str, str]]) -> None:
    personal = [kept for mark, _, kept in marked if mark["personal"]]
    assert len(personal) == 100
    assert [kept for kept in personal if not (kept.startswith("person-") and len(kept) == 19)] == []


def test_addresses_and_numbers_are_masked_and_nothing_else_is(marked: list[tuple[dict[str, str], str, str]]) -> None:
    """Recall and precision of this sample are both 1: 26 addresses, 5 numbers, 175 texts that stay as they are."""
    found = [
        (mark, kept.count("[e-mail]") - typed.count("[e-mail]"), kept.count("[phone]") - typed.count("[phone]"))
        for mark, typed, kept in marked
        if not mark["personal"]
    ]
    assert sum(int(mark["addresses"]) for mark, _, _ in found) == 26
    assert sum(int(mark["numbers"]) for mark, _, _ in found) == 5
    wrong = [mark for mark, mails, phones in found if (mails, phones) != (int(mark["addresses"]), int(mark["numbers"]))]
    assert wrong == []
    plain = [
        (typed, kept)
        for mark, typed, kept in marked
        if not mark["personal"] and mark["addresses"] == "0" and mark["numbers"] == "0"
    ]
    assert [kept for typed, kept in plain if typed != kept] == []
    assert len(plain) == 175
