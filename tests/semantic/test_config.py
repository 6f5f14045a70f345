"""How a folder's model is to be run, from the files that sentence-transformers writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from tagfold.errors import WrongUsage
from tagfold.semantic.config import Layer, Recipe, read_recipe
from tests.semantic.folders import write_json


def modules(folder: Path, **kinds: str) -> Path:
    places = {"_": "", **{kind: place for place, kind in kinds.items()}}
    found = [{"path": "", "type": "sentence_transformers.models.Transformer"}] if "_" in places else []
    found += [{"path": place, "type": f"sentence_transformers.models.{kind}"} for place, kind in kinds.items()]
    write_json(folder / "modules.json", found)
    return folder


def test_a_folder_that_says_nothing_is_read_as_sentence_transformers_would(tmp_path: Path) -> None:
    assert read_recipe(tmp_path) == Recipe(tmp_path, ("mean",), True, (), "", 512, ())


@pytest.mark.parametrize(
    ("said", "poolings"),
    [
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, ("cls",)),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": True}, ("max", "mean")),
        ({"pooling_mode_cls_token": False}, ("mean",)),
        ({"pooling_mode": "lasttoken", "include_prompt": True}, ("lasttoken",)),
        ({"pooling_mode": ["cls", "mean"]}, ("cls", "mean")),
    ],
)
def test_poolings_are_read_in_the_older_and_the_newer_form(
    tmp_path: Path, said: dict[str, object], poolings: tuple[str, ...]
) -> None:
    write_json(modules(tmp_path, pool="Pooling") / "pool/config.json", said)
    assert read_recipe(tmp_path).poolings == poolings


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ({}, ""),
        ({"prompts": {"query": "query: ", "passage": "passage: "}}, "query: "),
        ({"prompts": {"query": "query: ", "sts": "alike: "}, "default_prompt_name": "sts"}, "alike: "),
        ({"prompts": {"document": "text: "}, "default_prompt_name": None}, ""),
    ],
)
def test_the_prompt_is_the_default_one_or_that_for_queries(
    tmp_path: Path, said: dict[str, object], prompt: str
) -> None:
    write_json(tmp_path / "config_sentence_transformers.json", said)
    assert read_recipe(tmp_path).prompt == prompt


def test_the_model_and_its_length_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    write_json(
        tmp_path / "modules.json", [{"path": "0_Transformer", "type": "sentence_transformers.models.Transformer"}]
    )
    write_json(tmp_path / "0_Transformer/sentence_bert_config.json", {"max_seq_length": 77})
    recipe = read_recipe(tmp_path)
    assert (recipe.root, recipe.longest) == (tmp_path / "0_Transformer", 77)
    assert [path.name for path in recipe.files] == ["modules.json", "sentence_bert_config.json"]


def test_the_length_is_else_that_of_the_tokenizer_and_bounded(tmp_path: Path) -> None:
    write_json(tmp_path / "tokenizer_config.json", {"model_max_length": 128})
    assert read_recipe(tmp_path).longest == 128
    write_json(tmp_path / "tokenizer_config.json", {"model_max_length": 1e30})
    assert read_recipe(tmp_path).longest == 512


def test_a_linear_layer_is_part_of_it(tmp_path: Path) -> None:
    modules(tmp_path, pool="Pooling", dense="Dense", norm="Normalize")
    write_json(tmp_path / "dense/config.json", {"activation_function": "torch.nn.modules.linear.Identity"})
    save_file({"linear.weight": np.eye(2, dtype=np.float32)}, tmp_path / "dense/model.safetensors")
    recipe = read_recipe(tmp_path)
    assert recipe.layers == (Layer(tmp_path / "dense/model.safetensors", tanh=False),)
    assert tmp_path / "dense/model.safetensors" in recipe.files


def test_what_cannot_be_run_is_named_with_what_to_do(tmp_path: Path) -> None:
    modules(tmp_path, lstm="LSTM")
    with pytest.raises(WrongUsage, match=r"lstm: the encoder's module 'LSTM' cannot be run; export the whole of it"):
        read_recipe(tmp_path)
    write_json(modules(tmp_path, dense="Dense") / "dense/config.json", {"activation_function": "torch.nn.ReLU"})
    with pytest.raises(WrongUsage, match=r"layer with 'ReLU' cannot be run"):
        read_recipe(tmp_path)
    write_json(tmp_path / "dense/config.json", {})
    with pytest.raises(WrongUsage, match=r"layer has no model.safetensors; save the encoder again"):
        read_recipe(tmp_path)
    write_json(modules(tmp_path, pool="Pooling") / "pool/config.json", {"pooling_mode": "middle"})
    with pytest.raises(WrongUsage, match=r"config.json: the pooling 'middle' is not known"):
        read_recipe(tmp_path)
    write_json(tmp_path / "pool/config.json", {"pooling_mode": 5})
    with pytest.raises(WrongUsage, match=r"config.json: the pooling '5' is not known"):
        read_recipe(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("modules.json", "{}", "this is not a list of modules"),
        ("modules.json", "[", "the encoder's file cannot be read"),
        ("config_sentence_transformers.json", "[1]", "this is not a JSON object"),
        (
            "config_sentence_transformers.json",
            '{"prompts": ["query: "]}',
            "the prompts are not a JSON object",
        ),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(WrongUsage, match=f"{name}: {words}.*; save the encoder's folder again"):
        read_recipe(tmp_path)
