"""Bulk accepts of many tags: in steps, and what follows from them is decided at once."""

from __future__ import annotations

import pytest

from tagfold.review.bulk_accept import MAX_PAIRS_PER_STEP
from tagfold.review.session import ReviewSession
from tests.review.web.conftest import Made, Open, Place, site

HEAD = "term_id,label,broader_id,status,replaced_by,definition,since\n"
THINGS = (
    "water", "school", "market", "forest", "river", "garden", "clinic", "harbour", "kitchen", "bridge", "orchard",
    "station",
)  # fmt: skip
PEOPLE = ("farmers", "women", "teachers", "nurses", "drivers", "traders")
MORE = (
    "bakers", "brewers", "builders", "carpenters", "cobblers", "dancers", "doctors", "fishers", "hunters", "lawyers",
    "masons", "millers", "painters", "potters", "sailors", "singers", "tailors", "weavers", "writers", "smiths",
    "tanners", "glaziers",
)  # fmt: skip


def made_of(made: Made, people: tuple[str, ...]) -> Place:
    """Terms about things of people, and tags of the same words, inflected: a class of many pairs; and others alike."""
    both = [(thing, who) for thing in THINGS for who in people]
    rows = [f"ds-{n:04},{thing} of {who},,active,,,1.0.0\n" for n, (thing, who) in enumerate(both, 1)]
    tags = {f"{who} {thing}ing": 2 for thing, who in both}
    return made({**tags, **{f"{who} {thing}ing talk": 1 for thing, who in both[:60]}}, HEAD + "".join(rows))


@pytest.fixture
def place(made: Made) -> Place:
    return made_of(made, PEOPLE)


def queue(desk: ReviewSession) -> list[tuple[str, str | None, float | None, str]]:
    return [(item.key, item.term_id, item.score, item.reason) for item in desk.items("datasources", 0, 1000)]


def great_class(desk: ReviewSession) -> str:
    return max(desk.bulk_classes(), key=lambda one: one.items).class_id


def test_followers_of_a_class_are_decided_as_a_session_opened_afterwards_decides_them(place: Place) -> None:
    desk, before = place.desk(), place.mappings()
    entries = desk.accept_class(great_class(desk))
    assert len(entries) >= 40
    assert queue(desk) == queue(place.desk())
    desk.undo_bulk(entries[0].entry)
    assert place.mappings() == before
    assert queue(desk) == queue(place.desk())


def test_a_class_comes_in_steps_that_a_person_can_read(made: Made, opened: Open) -> None:
    place = made_of(made, PEOPLE + MORE)
    with site(place.desk()) as served:
        class_id = great_class(served.desk)
        shown, members = served.desk.class_members(class_id)
        assert (len(members), shown.items) == (MAX_PAIRS_PER_STEP, MAX_PAIRS_PER_STEP)
        assert shown.rest > 0
        page = opened(f"{served.address}class?id={class_id}")
        assert f"These are the most used; {shown.rest} more come" in page.get_by_role("main").inner_text()
        with page.expect_navigation():
            page.keyboard.press("a")
        assert place.mappings().count(",accept,") == MAX_PAIRS_PER_STEP
        after, left = served.desk.class_members(class_id)
        assert (len(left), after.rest) == (shown.rest, 0)
        assert not {item.key for item, _ in left} & {item.key for item, _ in members}
