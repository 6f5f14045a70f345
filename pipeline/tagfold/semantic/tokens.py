"""Texts in pieces: a folder's tokenizer.json, run by the `tokenizers` library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from tagfold.errors import WrongUsage

MIN_PIECES_PER_LETTER = 0.9
"""Pieces for each letter from which a text is spelt rather than read, as an English tokenizer spells Serbian."""

FEWEST_LETTERS = 4
WORDS_FROM = 1000
"""The size from which a vocabulary holds more than letters; a smaller one is made to spell."""


@dataclass(frozen=True)
class Tokens:
    """A tokenizer with the number it gives to what it cannot read, None if it reads everything."""

    tokenizer: Tokenizer
    unknown: int | None

    def bare(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's own pieces, without those it cannot read: none for a text of another script.

        None either if a text is spelt letter by letter. The encoder knows the script then and not one of the words,
        and would put all such texts together.
        """
        encoded = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        spells = self.tokenizer.get_vocab_size() < WORDS_FROM
        return [
            [] if not spells and spelt(text, one.offsets) else [n for n in one.ids if n != self.unknown]
            for text, one in zip(texts, encoded, strict=True)
        ]

    def framed(self, texts: Sequence[str], prompt: str) -> list[list[int]]:
        """The numbers of each text after the prompt, between the marks that the model was trained with."""
        return [one.ids for one in self.tokenizer.encode_batch([prompt + text for text in texts])]

    def prompt_length(self, prompt: str) -> int:
        """How many pieces come before the text, the first mark included."""
        alone = self.tokenizer.encode(prompt)
        return len(alone.ids) - alone.special_tokens_mask[-1] if prompt else 0


def spelt(text: str, pieces: Sequence[tuple[int, int]]) -> bool:
    """Whether the pieces, by where each begins and ends, are hardly longer than a letter. Chinese characters are words.

    >>> spelt("surveys", [(0, 6), (6, 7)]), spelt("вода", [(0, 1), (1, 2), (2, 3), (3, 4)])
    (False, True)
    """
    read = text[: max((end for _, end in pieces), default=0)]  # a long text is cut
    letters = sum(map(is_letter, read))
    of_letters = sum(any(map(is_letter, text[start:end])) for start, end in pieces)
    return letters >= FEWEST_LETTERS and of_letters >= MIN_PIECES_PER_LETTER * letters


def is_letter(character: str) -> bool:
    """Whether it is one of an alphabet or of a syllabary."""
    return character.isalpha() and not "\u3400" <= character <= "\u9fff"


def read_tokens(path: Path, longest: int) -> Tokens:
    """Read a tokenizer.json, to cut texts after `longest` pieces. Raises WrongUsage if it is broken."""
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
