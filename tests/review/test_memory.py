"""What a person said holds: whatever is decided and taken back in whatever order, at a real desk on real files."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tagfold.errors import TaxonomyError
from tagfold.matching.clusters import clusters
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.review.actions import (
    Accept,
    Action,
    Define,
    Deprecate,
    MarkNotATag,
    Merge,
    Move,
    NewTerm,
    NoteScope,
    Reject,
    Relate,
    Rename,
    SplitTag,
    SplitTerm,
    TermAction,
    Translate,
    Unrelate,
    Unsure,
)
from tagfold.review.session import ReviewSession
from tagfold.review.suggestions import suggested_action
from tagfold.settings import Settings
from tagfold.taxonomy.check.folder import check_folder
from tagfold.taxonomy.edits import without_lines
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Judgement, Mapping, TaxonomyRow, Vocabulary
from tagfold.taxonomy.row_files import every_row
from tests.conftest import examples, published
from tests.review.conftest import Clock

DS = "datasources"
TAGS = (
    "household interviews", "depth interviewing", "serveys of people", "Survey work", "interviews and polls",
    "polls of people", "citizen juries", "citizens jury", "surveys, talks",
)  # fmt: skip
TERM_IDS = ("ds-0001", "ds-0002", "ds-0003", "ds-0005")
ANYWHERE = (*TERM_IDS, "co-0001", "qu-0001")
EXAMPLES = examples(20)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A taxonomy with its database, to be copied for each sequence."""
    home = tmp_path_factory.mktemp("memory")
    lines = "".join(f"[[{DS}:{tag}]]\n" for tag in TAGS)
    database = published(home, {"a.md": f"# A\n{lines}"})
    return Settings((home / "reports",), home / "taxonomy", database, workers=1)


class Work:
    """A curator who does what is drawn; what contradicts itself is refused and passed over."""

    def __init__(self, taxonomy: Path, database: Path) -> None:
        self.folder, self.database = taxonomy, database
        self.desk = self.opened()

    def opened(self) -> ReviewSession:
        return ReviewSession(self.folder, self.database, "Ada", Clock())

    def rows(self) -> Counter[TaxonomyRow]:
        """The rows of all files of terms, as they are on the disk."""
        found = read_taxonomy(self.folder).vocabularies.values()
        return Counter[TaxonomyRow](row for vocabulary in found for row in every_row(without_lines(vocabulary)))

    def vocabulary(self) -> Vocabulary:
        return without_lines(read_taxonomy(self.folder).vocabularies[DS])

    def do(self, step: tuple[str, int, int]) -> Entry | None:
        word, number, other = step
        key = form_key(TAGS[number % len(TAGS)])
        entries = self.desk.history(500)
        with suppress(TaxonomyError):
            if word in TERM_WORDS:
                return self.desk.decide(DS, TERM_IDS[number % len(TERM_IDS)], self.term_action(word, number, other))
            if word != "undo":
                return self.desk.decide(DS, key, self.action(word, number, other))
            if entries:
                return self.desk.undo(entries[number % len(entries)].entry)
        return None

    def action(self, word: str, number: int, other: int) -> Action:
        term_id = TERM_IDS[other % len(TERM_IDS)]
        actions: dict[str, Action] = {
            "accept": Accept(term_id),
            "reject": Reject(term_id),
            "new_term": NewTerm(TAGS[other % len(TAGS)]),
            "split": SplitTag((TERM_IDS[number % 3], TERM_IDS[other % 3])),
            "not_a_tag": MarkNotATag(),
            "unsure": Unsure(),
        }
        return actions[word]

    def term_action(self, word: str, number: int, other: int) -> TermAction:
        term_id = TERM_IDS[other % len(TERM_IDS)]
        own = [m.variant for m in self.vocabulary().mappings if m.term_id == TERM_IDS[number % len(TERM_IDS)]]
        actions: dict[str, TermAction] = {
            "rename": Rename(TAGS[other % len(TAGS)]),
            "move": Move(term_id if other % 2 else None),
            "merge": Merge(term_id),
            "split_term": SplitTerm(TAGS[other % len(TAGS)], tuple(own[:1])),
            "deprecate": Deprecate(None if other % 2 else term_id),
            "define": Define(f"Definition {other}."),
            "translate": Translate(("es", "fr")[number % 2], TAGS[other % len(TAGS)]),
            "relate": Relate(ANYWHERE[other % 6]),
            "scope": NoteScope("For talks." if other % 2 else ""),
            "unrelate": Unrelate(ANYWHERE[other % 6]),
        }
        return actions[word]


PAIR_WORDS = ("relate", "relate", "unrelate")
TERM_WORDS = ("rename", "move", "merge", "split_term", "deprecate", "define", "translate", "scope", *PAIR_WORDS)
WORDS = ("accept", "reject", "reject", "undo", "undo", "new_term", "split", "not_a_tag", "unsure", *PAIR_WORDS)
steps = st.lists(st.tuples(st.sampled_from(WORDS), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=12)


@given(steps)
@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
def test_a_reject_that_stands_is_proposed_nowhere(start: Settings, sequence: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as aside:
        work = Work(Path(shutil.copytree(start.taxonomy, Path(aside) / "taxonomy")), start.database)
        for step in sequence:
            work.do(step)
        rejected = {
            (form_key(m.variant), m.term_id)
            for m in work.vocabulary().mappings
            if m.judgement is Judgement.REJECT and m.term_id
        }
        assert rejected >= standing(work.desk.history(500), work.desk.undone())
        for desk in (work.desk, work.opened()):
            assert not proposed(desk) & rejected
        assert not by_the_next_ingest(work.vocabulary()) & rejected
        no_cluster_joins(work.vocabulary())


def standing(entries: list[Entry], undone: set[str]) -> set[tuple[str, str]]:
    """Pairs whose last word that was not taken back is a reject; `entries` are the last first."""
    last: dict[tuple[str, str], str] = {}
    for entry in reversed(entries):
        if entry.entry not in undone and not entry.undoes:
            for edit in entry.edits:
                if isinstance(edit.after, Mapping) and edit.after.term_id:
                    last[form_key(edit.after.variant), edit.after.term_id] = edit.after.judgement
    return {pair for pair, judgement in last.items() if judgement is Judgement.REJECT}


def proposed(desk: ReviewSession) -> set[tuple[str, str]]:
    """Everything that page and terminal propose for any tag that waits."""
    found: set[tuple[str, str]] = set()
    for item in desk.items(DS, 0, 100):
        offers, split = desk.offers(item, 1000), desk.split(item)
        terms = {offer.term_id for offer in offers} | {item.term_id or ""}
        terms |= {part.term_id or "" for part in split.parts} if split else set()
        action = suggested_action(item, offers, split)
        terms |= {action.term_id} if isinstance(action, Accept) else set(action.parts) if action else set()
        found |= {(item.key, term_id) for term_id in terms}
    for one in desk.bulk_classes(DS):
        found |= {(item.key, offer.term_id) for item, offer in desk.class_members(one.class_id)[1]}
    return found


def by_the_next_ingest(vocabulary: Vocabulary) -> set[tuple[str, str]]:
    """What the matcher says of each tag, in any spelling, when all is read anew."""
    matcher = Matcher(vocabulary)
    raws = (*TAGS, *(tag.upper() for tag in TAGS))
    return {(form_key(raw), said.term_id or "") for raw in raws for said in matcher.decide(raw)} | {
        (form_key(raw), proposal.key) for raw in raws for proposal in matcher.proposals(raw)
    }


def no_cluster_joins(vocabulary: Vocabulary) -> None:
    """Clusters, from which new terms are proposed, keep apart a tag and every spelling of a term that it is not."""
    spelled: dict[str, set[str]] = {term.term_id: {term.label} for term in vocabulary.terms}
    for mapping in vocabulary.mappings:
        if mapping.judgement is Judgement.ACCEPT and mapping.term_id:
            spelled.setdefault(mapping.term_id, set()).add(mapping.variant)
    apart = [
        (m.variant, spelling)
        for m in vocabulary.mappings
        if m.judgement is Judgement.REJECT
        for spelling in sorted(spelled.get(m.term_id or "", ()))
    ]
    raws = sorted({*TAGS, *(spelling for pair in apart for spelling in pair)})
    label = {member.raw: member.label for member in clusters(raws, rejected=apart)}
    for one, other in apart:
        if form_key(one) != form_key(other):
            assert {form_key(one), form_key(label[one])} != {form_key(one), form_key(other)}
            assert form_key(label[other]) != form_key(one)


@given(steps, st.integers(0, 30))
@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
def test_an_undo_takes_back_its_own_rows_and_no_others(
    start: Settings, sequence: list[tuple[str, int, int]], chosen: int
) -> None:
    """Or it is refused, with the name of what rests on it, and nothing is touched."""
    with TemporaryDirectory() as aside:
        work = Work(Path(shutil.copytree(start.taxonomy, Path(aside) / "taxonomy")), start.database)
        for step in sequence:
            work.do(step)
        entries = work.desk.history(500)
        if not entries:
            return
        entry, before = entries[chosen % len(entries)], work.rows()
        waiting = {item.key for item in work.desk.items(DS, 0, 100)}
        undo, refusal = undone(work.desk, entry.entry)
        if undo is None:
            assert "can't undo" in refusal or "undone already" in refusal
            assert (work.rows(), work.desk.history(500)) == (before, entries)
            return
        expected = Counter(before)
        expected.subtract(edit.after for edit in entry.edits if edit.after)
        expected.update(edit.before for edit in entry.edits if edit.before)
        assert work.rows() == +expected
        assert work.desk.history(500) == [undo, *entries]  # a new line, and none is gone
        work.desk.undo(undo.entry)
        assert work.rows() == before
        assert {item.key for item in work.desk.items(DS, 0, 100)} == waiting


def undone(desk: ReviewSession, entry_id: str) -> tuple[Entry | None, str]:
    """The undo, or why not."""
    try:
        return desk.undo(entry_id), ""
    except TaxonomyError as error:
        return None, error.problem


@given(steps)
@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
def test_a_desk_that_is_opened_again_asks_what_it_asked(start: Settings, sequence: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as aside:
        work = Work(Path(shutil.copytree(start.taxonomy, Path(aside) / "taxonomy")), start.database)
        for step in sequence:
            work.do(step)
        left, again = ({(i.key, i.term_id) for i in desk.items(DS, 0, 100)} for desk in (work.desk, work.opened()))
        assert left == again


all_steps = st.lists(
    st.tuples(st.sampled_from((*WORDS, *TERM_WORDS)), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=8
)


@given(all_steps)
@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
def test_an_open_session_is_in_the_state_of_a_freshly_opened_one(
    start: Settings, sequence: list[tuple[str, int, int]]
) -> None:
    """Over all sixteen actions and undos, in any order; the page of a term is of that state too."""
    with TemporaryDirectory() as aside:
        work = Work(Path(shutil.copytree(start.taxonomy, Path(aside) / "taxonomy")), start.database)
        for step in sequence:
            work.do(step)
        again = work.opened()
        assert told(work.desk) == told(again)
        assert pages(work.desk) == pages(again)
        found = check_folder(work.folder, form_key).findings
        assert not [str(finding) for finding in found if finding.code.startswith("related")]


@given(steps)
@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
def test_all_taken_back_leaves_the_queue_as_it_was(start: Settings, sequence: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as aside:
        work = Work(Path(shutil.copytree(start.taxonomy, Path(aside) / "taxonomy")), start.database)
        before, rows = told(work.desk), work.rows()
        for step in sequence:
            work.do(step)
        for entry in work.desk.history(500):
            if not entry.undoes and entry.entry not in work.desk.undone():
                work.desk.undo(entry.entry)
        assert work.rows() == rows
        assert told(work.desk) == told(work.opened()) == before


def pages(desk: ReviewSession) -> list[object]:
    """What the pages of the terms say of them, whatever the order of the rows."""
    return [
        page and (page.term, page.related, page.scope_note, sorted(page.translations, key=repr))
        for page in (desk.term(DS, term_id) for term_id in TERM_IDS)
    ]


def told(desk: ReviewSession) -> dict[str, tuple[object, ...]]:
    """What the desk says of each form: what it counts for, the candidate with its score and reason, the proposals."""
    waiting = {item.key: (item.unsure, desk.offers(item), desk.split(item)) for item in desk.items(DS, 0, 100)}
    return {
        form.key: (form.outcome, form.terms, form.candidate, form.score, form.reason, waiting.get(form.key))
        for form in desk.forms(DS)
    }
