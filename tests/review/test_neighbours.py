from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tagfold.matching.form import form_key
from tagfold.review.neighbours import MAX_NEIGHBOURS, Neighbours


def tag(facet: str, raw: str) -> tuple[str, str, str]:
    return facet, form_key(raw), raw


def nearby(*raws: str, facet: str = "a") -> Neighbours:
    return Neighbours(tag(facet, raw) for raw in raws)


def test_a_family_has_the_same_telling_words_whatever_their_order_and_inflection() -> None:
    found = nearby("bee hives", "hives of bees", "the bee hive", "bee honey").family("a", "Hives, bees")
    assert found == [form_key(raw) for raw in ("bee hives", "hives of bees", "the bee hive")]


def test_rare_words_weigh_more_than_common_ones() -> None:
    common = [f"survey {word}" for word in ("roads", "rivers", "schools", "clinics")]
    assert nearby(*common, "apiary counts").around("a", "apiary survey")[0] == form_key("apiary counts")


def test_other_facets_are_not_looked_at() -> None:
    both = Neighbours([tag("a", "bee hives"), tag("b", "bee honey")])
    assert both.around("a", "bee") == [form_key("bee hives")]
    assert both.family("b", "bee hives") == []


def test_a_slip_and_initials_lead_to_the_tag() -> None:
    found = nearby("household surveys", "focus group discussions", "market prices")
    assert form_key("household surveys") in found.around("a", "housheold surveis")
    assert form_key("focus group discussions") in found.around("a", "FGD")


def test_a_new_spelling_is_like_the_tags_it_may_be_proposed_for() -> None:
    found = dict(nearby("beehives counting", "market prices").like("a", "beehive counts", least=0.0))
    assert form_key("market prices") not in found
    assert 0 < found[form_key("beehives counting")] <= 1


def test_few_are_looked_at_however_many_share_the_words() -> None:
    many = nearby(*(f"bee hive {'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}" for n in range(100)))
    assert len(many.around("a", "bee hive")) == MAX_NEIGHBOURS


words = st.lists(st.sampled_from(["bee", "bees", "hive", "survey", "road", "of", "FGD"]), min_size=1, max_size=3)


@given(st.lists(words.map(" ".join), unique_by=form_key), st.data())
def test_a_tag_that_was_dropped_is_as_if_it_had_never_waited(raws: list[str], data: st.DataObject) -> None:
    gone = set(data.draw(st.lists(st.sampled_from(raws)))) if raws else set()
    kept, fresh = nearby(*raws), nearby(*(raw for raw in raws if raw not in gone))
    for raw in gone:
        kept.drop("a", form_key(raw), raw)
    for asked in ("bee hive", "survey of roads", "FGD"):
        assert kept.family("a", asked) == fresh.family("a", asked)
        assert kept.around("a", asked) == fresh.around("a", asked)
