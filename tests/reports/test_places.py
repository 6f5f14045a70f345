from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.reports.places import parse_latlng, read_places
from tagfold.reports.report import Place, Tag
from tagfold.reports.tags import scan_tags


def tags_of(text: str) -> list[Tag]:
    return [item for item in scan_tags(text) if isinstance(item, Tag)]


def test_pairs_of_country_and_coordinates_repeat_in_order() -> None:
    text = "[[country:Zambia]]\n[[latlng:-13.46,27.77]]\n[[country:Fiji]]\n[[latlng:-17.7,178.1]]"
    places, problems = read_places(tags_of(text))
    assert places == [Place(1, "Zambia", -13.46, 27.77, 1), Place(2, "Fiji", -17.7, 178.1, 3)]
    assert problems == []


def test_countries_first_and_coordinates_after_pair_by_order() -> None:
    places, _ = read_places(tags_of("[[country:Zambia]][[country:Fiji]]\n[[latlng:-13,27]][[latlng:-17,178]]"))
    assert places == [Place(1, "Zambia", -13.0, 27.0, 1), Place(2, "Fiji", -17.0, 178.0, 1)]


def test_the_same_country_twice_is_two_places() -> None:
    places, _ = read_places(tags_of("[[country:Fiji]]\n[[latlng:-17,178]]\n[[country:Fiji]]\n[[latlng:-18,179]]"))
    assert [(p.country, p.latitude, p.longitude) for p in places] == [("Fiji", -17.0, 178.0), ("Fiji", -18.0, 179.0)]


def test_null_island_keeps_its_zeros() -> None:
    places, problems = read_places(tags_of("[[country:Null Island]]\n[[latlng:0,0]]"))
    assert places == [Place(1, "Null Island", 0.0, 0.0, 1)]
    assert problems == []


def test_a_country_without_coordinates_leaves_the_others_theirs() -> None:
    places, problems = read_places(tags_of("[[country:Fiji]]\n[[country:Zambia]]\n[[latlng:-13,27]]"))
    assert places == [Place(1, "Fiji", None, None, 1), Place(2, "Zambia", -13.0, 27.0, 2)]
    assert problems == []


def test_coordinates_without_a_country_are_a_place_and_a_problem() -> None:
    places, problems = read_places(tags_of("[[country:Fiji]]\n[[latlng:-17,178]]\n[[latlng:-13,27]]"))
    assert places == [Place(1, "Fiji", -17.0, 178.0, 1), Place(2, None, -13.0, 27.0, 3)]
    assert [(p.line, p.code, p.message, p.remedy) for p in problems] == [
        (3, "latlng-without-country", "the coordinates -13,27 have no country", "put [[country:…]] on the line before")
    ]


def test_coordinates_that_cannot_be_read_leave_the_country_and_a_problem() -> None:
    places, problems = read_places(tags_of("[[country:Fiji]]\n[[latlng:somewhere]]"))
    assert places == [Place(1, "Fiji", None, None, 1)]
    words = "'somewhere' is not a latitude and longitude", "write them as -13.46,27.77"
    assert [(p.line, p.code, p.message, p.remedy) for p in problems] == [(2, "bad-latlng", *words)]


def test_a_report_without_places_has_none() -> None:
    assert read_places(tags_of("[[methods:Foresight]]")) == ([], [])


@pytest.mark.parametrize(
    ("words", "point"),
    [
        ("8.622951736470814,39.60055103486151", (8.622951736470814, 39.60055103486151)),
        ("-13.46, 27.77", (-13.46, 27.77)),
        ("-13;27", (-13.0, 27.0)),
        ("90,-180", (90.0, -180.0)),
    ],
)
def test_latlng_as_forms_write_it(words: str, point: tuple[float, float]) -> None:
    assert parse_latlng(words) == point


@pytest.mark.parametrize("words", ["", "91,0", "0,181", "13", "1,2,3", "north,south", "1e1,2", "nan,nan"])
def test_what_is_no_point_on_earth_is_none(words: str) -> None:
    assert parse_latlng(words) is None


PLACE_TAGS = st.lists(
    st.sampled_from(["[[country:Fiji]]", "[[latlng:1,2]]", "[[latlng:x]]", "[[methods:x]]"]), max_size=12
)


@given(PLACE_TAGS)
def test_law_no_country_and_no_point_is_lost(lines: list[str]) -> None:
    places, problems = read_places(tags_of("\n".join(lines)))
    assert [place.position for place in places] == list(range(1, len(places) + 1))
    assert sum(place.country is not None for place in places) == lines.count("[[country:Fiji]]")
    assert sum(problem.code == "bad-latlng" for problem in problems) == lines.count("[[latlng:x]]")
    assert sum(place.latitude is not None for place in places) <= lines.count("[[latlng:1,2]]")
    if lines.count("[[country:Fiji]]") == sum("latlng" in line for line in lines):
        assert sum(place.latitude is not None for place in places) == lines.count("[[latlng:1,2]]")
