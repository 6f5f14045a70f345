from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.taxonomy.change import Bump, What
from tagfold.taxonomy.diff import diff
from tagfold.taxonomy.diff_text import phrase, plain, reason, screen
from tagfold.taxonomy.model import Facet, Judgement, Kind, Mapping, RelatedTerms, Status, Taxonomy, Term, Vocabulary
from tests.taxonomy.written import FACET, key, said, taxonomy, term

HEADING = term("ds-1", "conversations")
TALKS = term("ds-2", "interviews", "ds-1")
DEEP = term("ds-3", "in-depth interviews", "ds-2")
FORMS = term("ds-4", "surveys")
TERMS = [HEADING, TALKS, DEEP, FORMS]
VARIANTS = [said("deep interviews", "ds-3"), said("questionnaires", "ds-4"), said("polls", "ds-4")]
BASE = taxonomy(TERMS, VARIANTS)


def changes(after: Taxonomy, before: Taxonomy = BASE) -> list[tuple[What, Bump, str]]:
    """Kind, step and words of each change."""
    difference = diff(before, after, key)
    return [(change.what, change.bump, phrase(difference, change)) for change in difference.changes]


def with_terms(*changed: Term, mappings: Sequence[Mapping] = VARIANTS) -> Taxonomy:
    by_id = {t.term_id: t for t in TERMS} | {t.term_id: t for t in changed}
    return taxonomy(list(by_id.values()), mappings)


CASES: dict[str, tuple[Taxonomy, list[tuple[What, Bump, str]]]] = {
    "nothing": (taxonomy(TERMS[::-1], VARIANTS[::-1]), []),
    "a new term": (
        with_terms(term("ds-5", "phone interviews", "ds-2")),
        [(What.ADDED, Bump.MINOR, "phone interviews (ds-5), under interviews (ds-2)")],
    ),
    "a term removed": (
        taxonomy(TERMS[:3], VARIANTS[:1]),
        [(What.REMOVED, Bump.MAJOR, "surveys (ds-4); 3 spellings lose this term")],
    ),
    "a term dropped without a successor": (
        with_terms(term("ds-4", "surveys", dropped=True)),
        [(What.DEPRECATED, Bump.MAJOR, "surveys (ds-4); 3 spellings lose this term")],
    ),
    "a term merged, its variants still under its own id": (
        with_terms(term("ds-3", "in-depth interviews", "ds-2", into="ds-2")),
        [(What.MERGED, Bump.MAJOR, "in-depth interviews (ds-3) into interviews (ds-2); 2 spellings go along")],
    ),
    "a term merged, its variants written under the successor": (
        with_terms(
            term("ds-3", "in-depth interviews", "ds-2", into="ds-2"),
            mappings=[said("deep interviews", "ds-2"), *VARIANTS[1:]],
        ),
        [(What.MERGED, Bump.MAJOR, "in-depth interviews (ds-3) into interviews (ds-2); 2 spellings go along")],
    ),
    "a term merged that others were merged into before": (
        with_terms(term("ds-2", "interviews", "ds-1", into="ds-4"), term("ds-3", "in-depth interviews", into="ds-2")),
        [
            (What.MERGED, Bump.MAJOR, "interviews (ds-2) into surveys (ds-4); 1 spelling goes along"),
            (What.MERGED, Bump.MAJOR, "in-depth interviews (ds-3) into surveys (ds-4); 2 spellings go along"),
        ],
    ),
    "a label rejected for its own term": (
        taxonomy(TERMS, [*VARIANTS, said("Survey-s", "ds-4", Judgement.REJECT)]),
        [
            (What.UNMAPPED, Bump.MAJOR, "'surveys', was surveys (ds-4)"),
            (What.REJECTED, Bump.MINOR, "'Survey-s' is not surveys (ds-4)"),
        ],
    ),
    "a term split": (
        with_terms(
            term("ds-4", "surveys", dropped=True),
            term("ds-5", "paper forms"),
            term("ds-6", "opinion polls"),
            mappings=[VARIANTS[0], said("questionnaires", "ds-5"), said("polls", "ds-6")],
        ),
        [
            (What.ADDED, Bump.MINOR, "paper forms (ds-5)"),
            (What.ADDED, Bump.MINOR, "opinion polls (ds-6)"),
            (What.SPLIT, Bump.MAJOR, "surveys (ds-4) into opinion polls (ds-6) and paper forms (ds-5)"),
            (What.REMAPPED, Bump.MAJOR, "'polls' from surveys (ds-4) to opinion polls (ds-6)"),
            (What.REMAPPED, Bump.MAJOR, "'questionnaires' from surveys (ds-4) to paper forms (ds-5)"),
        ],
    ),
    "a term dropped that no tag can mean": (
        with_terms(term("ds-4", "surveys"), term("ds-5", "…", dropped=True)),
        [(What.DEPRECATED, Bump.MAJOR, "… (ds-5)")],
    ),
    "a label spelled otherwise": (
        with_terms(term("ds-4", "Surveys")),
        [(What.RENAMED, Bump.PATCH, "'surveys' is now 'Surveys' (ds-4)")],
    ),
    "a variant becomes the label, the old label stays a variant": (
        with_terms(term("ds-4", "polls"), mappings=[*VARIANTS, said("surveys", "ds-4")]),
        [
            (What.RENAMED, Bump.PATCH, "'surveys' is now 'polls' (ds-4)"),
            (What.NOTED, Bump.PATCH, "'surveys'"),
        ],
    ),
    "an old label that nothing keeps": (
        with_terms(term("ds-4", "polls")),
        [
            (What.RENAMED, Bump.PATCH, "'surveys' is now 'polls' (ds-4)"),
            (What.UNMAPPED, Bump.MAJOR, "'surveys', was polls (ds-4)"),
        ],
    ),
    "under a narrower heading: the wide one keeps it": (
        with_terms(term("ds-2", "interviews", "ds-4")),
        [(What.MOVED, Bump.MAJOR, "interviews (ds-2): under conversations (ds-1) -> surveys (ds-4)")],
    ),
    "from the top under a heading": (
        with_terms(term("ds-4", "surveys", "ds-1")),
        [(What.MOVED, Bump.MINOR, "surveys (ds-4): at the top -> conversations (ds-1)")],
    ),
    "to the top": (
        with_terms(term("ds-3", "in-depth interviews")),
        [(What.MOVED, Bump.MAJOR, "in-depth interviews (ds-3): under interviews (ds-2) -> at the top")],
    ),
    "other words": (
        with_terms(term("ds-4", "surveys", definition="Asking many.")),
        [(What.REDEFINED, Bump.PATCH, "surveys (ds-4): Asking many.")],
    ),
    "a new variant": (
        taxonomy(TERMS, [*VARIANTS, said("sondages", "ds-4")]),
        [(What.MAPPED, Bump.MINOR, "'sondages' is surveys (ds-4)")],
    ),
    "a known variant in another spelling": (
        taxonomy(TERMS, [*VARIANTS, said("Deep-Interviews", "ds-3")]),
        [(What.NOTED, Bump.PATCH, "'Deep-Interviews'")],
    ),
    "a variant moved": (
        taxonomy(TERMS, [said("deep interviews", "ds-2"), *VARIANTS[1:]]),
        [(What.REMAPPED, Bump.MAJOR, "'deep interviews' from in-depth interviews (ds-3) to interviews (ds-2)")],
    ),
    "a variant that keeps its term and gains another": (
        taxonomy(TERMS, [*VARIANTS, said("polls", "ds-2", part=2)]),
        [(What.REMAPPED, Bump.MINOR, "'polls' from surveys (ds-4) to surveys (ds-4) and interviews (ds-2)")],
    ),
    "a variant no longer mapped": (
        taxonomy(TERMS, VARIANTS[:2]),
        [(What.UNMAPPED, Bump.MAJOR, "'polls', was surveys (ds-4)")],
    ),
    "a mapped variant is no tag": (
        taxonomy(TERMS, [*VARIANTS[:2], said("polls", None, Judgement.NOT_A_TAG)]),
        [(What.NO_TAG, Bump.MAJOR, "'polls', was surveys (ds-4)")],
    ),
    "an unknown variant is no tag": (
        taxonomy(TERMS, [*VARIANTS, said("n/a", None, Judgement.NOT_A_TAG)]),
        [(What.NO_TAG, Bump.MINOR, "'n/a'")],
    ),
    "a pair rejected": (
        taxonomy(TERMS, [*VARIANTS, said("pools", "ds-4", Judgement.REJECT)]),
        [(What.REJECTED, Bump.MINOR, "'pools' is not surveys (ds-4)")],
    ),
    "another note": (
        taxonomy(TERMS, [*VARIANTS[:2], said("polls", "ds-4", note="as in Kenya")]),
        [(What.NOTED, Bump.PATCH, "'polls'")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_has_its_kind_its_step_and_its_words(case: str) -> None:
    after, expected = CASES[case]
    before = with_terms(term("ds-5", "…")) if case.endswith("no tag can mean") else BASE
    assert changes(after, before) == expected


def test_a_heading_that_keeps_the_term_loses_nothing() -> None:
    after = with_terms(term("ds-3", "in-depth interviews", "ds-5"), term("ds-5", "long talks", "ds-2"))
    assert changes(after)[1] == (
        What.MOVED, Bump.MINOR, "in-depth interviews (ds-3): under interviews (ds-2) -> long talks (ds-5)",
    )  # fmt: skip


def test_a_new_note_on_a_rejection_is_no_new_rejection() -> None:
    before = taxonomy(TERMS, [said("pools", "ds-4", Judgement.REJECT)])
    after = taxonomy(TERMS, [said("pools", "ds-4", Judgement.REJECT, note="water")])
    assert changes(after, before) == [(What.NOTED, Bump.PATCH, "'pools'")]
    assert changes(taxonomy(TERMS), before) == [(What.WITHDRAWN, Bump.MINOR, "'pools' may be surveys (ds-4) again")]


def test_a_term_back_in_use_takes_its_variants_back() -> None:
    merged = with_terms(term("ds-3", "in-depth interviews", "ds-2", into="ds-2"))
    assert changes(BASE, merged) == [
        (What.REVIVED, Bump.MINOR, "in-depth interviews (ds-3)"),
        (What.REMAPPED, Bump.MAJOR, "'deep interviews' from interviews (ds-2) to in-depth interviews (ds-3)"),
        (What.REMAPPED, Bump.MAJOR, "'in-depth interviews' from interviews (ds-2) to in-depth interviews (ds-3)"),
    ]


def test_the_spellings_of_terms_that_were_merged_before_go_along() -> None:
    old = term("ds-3", "in-depth interviews", into="ds-2")
    before, after = with_terms(old), with_terms(old, term("ds-2", "interviews", "ds-1", into="ds-4"))
    assert changes(after, before) == [
        (What.MERGED, Bump.MAJOR, "interviews (ds-2) into surveys (ds-4); 3 spellings go along")
    ]


def test_parts_in_another_order_move_no_use() -> None:
    before, after = (
        taxonomy(TERMS, [said("both", one, part=1), said("both", other, part=2)])
        for one, other in (("ds-2", "ds-4"), ("ds-4", "ds-2"))
    )
    words = "'both' from interviews (ds-2) and surveys (ds-4) to surveys (ds-4) and interviews (ds-2)"
    assert changes(after, before) == [(What.REMAPPED, Bump.MINOR, words)]


def test_facets_come_go_and_change() -> None:
    tools = Vocabulary(Facet("tools", "Tools", Kind.CURATED, ""), (term("to-1", "maps"),))
    more = Taxonomy({**BASE.vocabularies, "tools": tools})
    assert changes(more) == [(What.FACET_ADDED, Bump.MINOR, "Tools"), (What.ADDED, Bump.MINOR, "maps (to-1)")]
    assert changes(BASE, more) == [
        (What.FACET_REMOVED, Bump.MAJOR, "Tools"),
        (What.REMOVED, Bump.MAJOR, "maps (to-1); 1 spelling loses this term"),
    ]
    closed = taxonomy(TERMS, VARIANTS, Facet("datasources", "Sources", Kind.CLOSED, FACET.description))
    assert [what for what, _, _ in changes(closed)] == [What.FACET_CHANGED, What.FACET_CHANGED]
    assert diff(BASE, closed, key).bump is Bump.PATCH
    private = taxonomy((), (), Facet("datasources", FACET.label, Kind.PRIVATE, FACET.description))
    assert diff(BASE, private, key).bump is Bump.MAJOR
    assert changes(private, taxonomy()) == [
        (What.FACET_CHANGED, Bump.MAJOR, "Data sources: 'curated' is now 'private'")
    ]


def test_the_day_of_a_term_and_a_translation_are_words() -> None:
    assert changes(with_terms(term("ds-4", "surveys", since="2.0.0"))) == [(What.NOTED, Bump.PATCH, "surveys (ds-4)")]
    assert changes(with_terms(replace(FORMS, definition="")), with_terms(replace(FORMS, definition="Ask."))) == [
        (What.REDEFINED, Bump.PATCH, "surveys (ds-4): no definition any more")
    ]


def test_a_link_between_terms_that_are_gone_is_not_named() -> None:
    known = BASE.vocabularies["datasources"]
    before = Taxonomy({"datasources": replace(known, related=(RelatedTerms("ds-4", "ds-5"),))})
    assert changes(with_terms(), before) == [(What.RELATED, Bump.PATCH, "surveys (ds-4) and ds-5 (ds-5) no longer")]
    gone = taxonomy(TERMS[:3], VARIANTS[:1])
    assert [what for what, _, _ in changes(gone, before)] == [What.REMOVED]


def test_a_difference_as_plain_values() -> None:
    difference = diff(BASE, taxonomy(TERMS, [*VARIANTS, said("sondages", "ds-4")]), key)
    assert plain(difference) == {
        "bump": "minor",
        "why": "minor: counts can only rise (datasources, variants newly mapped: 'sondages' is surveys (ds-4))",
        "changes": [
            {
                "facet": "datasources", "what": "variant mapped", "bump": "minor", "name": "sondages", "term_id": None,
                "before": (), "after": ("ds-4",), "spellings": 0, "words": "'sondages' is surveys (ds-4)",
            }
        ],
    }  # fmt: skip
    assert plain(diff(BASE, BASE, key)) == {"bump": None, "why": "", "changes": []}


def test_the_screen_tells_by_facet_and_groups_new_variants_by_term() -> None:
    after = taxonomy(TERMS, [*VARIANTS, said("sondages", "ds-4"), said("encuestas", "ds-4"), said("entretien", "ds-2")])
    difference = diff(BASE, after, key)
    assert list(screen(difference, 1)) == [
        "datasources: 3 variants newly mapped",
        "  variants newly mapped",
        "    interviews (ds-2): 'entretien'",
        "    … and 1 more; --limit 0 shows all",
    ]
    assert "    surveys (ds-4): 'encuestas', 'sondages'" in list(screen(difference, 0))
    assert reason(difference) == (
        "minor: counts can only rise (datasources, variants newly mapped: 'encuestas' is surveys (ds-4))"
    )


ids = st.sampled_from(["t-1", "t-2", "t-3", "t-4"])
terms = st.dictionaries(
    ids,
    st.tuples(st.sampled_from(["alpha", "beta", "gamma", "delta"]), st.sampled_from(Status), st.none() | ids),
).map(lambda rows: [Term(i, label, None, status, successor) for i, (label, status, successor) in rows.items()])
mappings = st.lists(
    st.builds(
        said,
        st.sampled_from(["alpha", "Al-pha", "one", "two", "three", "..."]),
        ids,
        st.sampled_from([Judgement.ACCEPT, Judgement.REJECT, Judgement.NOT_A_TAG]),
        st.integers(1, 2),
    ),
    max_size=6,
)
editions = st.builds(taxonomy, terms, mappings)


def _meant(edition: Taxonomy) -> dict[str, set[str]]:
    from tagfold.matching.matcher import Matcher

    matcher = Matcher(edition.vocabularies["datasources"])
    words = ["alpha", "beta", "gamma", "delta", "one", "two", "three"]
    return {word: {d.term_id or "" for d in matcher.decide(word) if d.outcome == "mapped"} for word in words}


@given(editions, editions)
@settings(deadline=None)  # the first call loads the word list
def test_the_step_is_what_the_matcher_does_to_people_s_figures(before: Taxonomy, after: Taxonomy) -> None:
    bump = diff(before, after, key).bump or 0
    old, new = _meant(before), _meant(after)
    if any(not old[word] <= new[word] for word in old):
        assert bump == Bump.MAJOR
    elif old != new:
        assert bump >= Bump.MINOR


@given(editions)
def test_an_edition_does_not_differ_from_itself(edition: Taxonomy) -> None:
    assert diff(edition, edition, key).changes == ()
