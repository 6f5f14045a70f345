"""Real tokenizers of the kinds that encoders come with."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from tagfold.errors import WrongUsage
from tagfold.semantic.tokens import Tokens, read_tokens


def saved(tmp_path: Path, model: models.Model, *, bytes_only: bool = False, longest: int = 4) -> Tokens:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel() if bytes_only else pre_tokenizers.Metaspace()
    tokenizer.enable_padding(length=16)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return read_tokens(tmp_path / "tokenizer.json", longest)


def test_what_a_unigram_model_cannot_read_is_left_out(tmp_path: Path) -> None:
    pieces = [("<s>", 0.0), ("<unk>", 0.0), ("▁water", -1.0), ("▁", -2.0), ("s", -2.0)]
    tokens = saved(tmp_path, models.Unigram(pieces, unk_id=1, byte_fallback=False))
    assert tokens.unknown == 1
    assert tokens.bare(["waters", "water 水", "水"]) == [[2, 4], [2, 3], [3]]


def test_a_word_list_s_unknown_is_named(tmp_path: Path) -> None:
    tokens = saved(tmp_path, models.WordLevel({"▁water": 0, "<none>": 1}, unk_token="<none>"))
    assert tokens.bare(["water", "waste", "water waste"]) == [[0], [], [0]]


def test_bytes_read_everything(tmp_path: Path) -> None:
    letters = {letter: place for place, letter in enumerate(pre_tokenizers.ByteLevel.alphabet())}
    tokens = saved(tmp_path, models.BPE(letters, []), bytes_only=True)
    assert tokens.unknown is None
    assert len(tokens.bare(["水"])[0]) == 4
    assert len(tokens.bare(["wate"])[0]) == 4  # it knows nothing but letters, and was trained on them


def test_a_text_that_is_spelt_is_not_read(tmp_path: Path) -> None:
    numbers = {letter: place for place, letter in enumerate("▁abcdefghijklmnopqrstuvwxyzвода水资源管理")}
    words = ["▁water", "▁survey", *(f"▁word{number}" for number in range(1000))]
    numbers |= {word: len(numbers) + place for place, word in enumerate(words)}
    merges = [("▁", "w"), ("▁w", "a"), ("▁wa", "t"), ("▁wat", "e"), ("▁wate", "r")]
    numbers |= {one + other: len(numbers) + place for place, (one, other) in enumerate(merges)}
    tokens = saved(tmp_path, models.BPE(numbers, merges), longest=12)
    read = ["water", "waters", "water ода", "水资源管理", "abc"]
    assert [bool(ids) for ids in tokens.bare([*read, "вода", "вода вода вода вода", "surveys"])] == [True] * 5 + [
        False
    ] * 3


def test_a_text_is_cut_framed_and_never_padded(tmp_path: Path) -> None:
    tokens = saved(tmp_path, models.WordLevel({"▁a": 0, "▁b": 1, "?": 2, "[": 3, "]": 4}, unk_token="?"))
    tokens.tokenizer.post_processor = processors.TemplateProcessing(
        single="[ $A ]", special_tokens=[("[", 3), ("]", 4)]
    )
    assert tokens.framed(["a", "a b b b"], "") == [[3, 0, 4], [3, 0, 1, 4]]
    assert tokens.framed(["a"], "b ") == [[3, 1, 0, 4]]
    assert (tokens.prompt_length("b"), tokens.prompt_length("")) == (2, 0)


def test_a_broken_tokenizer_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("not one")
    with pytest.raises(WrongUsage, match=r"tokenizer.json: the encoder's tokenizer cannot be read .*; save it again"):
        read_tokens(tmp_path / "tokenizer.json", 4)
