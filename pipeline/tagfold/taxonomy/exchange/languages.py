"""Languages of translated variants: names in a mapping's note, BCP 47 tags in SKOS."""

from __future__ import annotations

import re

_TAGS = {
    "albanian": "sq", "amharic": "am", "arabic": "ar", "armenian": "hy", "azerbaijani": "az", "bengali": "bn",
    "bosnian": "bs", "chinese": "zh", "croatian": "hr", "dutch": "nl", "english": "en", "french": "fr",
    "georgian": "ka", "german": "de", "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja",
    "kazakh": "kk", "khmer": "km", "lao": "lo", "macedonian": "mk", "malay": "ms", "mongolian": "mn",
    "nepali": "ne", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "somali": "so", "spanish": "es", "swahili": "sw", "tajik": "tg", "tamil": "ta",
    "thai": "th", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "uzbek": "uz", "vietnamese": "vi",
}  # fmt: skip
_NAMES = {tag: name.capitalize() for name, tag in _TAGS.items()}
_BETWEEN = re.compile(r"[,;/]|\band\b")


def note_languages(note: str) -> tuple[str, ...]:
    """The tags of the languages that a note names as a word of their own, in the note's order.

    >>> note_languages("Spanish, Portuguese")
    ('es', 'pt')
    >>> note_languages("Spanish; also older Portuguese spelling")
    ('es',)
    >>> note_languages("seen once")
    ()
    """
    words = (part.strip().casefold() for part in _BETWEEN.split(note))
    return tuple(dict.fromkeys(_TAGS[word] for word in words if word in _TAGS))


def language_note(tag: str) -> str:
    """The words for a tag that `note_languages` reads back, where the language has a name here.

    >>> language_note("pt-BR"), language_note("gn"), language_note("")
    ('Portuguese', 'language gn', '')
    """
    if not tag:
        return ""
    return _NAMES.get(tag.casefold().split("-")[0], f"language {tag}")
