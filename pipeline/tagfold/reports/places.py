"""Pair each `[[country:…]]` with its `[[latlng:…]]`: forms write them side by side, one pair per place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tagfold.reports.report import Place, Problem, Tag

_LATLNG = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*")

Coordinates = tuple[float, float]


def read_places(tags: Iterable[Tag]) -> tuple[list[Place], list[Problem]]:
    """The places of a report in order, and what could not be read of them.

    As many countries as coordinates are paired by order; otherwise coordinates go to the country just
    before them, and coordinates without a country are a place of their own and a problem.
    """
    countries: list[Tag] = []
    points: list[tuple[Tag, Coordinates | None]] = []
    problems = []
    for tag in tags:
        if tag.facet == "country":
            countries.append(tag)
        elif tag.facet == "latlng":
            point = parse_latlng(tag.raw)
            points.append((tag, point))
            if point is None:
                says = "'{}' is not a latitude and longitude"
                problems.append(Problem(tag.line, "bad-latlng", says, "write them as -13.46,27.77", tag.raw))
    if len(countries) == len(points):
        pairs = [(c, p[1], c) for c, p in zip(countries, points, strict=True)]
        return [_place(i, *pair) for i, pair in enumerate(pairs, 1)], problems
    return _pair_by_neighbour(countries, points, problems)


def parse_latlng(words: str) -> Coordinates | None:
    """Degrees north and east, or None if the text is not a point on Earth.

    >>> parse_latlng("-13.46,27.77"), parse_latlng("91,0")
    ((-13.46, 27.77), None)
    """
    match = _LATLNG.fullmatch(words)
    if not match:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _pair_by_neighbour(
    countries: list[Tag], points: list[tuple[Tag, Coordinates | None]], problems: list[Problem]
) -> tuple[list[Place], list[Problem]]:
    """Unequal numbers: each point goes to the country just before it, if that has none yet."""
    marks: list[tuple[Tag, Coordinates | None]] = [*((country, None) for country in countries), *points]
    places: list[Place] = []
    waiting: Tag | None = None
    for tag, point in sorted(marks, key=lambda mark: mark[0].position):
        if tag.facet == "country":
            waiting = tag
            places.append(_place(len(places) + 1, tag, None, tag))
        elif waiting:
            places[-1] = _place(len(places), waiting, point, waiting)
            waiting = None
        else:
            says, remedy = "the coordinates {} have no country", "put [[country:…]] on the line before"
            problems.append(Problem(tag.line, "latlng-without-country", says, remedy, tag.raw))
            if point:
                places.append(_place(len(places) + 1, None, point, tag))
    return places, problems


def _place(position: int, country: Tag | None, point: Coordinates | None, where: Tag) -> Place:
    latitude, longitude = point or (None, None)
    return Place(position, country.raw if country else None, latitude, longitude, where.line)
