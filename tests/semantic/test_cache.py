"""Each text is encoded once, in whichever run it comes up first."""

from __future__ import annotations

import pickle
import random
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tagfold.matching.embedder import Vectors
from tagfold.semantic import cache
from tagfold.semantic.cache import Stored
from tagfold.semantic.installed import installed_meaning


class Counted:
    """An encoder that tells what it was asked."""

    def __init__(self, name: str = "lengths 1") -> None:
        self.name = name
        self.asked: list[str] = []

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return np.array([[len(text), 1.5] for text in texts], np.float32)


def test_a_later_run_pays_for_new_texts_only(tmp_path: Path) -> None:
    first = Stored(Counted(), tmp_path).vectors(["surveys", "drones", "surveys"])
    encoder = Counted()
    second = Stored(encoder, tmp_path).vectors(["drones", "biogas", "surveys"])
    assert encoder.asked == ["biogas"]
    np.testing.assert_array_equal(first, [[7, 1.5], [6, 1.5], [7, 1.5]])
    np.testing.assert_array_equal(second, [[6, 1.5], [6, 1.5], [7, 1.5]])


def test_without_a_folder_it_remembers_for_the_run() -> None:
    encoder = Counted()
    store = Stored(encoder, None)
    store.vectors(["surveys"])
    np.testing.assert_array_equal(store.vectors(["surveys", "drones"]), [[7, 1.5], [6, 1.5]])
    assert encoder.asked == ["surveys", "drones"]


def test_another_version_of_the_encoder_has_vectors_of_its_own(tmp_path: Path) -> None:
    Stored(Counted("lengths 1"), tmp_path).vectors(["surveys"])
    newer = Counted("lengths 2")
    Stored(newer, tmp_path).vectors(["surveys"])
    assert newer.asked == ["surveys"]
    assert len(list(tmp_path.glob("vectors-*.sqlite"))) == 2


def test_a_file_that_is_no_store_costs_time_and_nothing_else(tmp_path: Path) -> None:
    Stored(Counted(), tmp_path).vectors(["surveys"])
    (store,) = tmp_path.glob("vectors-*.sqlite")
    store.write_bytes(b"not a database at all" * 100)
    encoder = Counted()
    np.testing.assert_array_equal(Stored(encoder, tmp_path).vectors(["surveys"]), [[7, 1.5]])
    assert encoder.asked == ["surveys"]

    again = Counted()
    Stored(again, tmp_path).vectors(["surveys"])
    assert again.asked == []  # the file was started again


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vectors SET vector = substr(vector, 1, 10) || x'0042'",
        "UPDATE vectors SET vector = x''",
        "UPDATE vectors SET vector = 'words'",
        "UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE text = 'biogas')",
    ],
)
def test_a_vector_that_was_changed_is_encoded_again(tmp_path: Path, change: str) -> None:
    Stored(Counted(), tmp_path).vectors(["biogas", "surveys"])
    (store,) = tmp_path.glob("vectors-*.sqlite")
    with closing(sqlite3.connect(store)) as db, db:
        db.executescript(change)
    encoder = Counted()
    np.testing.assert_array_equal(Stored(encoder, tmp_path).vectors(["surveys"]), [[7, 1.5]])
    assert encoder.asked == ["surveys"]
    again = Counted()
    np.testing.assert_array_equal(Stored(again, tmp_path).vectors(["surveys"]), [[7, 1.5]])
    assert again.asked == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_the_file_the_vectors_are_right(tmp_path: Path, seed: int) -> None:
    texts = [f"text {number} {'x' * (number % 9)}" for number in range(400)]
    expected = Stored(Counted(), tmp_path).vectors(texts)
    (store,) = tmp_path.glob("vectors-*.sqlite")
    content, chance = store.read_bytes(), random.Random(seed)
    for _ in range(8):
        damaged = bytearray(content)
        place = chance.randrange(len(damaged))
        if chance.random() < 0.3:
            del damaged[place:]
        for _ in range(chance.randrange(20)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        store.write_bytes(damaged)
        for _ in range(3):
            encoder = Counted()
            np.testing.assert_array_equal(Stored(encoder, tmp_path).vectors(texts), expected)
        assert encoder.asked == []


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    encoder = Counted()
    np.testing.assert_array_equal(Stored(encoder, tmp_path / "taken").vectors(["surveys"]), [[7, 1.5]])


WRITER = """
import sys
from pathlib import Path
from tagfold.semantic.cache import Stored
from tests.semantic.test_cache import Counted
store = Stored(Counted(), Path(sys.argv[1]))
for number in range(30):
    store.vectors([f"{sys.argv[2]} {number} {place}" for place in range(20)])
"""


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), who], cwd=Path(__file__).parents[2])
        for who in ("a", "b")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    (store,) = tmp_path.glob("vectors-*.sqlite")
    with sqlite3.connect(store) as db:
        assert db.execute("SELECT count(*) FROM vectors").fetchone() == (1200,)


def test_encoders_are_sent_with_what_is_known_and_without_their_weights() -> None:
    meaning = installed_meaning(None)
    meaning.vectors(["surveys"])
    sent = pickle.dumps(meaning)
    assert len(sent) < 50_000
    theirs = pickle.loads(sent)
    assert theirs.name == meaning.name
    np.testing.assert_array_equal(theirs.vectors(["surveys", "encuestas"]), meaning.vectors(["surveys", "encuestas"]))


def test_a_process_that_was_sent_vectors_keeps_those_and_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST_BESIDE_GIVEN", 1)
    first = Stored(Counted(), None)
    first.vectors(["surveys"])
    sent = pickle.loads(pickle.dumps(first))
    for texts in (["surveys", "drones", "maps"], ["surveys", "drones"]):
        np.testing.assert_array_equal(sent.vectors(texts), [[len(text), 1.5] for text in texts])
    assert sent._embedder.asked == ["surveys", "drones", "maps", "drones"]
