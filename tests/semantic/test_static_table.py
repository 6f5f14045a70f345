"""A table with a vector for each word, as model2vec saves it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from tagfold.errors import WrongUsage
from tagfold.matching.embedder import Vectors
from tagfold.semantic.custom import embedder_of, named_encoder
from tests.semantic.folders import static_folder, unit, vocabulary

NUMBERS, TABLE = vocabulary()


def vectors(folder: Path, *texts: str) -> Vectors:
    return embedder_of(named_encoder(folder)).vectors(texts)


def row(word: str) -> Vectors:
    return np.asarray(TABLE[NUMBERS[word]])


def test_the_mean_of_the_words_it_knows(tmp_path: Path) -> None:
    found = vectors(static_folder(tmp_path), "water waste", "water of quuxland", "水资源")
    np.testing.assert_allclose(
        found, [unit(row("water") + row("waste")), unit(row("water")), 0 * row("water")], atol=1e-6
    )


def test_words_may_weigh_unlike_and_share_rows(tmp_path: Path) -> None:
    weights = np.ones(len(TABLE), np.float32)
    weights[NUMBERS["waste"]] = 3
    mapping = np.arange(len(TABLE))
    mapping[NUMBERS["water"]] = NUMBERS["energy"]
    found = vectors(static_folder(tmp_path, weights=weights, mapping=mapping), "water waste")
    np.testing.assert_allclose(found, [unit(row("energy") + 3 * row("waste"))], atol=1e-6)


def test_the_table_of_sentence_transformers_is_known_by_its_name(tmp_path: Path) -> None:
    folder = static_folder(tmp_path)
    save_file({"embedding.weight": TABLE.astype(np.float16)}, folder / "model.safetensors")
    np.testing.assert_allclose(vectors(folder, "water"), [unit(row("water"))], atol=1e-3)


def test_a_table_of_another_tokenizer_is_one_sentence(tmp_path: Path) -> None:
    folder = static_folder(tmp_path)
    save_file({"embeddings": TABLE[:5]}, folder / "model.safetensors")
    with pytest.raises(WrongUsage, match="the encoder's table is too short for its tokenizer; save the two together"):
        vectors(folder, "water education")
