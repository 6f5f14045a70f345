"""Texts in pieces: a folder's tokenizer.json, run by the `tokenizers` library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from pipeline.errors import WrongUsage


@dataclass(frozen=True)
class Tokens:
    """A tokenizer with the number it gives to what it cannot read, None where it reads everything."""

    tokenizer: Tokenizer
    unknown: int | None

    def bare(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's own pieces, without those it cannot read: none for a text of another script."""
        encoded = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [[number for number in one.ids if number != self.unknown] for one in encoded]

    def framed(self, texts: Sequence[str], prompt: str) -> list[list[int]]:
        """The numbers of each text after the prompt, between the marks that the model was trained with."""
        return [one.ids for one in self.tokenizer.encode_batch([prompt + text for text in texts])]

    def prompt_length(self, prompt: str) -> int:
        """How many pieces come before the text, the first mark included."""
        alone = self.tokenizer.encode(prompt)
        return len(alone.ids) - alone.special_tokens_mask[-1] if prompt else 0


def read_tokens(path: Path, longest: int) -> Tokens:
    """Read a tokenizer.json, to cut texts after `longest` pieces. Raises WrongUsage where it is broken."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # noqa: BLE001 - the library raises nothing more telling
        problem = f"the encoder's tokenizer cannot be read ({error})"
        raise WrongUsage(problem, path=str(path), remedy="save it again with transformers") from None
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    model = json.loads(path.read_text(encoding="utf-8"))["model"]
    named = model.get("unk_token")
    return Tokens(tokenizer, model.get("unk_id") if named is None else tokenizer.token_to_id(named))
