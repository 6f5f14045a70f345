from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.reports.personal import mask, pseudonym

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
        ("tel: 097 123 4567", "tel: [phone]"),
        ("Teléfono: 555-123-4567", "Teléfono: [phone]"),
        ("WhatsApp number: 097 1234567", "WhatsApp number: [phone]"),
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
        "telling 12 stories",
        "-13.4626,27.7752",
        "https://example.org/a?x=+260971234567",
        "iVBORw0KGgo+1234567890/+1234567890==",
        "1+1, 2 + 2, +5 %",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert mask(text) == text


def test_a_pseudonym_is_the_same_for_one_person_and_tells_nothing() -> None:
    assert pseudonym(" Ada@Example.org") == pseudonym("ada@example.org") != pseudonym("bob@example.org")
    assert re.fullmatch(r"person-[0-9a-f]{12}", pseudonym("ada@example.org"))


def test_a_pseudonym_stays_what_it_was_for_older_databases() -> None:
    assert pseudonym("ada@example.org") == "person-cfe00dde46ef"


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
        "+260\u202f97\u202f123\u202f4567",
        "+(260) 97 123 4567",
        "+260971234567x",
    ],
)
def test_addresses_and_numbers_in_odd_letters_are_masked(text: str) -> None:
    assert not re.search(r"@|\uff20|\d{4}", mask(text))
