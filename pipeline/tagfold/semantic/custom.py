"""The encoder that a person names: a folder as sentence-transformers or model2vec save it, run without PyTorch."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tagfold.errors import WrongUsage
from tagfold.io import reading
from tagfold.semantic.config import read_recipe
from tagfold.semantic.encoder_files import EncoderFiles

if TYPE_CHECKING:
    from tagfold.matching.embedder import Embedder, SemanticSimilarity

_NEEDED = ("onnxruntime", "safetensors", "tokenizers")
_READING = b"1"
"""To be counted up when the same files come to give other vectors, so that none kept from before is taken for them."""

TABLES = ("embeddings", "embedding.weight")
"""What model2vec and sentence-transformers call the table of a static encoder."""


def embedder_of(named: EncoderFiles) -> Embedder:
    """The encoder ready to encode; its weights are loaded when the first text comes."""
    if named.table:
        from tagfold.semantic.static_table import StaticTable

        return StaticTable(named)
    from tagfold.semantic.onnx_model import OnnxModel

    return OnnxModel(named)


def named_encoder(folder: Path) -> EncoderFiles:
    """Look into the folder. Raises WrongUsage, with what to do, if it holds no encoder that can be run."""
    if not folder.is_dir():
        raise WrongUsage(f"there is no folder {folder}", remedy="name the folder of a sentence encoder")
    if any(importlib.util.find_spec(module) is None for module in _NEEDED):
        problem = "what runs an encoder of your own is not installed"
        raise WrongUsage(problem, remedy="run: pip install 'tagfold[onnx]'")
    recipe = read_recipe(folder)
    weights, table = _weights(recipe.root)
    tokenizer = recipe.root / "tokenizer.json"
    if not tokenizer.is_file():
        remedy = "save it there with transformers: AutoTokenizer.from_pretrained(…).save_pretrained(…)"
        raise WrongUsage("the encoder's folder has no tokenizer.json", path=str(folder), remedy=remedy)
    external = sorted(weights.parent.glob(f"{weights.name}?*"))  # where ONNX puts weights of more than 2 GB
    digest = _sha256(folder, [weights, *external, tokenizer, *recipe.files])
    return EncoderFiles(f"{folder.resolve().name} {digest[:12]}", weights, tokenizer, recipe, table)


def named_meaning(named: EncoderFiles, cache: Path | None) -> SemanticSimilarity:
    """The encoder alone, on the glossary's scale; its vectors are kept as those of the packaged encoders are.

    Raises WrongUsage if the folder's files are broken, or its vectors do not distinguish meanings.
    """
    from tagfold.matching.embedder import SemanticSimilarity
    from tagfold.semantic.cache import Stored

    meaning = SemanticSimilarity([Stored(embedder_of(named), cache)], every_language=False)
    try:
        meaning.prepare()
    except ValueError as error:
        problem = f"the encoder is of no use: {error}"
        remedy = "check its pooling and its tokenizer, or name another sentence encoder"
        raise WrongUsage(problem, path=str(named.recipe.root), remedy=remedy) from None
    return meaning


def _onnx_file(root: Path) -> Path | None:
    """The model in ONNX: by its usual name, or else the only one."""
    for usual in (root / "onnx/model.onnx", root / "model.onnx"):
        if usual.is_file():
            return usual
    others = sorted([*root.glob("*.onnx"), *root.glob("onnx/*.onnx")])
    if len(others) > 1:
        problem = f"there are {len(others)} ONNX files and none is called model.onnx"
        raise WrongUsage(problem, path=str(root), remedy=f"rename the one to use, such as {others[0].name}")
    return others[0] if others else None


def _weights(root: Path) -> tuple[Path, str | None]:
    """The file to run, with the name of the table if it is a static encoder's.

    A static table goes first: model2vec's folders may hold an ONNX twin of it, which takes other inputs.
    """
    usual = root / "model.safetensors"
    alone = not any(root.glob("*.onnx")) and not any(root.glob("onnx/*.onnx"))
    tensors = _tensors(usual, needed=alone)
    for table in TABLES:
        if table in tensors:
            return usual, table
    if model := _onnx_file(root):
        return model, None
    if usual.is_file() or any(root.glob("*.safetensors")) or any(root.glob("pytorch_model*.bin")):
        problem = "these are PyTorch weights, which Tagfold does not run"
        remedy = (
            "export them once (pip install 'sentence-transformers[onnx]'), in Python: "
            f"SentenceTransformer('{root}', backend='onnx').save_pretrained('{root}')"
        )
        raise WrongUsage(problem, path=str(root), remedy=remedy)
    remedy = "name a folder that holds model.onnx, or a static encoder's model.safetensors"
    raise WrongUsage("there is no sentence encoder in this folder", path=str(root), remedy=remedy)


def _tensors(path: Path, *, needed: bool) -> list[str]:
    """The names of a safetensors file's tensors; none if there is no such file, or a broken one not `needed`."""
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        return []
    try:
        with safe_open(path, framework="numpy") as file:
            return list(file.keys())
    except (SafetensorError, OSError) as error:
        if not needed:
            return []
        problem = f"the encoder's weights cannot be read ({error})"
        raise WrongUsage(problem, path=str(path), remedy="copy the file again") from None


def _sha256(folder: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(_READING)
    for path in dict.fromkeys(paths):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        with reading(path, WrongUsage), path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
