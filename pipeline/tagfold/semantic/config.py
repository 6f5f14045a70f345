"""How the model of a folder is to be run, as the configuration files of sentence-transformers say it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tagfold.errors import WrongUsage

LONGEST = 512
"""Tokens of a text that are read where the folder does not say; a tag has at most two hundred letters."""

POOLINGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
"""The older keys of 1_Pooling/config.json with the names that replaced them, in the order in which they are joined."""

_ACTIVATIONS = {"Tanh": True, "Identity": False}
_NOTHING_TO_DO = {"Normalize", "Dropout"}
"""Modules that change no direction; vectors are brought to length 1 in any case."""

_WHOLE = "export the whole of it, with 'optimum-cli export onnx --library sentence_transformers'"


@dataclass(frozen=True)
class Layer:
    """A linear layer after the pooling: the file of its weights, and whether tanh follows."""

    weights: Path
    tanh: bool


@dataclass(frozen=True)
class Recipe:
    """What happens to a text before the model and to its tokens after it.

    `root` holds the model itself, `poolings` are joined end to end, `prompt` goes before each text (`counts_prompt`:
    its tokens are pooled too), at most `longest` tokens are read. `files` are those that say so, and the layers'.
    """

    root: Path
    poolings: tuple[str, ...] = ("mean",)
    counts_prompt: bool = True
    layers: tuple[Layer, ...] = ()
    prompt: str = ""
    longest: int = LONGEST
    files: tuple[Path, ...] = ()


def read_recipe(folder: Path) -> Recipe:
    """Read it; if a file is missing, what sentence-transformers does then (the mean of all tokens).

    Raises WrongUsage if a file is broken or asks for what is not done here.
    """
    modules = [(str(module["type"]).rsplit(".", 1)[-1], folder / module["path"]) for module in _modules(folder)]
    root = next((place for kind, place in modules if kind in ("Transformer", "StaticEmbedding")), folder)
    pooling = next((place for kind, place in modules if kind == "Pooling"), folder / "1_Pooling") / "config.json"
    for kind, place in modules:
        if kind not in {"Transformer", "StaticEmbedding", "Pooling", "Dense"} | _NOTHING_TO_DO:
            raise WrongUsage(f"the encoder's module '{kind}' cannot be run", path=str(place), remedy=_WHOLE)
    dense = [place for kind, place in modules if kind == "Dense"]
    layers = tuple(_layer(place) for place in dense)
    read = [
        folder / "modules.json", folder / "config_sentence_transformers.json", root / "sentence_bert_config.json",
        root / "tokenizer_config.json", pooling, *(place / "config.json" for place in dense),
        *(layer.weights for layer in layers),
    ]  # fmt: skip
    return Recipe(
        root,
        _poolings(pooling),
        bool(_object(pooling).get("include_prompt", True)),
        layers,
        _prompt(folder / "config_sentence_transformers.json"),
        _longest(root),
        tuple(path for path in read if path.is_file()),
    )


def _modules(folder: Path) -> list[dict[str, Any]]:
    path = folder / "modules.json"
    found = _json(path, [])
    if not isinstance(found, list) or not all(isinstance(m, dict) and {"type", "path"} <= m.keys() for m in found):
        raise WrongUsage("this is not a list of modules", path=str(path), remedy="save the encoder's folder again")
    return found


def _poolings(path: Path) -> tuple[str, ...]:
    said = _object(path)
    named = said.get("pooling_mode") or [name for key, name in POOLINGS.items() if said.get(key)] or "mean"
    poolings = tuple(str(one) for one in (named if isinstance(named, list) else [named]))
    if unknown := set(poolings) - set(POOLINGS.values()):
        raise WrongUsage(f"the pooling '{min(unknown)}' is not known", path=str(path), remedy=_WHOLE)
    return poolings


def _layer(place: Path) -> Layer:
    said = _object(place / "config.json")
    activation = str(said.get("activation_function", "Tanh")).rsplit(".", 1)[-1]
    weights = place / "model.safetensors"
    if activation not in _ACTIVATIONS or said.get("use_residual"):
        raise WrongUsage(f"the encoder's layer with '{activation}' cannot be run", path=str(place), remedy=_WHOLE)
    if not weights.is_file():
        remedy = "save the encoder again with a newer sentence-transformers, or " + _WHOLE
        raise WrongUsage("the encoder's layer has no model.safetensors", path=str(place), remedy=remedy)
    return Layer(weights, _ACTIVATIONS[activation])


def _prompt(path: Path) -> str:
    """The default one, else the one for queries: both tags of a pair are short, like queries."""
    said = _object(path)
    prompts = said.get("prompts") or {}
    if not isinstance(prompts, dict):
        problem = "the prompts are not a JSON object"
        raise WrongUsage(problem, path=str(path), remedy="save the encoder's folder again")
    return str(prompts.get(said.get("default_prompt_name") or "query") or "")


def _longest(root: Path) -> int:
    said = _object(root / "sentence_bert_config.json").get("max_seq_length")
    said = said or _object(root / "tokenizer_config.json").get("model_max_length")
    return min(int(said), LONGEST) if isinstance(said, int | float) and said >= 1 else LONGEST


def _object(path: Path) -> dict[str, Any]:
    found = _json(path, {})
    if not isinstance(found, dict):
        raise WrongUsage("this is not a JSON object", path=str(path), remedy="save the encoder's folder again")
    return found


def _json(path: Path, default: object) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return default
    except (OSError, ValueError) as error:
        problem = f"the encoder's file cannot be read ({error})"
        raise WrongUsage(problem, path=str(path), remedy="save the encoder's folder again") from None
