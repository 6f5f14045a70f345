from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.reports.dates import parse_date
from tests.conftest import examples

FIVE_LANGUAGES = {
    "18 December 2023": date(2023, 12, 18),
    "December 18, 2023": date(2023, 12, 18),
    "11 DE SEPTIEMBRE DE 2021": date(2021, 9, 11),
    "3 de marzo de 2021": date(2021, 3, 3),
    "4 FÉVRIER 2022": date(2022, 2, 4),
    "21 AOÛT 2020": date(2020, 8, 21),
    "5 de março de 2020": date(2020, 3, 5),
    "26 TEMMUZ 2022": date(2022, 7, 26),
    "12 червня 2021 року": date(2021, 6, 12),
    "3 марта 2021 г.": date(2021, 3, 3),
}

MIXED = {
    "18 DE DECEMBER DE 2023": date(2023, 12, 18),
    "2 DE AUGUST DE 2021": date(2021, 8, 2),
    "2021 Ж. 13 SEPTEMBER": date(2021, 9, 13),
}


@pytest.mark.parametrize(("words", "day"), FIVE_LANGUAGES.items())
def test_dates_in_many_languages(words: str, day: date) -> None:
    assert parse_date(words) == day


@pytest.mark.parametrize(("words", "day"), MIXED.items())
def test_dates_half_translated(words: str, day: date) -> None:
    assert parse_date(words) == day


@pytest.mark.parametrize(
    "words", ["2021-10-12", "2021-10-12T00:00:00.000Z", " 2021-10-12 ", "2021-10-12 23:59", "2021-10-12T23:30:00+02:00"]
)
def test_iso_dates_with_or_without_a_time(words: str) -> None:
    assert parse_date(words) == date(2021, 10, 12)


def test_what_is_longer_than_any_date_is_not_looked_at() -> None:
    assert parse_date("18 December 2023".rjust(60)) == date(2023, 12, 18)
    assert parse_date("18 December 2023".rjust(61)) is None


def test_the_day_comes_before_the_month() -> None:
    assert parse_date("01/02/2021") == date(2021, 2, 1)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "yesterday",
        "soon",
        "2021",
        "February 2021",
        "10 September",
        "2024-02-30",
        "2024-13-01",
        "31 février 2020",
        "n/a",
    ],
)
def test_what_names_no_day_is_none(words: str) -> None:
    assert parse_date(words) is None


def test_a_sentence_is_not_read_for_a_date() -> None:
    assert parse_date("we met for the first time on 18 December 2023 in the office of the union") is None


@given(st.dates())
def test_law_an_iso_date_is_that_day(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@settings(deadline=None, max_examples=examples(30))
@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.sampled_from(
        [
            "January February March April May June July August September October November December",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        ]
    ),
)
def test_law_a_month_by_name_is_that_month(day: date, months: str) -> None:
    assert parse_date(f"{day.day} {months.split()[day.month - 1]} {day.year}") == day
