"""The normal form of a tag: what is left when spelling habits are taken away.

Two strings with one `key` are the same tag for every rule of Tagfold. The steps, in order:

1. mojibake is undone and look-alike characters are unified (ftfy, NFKC), HTML entities decoded;
2. invisible characters go; all white space becomes one space;
3. case is folded; accents on Latin, Greek and Cyrillic letters go ("economía" = "economia");
4. `&` becomes `and`; `+` and `#` stay when they end a word (c++, c#, "c ++");
5. every other mark becomes a space, also the hyphen; an apostrophe inside a word goes ("persona's" = "personas");
6. `text` is the words joined by a space; `key` is the words run together, for "in-depth", "in depth" and
   "indepth" are one word to those who write them. Digits that stood apart stay apart ("1 0" is not "10"), and
   a decimal keeps its point ("web 2.0").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import ftfy
import regex

from tagfold.characters import INVISIBLE, JOINERS, MARKS
from tagfold.reports.entities import decode_entities

LONGEST_FORM = 400
"""Characters of a tag that are compared; longer ones are paragraphs, and no two of them agree that far."""

_APART = re.compile(f"[\\s{MARKS}{JOINERS}]{{2,}}")
_ACCENT = re.compile("[\u0300-\u036f]")
_APOSTROPHE = re.compile(r"(?<=\w)['’`ʼ](?=\w)")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:(?<=\p{Nd})\.\p{Nd}+)*(?:[+#]+(?![\p{L}\p{N}]))?")
_LANGUAGE_MARK = re.compile(r"(?<=\b[a-z]) +(?=(?:\+\+|#)(?!\w))")
_NUMBER_BEHIND = re.compile(r"[\s._-]*(?<![\d.])(?:\bv)?\d+(?:[._-]\d+)*(?:[._]?x\b)?(?![^\W_])")
_DIGIT = re.compile(r"\d")
_DIGITS_APART = re.compile(r"(?<=\d) (?=\d)")


@dataclass(frozen=True, slots=True)
class Form:
    """`text` is for reading and for comparing words, `key` decides whether two tags are one."""

    text: str
    key: str

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())


@lru_cache(maxsize=200_000)
def normal_form(raw: str) -> Form:
    """The form of `raw`. Its key is empty where `raw` has neither letter nor digit.

    >>> normal_form("In-Depth&nbsp;Interviews ")
    Form(text='in depth interviews', key='indepthinterviews')
    >>> normal_form("Economía circular").key == normal_form("economia-circular").key
    True
    """
    text = decode_entities(beginning(raw))
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFKC", ftfy.fix_text(text)))
        text = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold())))
    text = _APOSTROPHE.sub("", text.casefold().replace("&", " and "))
    text = _LANGUAGE_MARK.sub("", text)
    readable = " ".join(_WORD.findall(text))[:LONGEST_FORM].strip()
    return Form(readable, _DIGITS_APART.sub("_", readable).replace(" ", ""))


def without_numbers(raw: str) -> str:
    """A tag without its years, editions and versions, or as it is where nothing else is left. A number before letters
    belongs to the word ("k8s", "3d").

    >>> [without_numbers(raw) for raw in ("php5", "advent-of-code-2018", "python-3.x", "k8s", "2018")]
    ['php', 'advent-of-code', 'python', 'k8s', '2018']
    """
    if not _DIGIT.search(raw):
        return raw
    rest = _NUMBER_BEHIND.sub("", raw)
    return rest if any(map(str.isalpha, rest)) else raw


def bears_number(raw: str) -> bool:
    """Whether a tag has a year, an edition or a version that `without_numbers` leaves out."""
    return without_numbers(raw) != raw


def number_family(raw: str) -> str:
    """The key that tags share which differ in a number alone.

    >>> number_family("php 7.4") == number_family("PHP"), number_family("phase 1") == number_family("1st phase")
    (True, False)
    """
    return form_key(without_numbers(raw))


def beginning(raw: str) -> str:
    r"""As much of a tag as is read, on one line; what is blank or invisible in it takes no room.

    >>> len(beginning("interviews" * 1000)), beginning(" " * 4000 + "in-depth" + "\n" * 4000 + "interviews")
    (800, ' in-depth interviews')
    """
    if len(raw) > LONGEST_FORM:
        raw = _APART.sub(lambda found: " " if any(map(str.isspace, found[0])) else "", decode_entities(raw))
    return raw[: LONGEST_FORM * 2]


def form_key(raw: str) -> str:
    """The key of the form of `raw`, for rooms that compare tags without knowing forms."""
    return normal_form(raw).key
