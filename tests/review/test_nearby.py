from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from pipeline.matching.form import form_key
from pipeline.review.nearby import FEW, Nearby

WORDS = st.sampled_from(["bee", "hives", "survey", "surveys", "of", "household", "houses", "GIS", "data", "map"])
RAWS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@dataclass(frozen=True)
class Waiting:
    facet: str
    key: str
    raw: str


def waiting(*raws: str, facet: str = "ds") -> list[Waiting]:
    return [Waiting(facet, form_key(raw), raw) for raw in raws]


def test_a_family_has_the_same_telling_words_in_any_order_and_inflection() -> None:
    near = Nearby(waiting("bee hives", "hives of bees", "the bee hive", "bee keeping", "hives"))
    alike = [form_key(raw) for raw in ("bee hives", "hives of bees", "the bee hive")]
    assert near.family("ds", "hive of the bee") == alike
    assert near.family("other", "bee hives") == []
    assert near.family("ds", "of the") == []


def test_tags_around_a_spelling_share_rare_words_first() -> None:
    near = Nearby(waiting("water maps", "water data", "water wells", "sorghum data", "river banks"))
    found = near.around("ds", "data on sorghum")
    assert found[0] == form_key("sorghum data")
    assert form_key("river banks") not in found


def test_initials_slips_and_words_run_together_are_found() -> None:
    near = Nearby(waiting("geographic information systems", "questionaires", "focusgroups"))
    assert near.around("ds", "GIS") == [form_key("geographic information systems")]
    assert near.around("ds", "questionnaires") == [form_key("questionaires")]
    assert near.around("ds", "focus groups") == [form_key("focusgroups")]


def test_a_new_label_is_held_against_the_few_that_it_may_concern() -> None:
    near = Nearby(waiting("household serveys", "surveys of households", "bee hives"))
    scores = dict(near.like("ds", "household surveys"))
    assert set(scores) == {form_key("household serveys"), form_key("surveys of households")}
    assert all(0.3 <= score <= 1 for score in scores.values())
    assert near.like("ds", "satellites") == []


def test_never_more_than_a_few() -> None:
    near = Nearby(waiting(*(f"survey number{n}" for n in range(3 * FEW))))
    assert len(near.around("ds", "survey of numbers")) == FEW


@given(st.lists(RAWS, max_size=8), st.lists(RAWS, max_size=8), RAWS)
def test_an_index_kept_up_answers_like_one_built_anew(start: list[str], gone: list[str], asked: str) -> None:
    tags = {one.key: one for one in waiting(*start) if one.key}
    kept = Nearby(tags.values())
    for one in waiting(*gone):
        if one.key in tags:
            last = tags.pop(one.key)
            kept.drop("ds", one.key, last.raw)
    fresh = Nearby(tags.values())
    assert kept.around("ds", asked) == fresh.around("ds", asked)
    assert set(kept.family("ds", asked)) == set(fresh.family("ds", asked))
