from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.characters import INVISIBLE
from tagfold.reports import personal
from tagfold.reports.personal import asks_for_a_person, mask, pseudonym

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}")
"""The textbook pattern, on purpose another one than the code's."""


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to ada@example.org.", "write to [e-mail]."),
        ("<ada.lovelace+bees@mail.example.co.uk>", "<[e-mail]>"),
        ("mailto:ada_l@example.org?subject=x", "mailto:[e-mail]?subject=x"),
        ("ada@example.org,bob@example.org;c-d@e-f.org", "[e-mail],[e-mail];[e-mail]"),
        ("ADA@EXAMPLE.ORG", "[e-mail]"),
        ("maría@example.org", "[e-mail]"),
    ],
)
def test_e_mail_addresses_go(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call +260 97 123 4567 now", "call [phone] now"),
        ("+1-202-555-0143", "[phone]"),
        ("call:+44 (0)20 7946 0958", "call:[phone]"),
        ("(+260 97.123.4567)", "([phone])"),
        ("Ada (00260) 97 123 4567", "Ada [phone]"),
        ("Ada &#43;260971234567", "Ada [phone]"),
        ("tel: 097 123 4567", "tel: [phone]"),
        ("Teléfono: 555-123-4567", "Teléfono: [phone]"),
        ("WhatsApp number: 097 1234567", "WhatsApp number: [phone]"),
        ("tel: 1234567", "tel: [phone]"),
        ("\uff0b260 97 123 4567", "[phone]"),
        ("(00 260) 97.123.4567", "[phone]"),
        ("0026.097123", "[phone]"),
        ("012 123456 123456", "[phone]"),
    ],
)
def test_phone_numbers_go(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the @ sign, user@host and @handle",
        "in 2021-10-12 we asked 1 250 000 people",
        "12+345678901 = x",
        "tel: 123 456",
        "0026.09712",
        "0123 123456 123456",
        "012 345 67",
        "telling 12 stories",
        "-13.4626,27.7752",
        "https://example.org/a?x=+260971234567",
        "iVBORw0KGgo+1234567890/+1234567890==",
        "1+1, 2 + 2, +5 %",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert mask(text) == text


def test_a_pseudonym_is_the_same_for_one_person_and_another_one_with_another_key() -> None:
    assert pseudonym(" Ada  Lovelace", b"k") == pseudonym("ada lovelace", b"k") != pseudonym("bob", b"k")
    assert re.fullmatch(r"person-[0-9a-f]{12}", pseudonym("ada", b"k"))
    assert pseudonym("ada", b"k") != pseudonym("ada", b"another key")


@pytest.mark.parametrize(
    "text",
    [
        "ada%40example.org",
        "ada&#64;example.org",
        "ada&commat;example.org",
        "ada (at) example.org",
        "ada {at} example.org",
        "ada [at ] example.org",
        "ada [at] example [dot] org",
        "ada@\u200bexample.org",
        "00260 97 123 4567",
        "0977123456",
        "(0977) 123456",
        "555.123.4567",
        "Tél : 70 95 97 09",
        "Mob. 70959709",
        "Cel.: 73 27 09 09 / 71 12 32 53, 70 95 97 09",
        "wa.me/260971234567",
        "api.whatsapp.com/send?phone=260971234567",
        "+260\u200b971234567",
        "+260&nbsp;97&nbsp;1234567",
        "tel: 0977\\-123\\-456",
        "Телефон: 70 95 97 09",
    ],
)
def test_no_form_of_an_address_or_number_is_left(text: str) -> None:
    masked = mask(f"x {text} y")
    assert "[e-mail]" in masked or "[phone]" in masked
    assert not re.search(r"example|\d\d", masked)


@pytest.mark.parametrize(
    "text",
    [
        "+10 000 000 people",
        "+2.5-3.0 %",
        "+13.4626, +27.77521234",
        "+13.4626 -27.7752",
        "mobile phones in 2018-2020",
        "cell 12 000 000 people",
        "ISBN 978-3-16-148410-0",
        "/blobs/0067985853-8381/x.png",
        "2021-10-12 10:30, 01/02/2021 10:30",
        "10.1000/0123456",
        "192.168.100.200",
    ],
)
def test_figures_that_look_like_numbers_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Lead innovator's name and e-mail", True),
        ("Número de celular", True),
        ("Your name", True),
        ("Nom et prénom", True),
        ("Please state the name of the partner", False),
        ("Name of the organization", False),
        ("How does the mobile app work?", False),
    ],
)
def test_a_question_that_nobody_listed_may_ask_for_a_person(question: str, asks: bool) -> None:
    assert asks_for_a_person(question) is asks


ADDRESSES = st.from_regex(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,20}@(?:[a-z][a-z0-9-]{0,8}\.){1,3}[A-Za-z]{2,5}", fullmatch=True
)
PROSE = st.text(st.sampled_from("ab z09 .,;:()<>[]/\n\"'é"), max_size=12)


@given(st.lists(st.tuples(PROSE, ADDRESSES), min_size=1, max_size=5), PROSE)
def test_law_no_address_is_left(parts: list[tuple[str, str]], end: str) -> None:
    masked = mask("".join(f"{prose} {address}" for prose, address in parts) + end)
    assert not EMAIL.search(masked)
    assert masked.count("[e-mail]") >= len(parts)


@given(st.text(st.sampled_from("ab@.+- 0123456789()/tel:\n")))
def test_law_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(st.characters(exclude_characters="@+"), max_size=40).filter(lambda text: not re.search(r"\d{3}", text)))
def test_law_text_without_addresses_and_numbers_stays(text: str) -> None:
    if not re.search(r"\d[\d\u00a0 ().\-/]{5,20}\d", text):
        assert mask(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "ada\\_l@example\\.org",
        "ada@exämple.org",
        "ada\uff20example.org",
        "_" * 70 + "ada@example.org",
        "Tel.+260971234567",
        "+260 97 123 4567/+260 97 123 4568",
        "+260 97 123 4567+260 97 123 4568",
        "+260\u202f97\u202f123\u202f4567",
        "+(260) 97 123 4567",
        "+260971234567x",
    ],
)
def test_addresses_and_numbers_in_odd_letters_are_masked(text: str) -> None:
    assert not re.search(r"@|\uff20|\d{4}", mask(text))


_ADDRESS_PIECES = ["ada", "@", "\uff20", "%40", "&#64;", "&commat;", "[at]", "(AT)", "{arroba}", ".org", "[dot]"]
_NUMBER_PIECES = ["97", "2601234", "+", "\uff0b", "&#43;", "(", ")", "-", ".", "&nbsp;", "=", "phone=", "tel:"]
_OTHER_PIECES = [" ", ",", "\n", "x", "\u00e9", "\u0661", "\u200b"]
PIECES = st.lists(st.sampled_from(_ADDRESS_PIECES + _NUMBER_PIECES + _OTHER_PIECES), max_size=20)


@given(PIECES)
def test_what_most_texts_are_spared_finds_nothing_in_them(pieces: list[str]) -> None:
    text = INVISIBLE.sub("", "".join(pieces))
    assert mask(text) == personal._masked(text)


@given(PIECES)
def test_numbers_are_looked_for_only_where_they_can_be(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert [run.span() for run in personal._runs(text)] == [run.span() for run in personal._RUN.finditer(text)]
