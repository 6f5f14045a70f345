"""Personal data in text: addresses and telephone numbers are masked, and persons get pseudonyms.

What a text looks like decides here. What a question asks for decides in `warehouse.privacy`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator

from tagfold.characters import INVISIBLE

_SIGNS_OF_AN_ADDRESS = (
    "@", "\uff20", "%40", "&#", "&commat;", "at]", "at)", "at}", "at ", "AT]", "AT)", "AT}", "AT ", "arroba", "arobase",
)  # fmt: skip
_AT = (
    r"(?:[ \t]?[@\uff20][ \t]?|&#0*64;|&#[xX]0*40;|&commat;"
    r"|[ \t]?[\[({][ \t]?(?:at|AT|arroba|arobase)[ \t]?[\])}][ \t]?)"
)
_DOT = r"(?:\.|[ \t]?[\[({][ \t]?(?:dot|DOT|punto|ponto|point)[ \t]?[\])}][ \t]?)"
_LOCAL_PART = r"[\w.%+\-\\]{1,254}"
_EMAIL = re.compile(
    rf"(?<![\w.%+\-\\])(?:{_LOCAL_PART}+{_AT}|{_LOCAL_PART}%40)[\w\-\\]{{1,64}}(?:{_DOT}[\w\-\\]{{1,64}}){{1,8}}"
)
"""Also as Markdown, URLs and HTML escape it (`ada\\_l@example\\.org`, `ada%40example.org`), and with letters of any
script."""

_APART = r" \t\u00a0\u2007\u2009\u202f().\\\-/\u2010-\u2014"
_DIGIT_APART = rf"(?:&nbsp;|[{_APART}]{{0,3}})\d"
_DIGITS = re.compile(rf"\d(?:{_DIGIT_APART}){{5,}}")
"""Where a `_RUN` can be, which takes ten times as long to look for."""

_SUSPECT, _ASCII_SUSPECT = (
    re.compile(
        rf"[@\uff20%&\[({{{digit}]"
        rf"(?:(?<=\d)(?:{_DIGIT_APART}){{5}}|(?<=[@\uff20])|(?<=%)40|(?<=&)(?:#|commat;)"
        r"|(?<=[\[({])[ \t]?(?:a[tr]|AT))"
    )
    for digit in (r"\d", "0-9")
)
"""What each address and number holds, and most texts do not; written so that Python skips to one of a few characters,
which takes a third of the time if they are plain ones.
"""

_START = r"(?:(?<![^\W\d])(?<!=)(?:[+\uff0b]|&#43;)\(?|(?:(?<![\w.,=])|(?<=phone=))\(?)"
_LONGEST_START = len("&#43;(")
_RUN = re.compile(rf"{_START}\d(?:{_DIGIT_APART}){{5,39}}(?![\d=])")
"""Digits as telephone numbers are written; most of these are something else."""

_HINT = re.compile(
    r"(?i:\b(?:tel|tél|teléf|telef|t[ée]l[ée]fono?s?|t[ée]l[ée]phones?|telefones?|telefon|phones?|mobiles?|mob|m[óo]vil|"
    r"celular|cellulaire|cell|cel|fone|fax|hotline|whats ?app|wsp|viber|sms|тел|телефон|هاتف|电话|電話)"
    r"\b[ .:()*°º#\w]{0,16}|"
    r"(?:contact|contacto|contato|call|llam\w+|lig\w+|appel\w+|dial)(?: \w+){0,2}[ :.(]{1,3}|"
    r"wa\.me/|phone=|tel:)$"
)
_LONGEST_HINT = 40
_JOINS = re.compile(r"(?i:\s{0,3}(?:[,;/&|]|and|or|y|o|e|ou|et)?\s{0,3})")
"""What stands between two numbers of one list."""

_LOCAL = re.compile(r"\(?0\d{1,4}\)?(?:[ \-]?\d{2,6}){1,4}|\(?\d{3}\)?[ .\-]\d{3}[.\-]\d{4}")
_SOMETHING_ELSE = re.compile(
    r"[+\uff0b]?\d{1,3}(?:[ .\u00a0\u2009\u202f]\d{3})*[ .\u00a0\u2009\u202f]000"  # 10 000 000
    r"|[+\uff0b]?\d{1,3}\.\d+(?:[ \-]+\d{1,3}\.\d+)*"  # a decimal, or coordinates
    r"|(?:19|20)\d\d[\-/.\u2010-\u2014 ]+(?:(?:19|20)?\d\d)(?:[\-/.]\d\d?)?"  # years, a date
    r"|\d{1,2}[\-/. ]\d{1,2}[\-/. ](?:19|20)\d\d.*"
    r"|[01]+"
)
_FEWEST, _FEWEST_WITH_00, _MOST = 7, 10, 15
"""Digits of a telephone number; no number in the world has more (ITU-T E.164)."""

_PERSON_WORDS = re.compile(
    r"(?i)\be-?mails?\b|\b(?:tele)?phone|\bmobile (?:number|no)|\bwhats ?app\b|\bcontact (?:person|details|info|number)"
    r"|\bfull name\b|\b(?:first|last|family|sur) ?name\b|\byour name\b|\bname of (?:the )?(?:innovator|inventor|"
    r"respondent|interviewee|interviewer|experimenter|reviewer|person|contact|creator|focal point)|"
    r"\bcorreo\b|\btel[ée]fono\b|"
    r"\bcelular\b|\bapellidos?\b|\bnombre completo\b|\bnom (?:et pr[ée]nom|complet)|\bpr[ée]nom\b|\bcourriel\b|"
    r"\bsobrenome\b|\bnome completo\b|\btelefone\b"
)


def pseudonym(person: str, key: bytes) -> str:
    """A stable pseudonym of what says who somebody is: a name, an address (HMAC-SHA-256, RFC 2104).

    Nobody can find the person by trying names without the `key`.

    >>> pseudonym("Ada@Example.org ", b"secret") == pseudonym("ada@example.org", b"secret")
    True
    """
    said = " ".join(person.split()).casefold()
    return f"person-{hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:12]}"


def asks_for_a_person(question: str) -> bool:
    """Whether the words of a question, which nobody has looked at yet, ask who somebody is or how to reach them."""
    return _PERSON_WORDS.search(question) is not None


def mask(text: str) -> str:
    """`text` with e-mail addresses and phone numbers taken out.

    >>> mask("write to ada@example.org or call +260 97 123 4567")
    'write to [e-mail] or call [phone]'
    >>> mask("+10 000 000 people in 2019-2020")
    '+10 000 000 people in 2019-2020'
    """
    if text.isascii():
        return _masked(text) if _ASCII_SUSPECT.search(text) else text
    seen = INVISIBLE.sub("", text)  # an address may be cut by what nobody sees
    masked = _masked(seen) if _SUSPECT.search(seen) else seen
    return text if masked == seen else masked


def _masked(text: str) -> str:
    if any(sign in text for sign in _SIGNS_OF_AN_ADDRESS):
        text = _EMAIL.sub("[e-mail]", text)
    return "".join(_without_numbers(text))


def _runs(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for digits in _DIGITS.finditer(text):
        for run in _RUN.finditer(text, max(end, digits.start() - _LONGEST_START), digits.end() + 1):
            yield run
            end = run.end()


def _without_numbers(text: str) -> Iterator[str]:
    end, last = 0, -1
    for run in _runs(text):
        before, after = text[max(0, run.start() - _LONGEST_HINT) : run.start()], text[run.end() : run.end() + 1]
        follows = last >= 0 and _JOINS.fullmatch(text, last, run.start())
        if not _SOMETHING_ELSE.fullmatch(run[0]) and (follows or _is_number(run[0], before, after)):
            yield text[end : run.start()]
            yield "[phone]"
            end = last = run.end()
    yield text[end:]


def _is_number(run: str, before: str, after: str) -> bool:
    """Whether a run of digits is a telephone number, by its form and what stands `before` and `after` it."""
    digits = sum(character.isdigit() for character in run.removeprefix("&#43;"))
    if digits < _FEWEST or before[-1:].isdigit():
        return False  # too short, or added to another number
    if run.startswith(("+", "\uff0b", "&#43;")) or _HINT.search(before):
        return True
    if after.isalpha() or before[-1:] in ("/", "-", "_"):
        return False  # a piece of an id
    if run.startswith(("00", "(00")):
        return digits >= _FEWEST_WITH_00
    return 9 <= digits <= _MOST and _LOCAL.fullmatch(run) is not None
