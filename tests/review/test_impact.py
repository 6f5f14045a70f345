from hypothesis import given
from hypothesis import strategies as st

from tagfold.matching.decision import Decision, Outcome
from tagfold.review.impact import Flow, TermIds, TermImpact, Total, UseChange, impact, terms_of
from tagfold.review.preview import impact_json, impact_lines
from tagfold.warehouse.queries import TagUse

USES = [
    TagUse("d", "deep interviews", "r1", 2),
    TagUse("d", "interviews", "r1", 1),
    TagUse("d", "deep interviews", "r2", 1),
    TagUse("d", "polls", "r2", 1),
    TagUse("d", "pols", "r2", 1),
    TagUse("d", "maps", "r3", 4),
    TagUse("d", "n/a", "r3", 1),
]
BEFORE: dict[tuple[str, str], TermIds] = {
    ("d", "deep interviews"): ("deep",),
    ("d", "interviews"): ("talks",),
    ("d", "maps"): ("maps",),
}
AFTER: dict[tuple[str, str], TermIds] = {
    ("d", "deep interviews"): ("talks",),
    ("d", "interviews"): ("talks",),
    ("d", "polls"): ("polls",),
    ("d", "pols"): ("polls",),
}


def test_uses_move_collapse_are_newly_mapped_and_lost() -> None:
    found = impact(USES, BEFORE, AFTER)
    assert found.flows == (
        Flow("d", ("maps",), (), tags=1, uses=4, reports=1),
        Flow("d", ("deep",), ("talks",), tags=1, uses=3, reports=2),
        Flow("d", (), ("polls",), tags=2, uses=2, reports=1),
    )
    assert found.totals == {
        UseChange.MOVED: Total(3, 2),
        UseChange.NEWLY_MAPPED: Total(2, 1),
        UseChange.LOST: Total(4, 1),
    }
    assert found.terms == (
        TermImpact("d", "deep", 0, 3, reports_gained=0, reports_lost=2, collapsed=0),
        TermImpact("d", "maps", 0, 4, reports_gained=0, reports_lost=1, collapsed=0),
        TermImpact("d", "polls", 2, 0, reports_gained=1, reports_lost=0, collapsed=1),
        TermImpact("d", "talks", 3, 0, reports_gained=1, reports_lost=0, collapsed=1),
    )
    assert found.collapsed == Total(2, 2)
    assert found.reports == 3


def test_a_tag_that_is_split_moves_to_both_terms() -> None:
    uses = [TagUse("d", "a and b", "r1", 1)]
    found = impact(uses, {("d", "a and b"): ("a",)}, {("d", "a and b"): ("a", "b")})
    assert found.flows == (Flow("d", ("a",), ("a", "b"), 1, 1, 1),)
    assert found.terms == (TermImpact("d", "b", 1, 0, 1, 0, 0),)


def test_only_what_figures_count_is_a_term() -> None:
    def decided(raw: str, outcome: Outcome, term_id: str | None, part: int = 1) -> Decision:
        return Decision("d", raw, raw, part, outcome, term_id, 1.0, None, "")

    assert terms_of(
        [
            decided("a b", Outcome.MAPPED, "b", part=2),
            decided("a b", Outcome.MAPPED, "a", part=1),
            decided("c", Outcome.AUTO, "c"),
            decided("d", Outcome.REVIEW, "d"),
            decided("e", Outcome.NEW, None),
            decided("f", Outcome.NOT_A_TAG, None),
        ]
    ) == {("d", "a b"): ("a", "b"), ("d", "c"): ("c",)}


def test_the_words_give_figures_labels_and_ids() -> None:
    lines = list(impact_lines(impact(USES, BEFORE, AFTER), lambda facet, term_id: term_id.upper(), 1))
    assert lines == [
        "Uses moved: 3 in 2 reports",
        "Uses newly mapped: 2 in 1 report",
        "Uses lost: 4 in 1 report",
        "Duplicates merged: 2 in 2 reports (tags of one report that become one term)",
        "Reports affected: 3",
        "From term to term:",
        "  d: MAPS (maps) -> no term: 4 uses, 1 report, 1 spelling",
        "  … and 2 more; --limit 0 shows all",
        "By term:",
        "  d: MAPS (maps): uses +0 -4, reports +0 -1, collapsed in 0",
        "  … and 3 more; --limit 0 shows all",
    ]
    assert impact_json(impact([], {}, {}))["totals"] == {
        change.value: {"uses": 0, "reports": 0} for change in UseChange
    }
    assert list(impact_lines(impact(USES, BEFORE, BEFORE), lambda facet, term_id: term_id, 1)) == [
        "No effect on the counts: each tag counts for the same terms as before."
    ]


raws = st.sampled_from(["a", "b", "c", "d"])
meanings = st.dictionaries(
    raws.map(lambda raw: ("d", raw)), st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, unique=True).map(tuple)
)
uses = st.dictionaries(st.tuples(raws, st.sampled_from(["r1", "r2", "r3"])), st.integers(1, 3)).map(
    lambda found: [TagUse("d", raw, report, number) for (raw, report), number in found.items()]
)


@given(uses, meanings, meanings)
def test_gains_and_losses_are_the_difference_of_a_plain_count(
    found: list[TagUse], before: dict[tuple[str, str], TermIds], after: dict[tuple[str, str], TermIds]
) -> None:
    def count(meaning: dict[tuple[str, str], TermIds], term_id: str) -> tuple[int, int]:
        mine = [use for use in found if term_id in meaning.get(("d", use.raw), ())]
        return sum(use.uses for use in mine), len({use.report_id for use in mine})

    by_term = {term.term_id: term for term in impact(found, before, after).terms}
    for term_id in ("x", "y", "z"):
        old, new = count(before, term_id), count(after, term_id)
        term = by_term.get(term_id) or TermImpact("d", term_id, 0, 0, 0, 0, 0)
        assert new[0] - old[0] == term.uses_gained - term.uses_lost
        assert new[1] - old[1] == term.reports_gained - term.reports_lost


@given(uses, meanings, meanings)
def test_reports_without_a_changed_tag_do_not_matter(
    found: list[TagUse], before: dict[tuple[str, str], TermIds], after: dict[tuple[str, str], TermIds]
) -> None:
    changed = {raw for raw in "abcd" if set(before.get(("d", raw), ())) != set(after.get(("d", raw), ()))}
    touched = {use.report_id for use in found if use.raw in changed}
    near = [use for use in found if use.report_id in touched]
    assert impact(near, before, after) == impact(found, before, after)


@given(uses, meanings, meanings)
def test_what_collapses_is_what_reports_lose_of_different_meanings(
    found: list[TagUse], before: dict[tuple[str, str], TermIds], after: dict[tuple[str, str], TermIds]
) -> None:
    """Counted by hand, where each tag means one term or none and none loses it."""
    first = {tag: terms[:1] for tag, terms in before.items()}
    then = {**first, **{tag: terms[:1] for tag, terms in after.items()}}
    lost = 0
    for report in {use.report_id for use in found}:
        for term in ("x", "y", "z"):
            tags = {use.raw for use in found if use.report_id == report and then.get(("d", use.raw)) == (term,)}
            meant = {first.get(("d", raw), (f"the tag {raw}",)) for raw in tags}
            lost += len(meant) - 1 if any((term,) != one for one in meant) else 0
    assert impact(found, first, then).collapsed.uses == lost


renamed = st.dictionaries(st.sampled_from(["x", "y", "z"]), st.sampled_from(["x", "y", "z", "w"]))


@given(uses, meanings, renamed)
def test_of_a_merge_the_database_loses_exactly_what_collapses(
    found: list[TagUse], before: dict[tuple[str, str], TermIds], merged: dict[str, str]
) -> None:
    """Also with glued tags: the rows (report, term) that the database has fewer of."""
    after = {tag: tuple(dict.fromkeys(merged.get(term, term) for term in terms)) for tag, terms in before.items()}
    swapped = any(merged.get(new) not in (None, new) for new in merged.values())
    if swapped:  # a merge into what is itself merged away is two decisions
        return
    rows = [
        {(use.report_id, term) for use in found for term in meaning.get(("d", use.raw), ())}
        for meaning in (before, after)
    ]
    into = {("d", term): new for term, new in merged.items() if term != new}
    assert impact(found, before, after, into).collapsed.uses == len(rows[0]) - len(rows[1])


def test_a_merge_moves_one_part_of_a_glued_tag_and_the_others_do_not_collapse() -> None:
    uses = [TagUse("d", "youth, women", "r1", 1), TagUse("d", "women", "r1", 1), TagUse("d", "children", "r1", 1)]
    before: dict[tuple[str, str], TermIds] = {
        ("d", "youth, women"): ("youth", "women"),
        ("d", "women"): ("women",),
        ("d", "children"): ("children",),
    }
    found = impact(uses, before, {**before, ("d", "youth, women"): ("children", "women")}, {("d", "youth"): "children"})
    assert found.collapsed == Total(1, 1)
    assert [(term.term_id, term.collapsed) for term in found.terms] == [("children", 1), ("youth", 0)]
