"""Languages by their tags (BCP 47, RFC 5646): which tags may be written, and what people call the language."""

from __future__ import annotations

import re

from tagfold.errors import TaxonomyError

LABEL_LANGUAGE = "en"
"""The language of the labels and definitions in terms.csv (see the curators' rules)."""

TAG_OF = {
    "albanian": "sq", "amharic": "am", "arabic": "ar", "armenian": "hy", "azerbaijani": "az", "bengali": "bn",
    "bosnian": "bs", "chinese": "zh", "croatian": "hr", "dutch": "nl", "english": "en", "french": "fr",
    "georgian": "ka", "german": "de", "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja",
    "kazakh": "kk", "khmer": "km", "lao": "lo", "macedonian": "mk", "malay": "ms", "mongolian": "mn",
    "nepali": "ne", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "somali": "so", "spanish": "es", "swahili": "sw", "tajik": "tg", "tamil": "ta",
    "thai": "th", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "uzbek": "uz", "vietnamese": "vi",
}  # fmt: skip

NAME_OF = {tag: name.capitalize() for name, tag in TAG_OF.items()}

_OF_TWO_LETTERS = frozenset(
    [
        "aa",
        "ab",
        "ae",
        "af",
        "ak",
        "am",
        "an",
        "ar",
        "as",
        "av",
        "ay",
        "az",
        "ba",
        "be",
        "bg",
        "bi",
        "bm",
        "bn",
        "bo",
        "br",
        "bs",
        "ca",
        "ce",
        "ch",
        "co",
        "cr",
        "cs",
        "cu",
        "cv",
        "cy",
        "da",
        "de",
        "dv",
        "dz",
        "ee",
        "el",
        "en",
        "eo",
        "es",
        "et",
        "eu",
        "fa",
        "ff",
        "fi",
        "fj",
        "fo",
        "fr",
        "fy",
        "ga",
        "gd",
        "gl",
        "gn",
        "gu",
        "gv",
        "ha",
        "he",
        "hi",
        "ho",
        "hr",
        "ht",
        "hu",
        "hy",
        "hz",
        "ia",
        "id",
        "ie",
        "ig",
        "ii",
        "ik",
        "io",
        "is",
        "it",
        "iu",
        "ja",
        "jv",
        "ka",
        "kg",
        "ki",
        "kj",
        "kk",
        "kl",
        "km",
        "kn",
        "ko",
        "kr",
        "ks",
        "ku",
        "kv",
        "kw",
        "ky",
        "la",
        "lb",
        "lg",
        "li",
        "ln",
        "lo",
        "lt",
        "lu",
        "lv",
        "mg",
        "mh",
        "mi",
        "mk",
        "ml",
        "mn",
        "mr",
        "ms",
        "mt",
        "my",
        "na",
        "nb",
        "nd",
        "ne",
        "ng",
        "nl",
        "nn",
        "no",
        "nr",
        "nv",
        "ny",
        "oc",
        "oj",
        "om",
        "or",
        "os",
        "pa",
        "pi",
        "pl",
        "ps",
        "pt",
        "qu",
        "rm",
        "rn",
        "ro",
        "ru",
        "rw",
        "sa",
        "sc",
        "sd",
        "se",
        "sg",
        "si",
        "sk",
        "sl",
        "sm",
        "sn",
        "so",
        "sq",
        "sr",
        "ss",
        "st",
        "su",
        "sv",
        "sw",
        "ta",
        "te",
        "tg",
        "th",
        "ti",
        "tk",
        "tl",
        "tn",
        "to",
        "tr",
        "ts",
        "tt",
        "tw",
        "ty",
        "ug",
        "uk",
        "ur",
        "uz",
        "ve",
        "vi",
        "vo",
        "wa",
        "wo",
        "xh",
        "yi",
        "yo",
        "za",
        "zh",
        "zu",
    ]
)
"""The languages with a code in ISO 639-1. A slip there (`sp` for `es`) is the likely one; codes of three letters, of
which there are thousands, are not looked up."""

_TAG = re.compile(
    "(?P<language>[a-z]{2,3})(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?"
)


def written_tag(cell: str) -> str:
    """The tag of a language that a label may be in, in the case that RFC 5646 recommends: `es`, `pt-BR`, `sr-Latn`.

    Raises TaxonomyError for another spelling, so that one language has one tag, and for English.
    """
    found = _TAG.fullmatch(cell)
    language = found["language"] if found else ""
    if not language or (len(language) == 2 and language not in _OF_TWO_LETTERS):
        problem, remedy = f"language '{cell}' is not a BCP 47 tag", "write it like es, pt-BR or sr-Latn"
        raise TaxonomyError(problem, remedy=remedy)
    if language == LABEL_LANGUAGE:
        remedy = "write the English label into terms.csv, and delete the row"
        raise TaxonomyError(f"language '{cell}' is that of terms.csv", remedy=remedy)
    return cell


def language_name(tag: str) -> str:
    """What people call the language of a tag; `language gn` for one without a name here, "" without a tag.

    >>> language_name("pt-BR"), language_name("gn"), language_name("")
    ('Portuguese', 'language gn', '')
    """
    return NAME_OF.get(tag.casefold().split("-")[0], f"language {tag}") if tag else ""
