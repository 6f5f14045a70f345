"""The options that several commands share, each written once; `commands` has their defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from tagfold.settings import EncoderChoice, encoder_choice

Database = Annotated[Path, typer.Option("--db", help="The DuckDB file.", metavar="FILE")]

Folder = Annotated[Path, typer.Option("--taxonomy", help="The taxonomy's folder.", metavar="DIR")]

Edition = Annotated[
    str | None,
    typer.Option(
        "--taxonomy",
        help="The taxonomy's folder, or a release such as 1.0.0. [default: taxonomy, or the taxonomy that comes with "
        "Tagfold if there is no such folder]",
        metavar="DIR|VERSION",
        show_default=False,
    ),
]

Curator = Annotated[
    str | None,
    typer.Option("--as", help="The curator. [default: git config user.name]", metavar="NAME", show_default=False),
]

Semantic = Annotated[
    bool | None,
    typer.Option(
        "--semantic/--no-semantic",
        help="Use the sentence encoders of the extra `semantic`, or not. [default: TAGFOLD_SEMANTIC (0 or 1), "
        "else if installed]",
        show_default=False,
    ),
]

Encoder = Annotated[
    Path | None,
    typer.Option(
        "--encoder",
        metavar="FOLDER",
        help="Use a sentence encoder of your own instead: a folder with a model.onnx of sentence-transformers, "
        "or of model2vec (docs/encoders.md). [default: TAGFOLD_ENCODER]",
        show_default=False,
    ),
]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be written; write nothing.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def encoders_of(semantic: bool | None = None, encoder: Path | None = None) -> EncoderChoice:
    """The encoders that these two options ask for, or else the environment."""
    return encoder_choice(semantic, encoder, os.environ)
