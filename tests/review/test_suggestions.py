from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.matching.clusters import clusters
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.review.suggestions import Suggestions
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Term, Vocabulary
from tests.conftest import examples

LABELS = ("interviews", "in-depth interviews", "surveys", "household surveys", "focus groups")
TERMS = tuple(Term(f"ds-{n:04}", label) for n, label in enumerate(LABELS, 1))
TAGS = ("interview", "depth interviews", "houshold survey", "surveying", "group focus", "Focus-Group", "home survey")
SAID = (Judgement.ACCEPT, Judgement.REJECT)


def said(variant: str, term_id: str, judgement: Judgement) -> Mapping:
    return Mapping(variant, 1, term_id, judgement, Basis.OTHER, None, "ada", "2026-05-01")


steps = st.lists(
    st.builds(said, st.sampled_from(TAGS), st.sampled_from([term.term_id for term in TERMS]), st.sampled_from(SAID)),
    max_size=6,
)


@given(steps)
@settings(max_examples=examples(60), deadline=None)
def test_what_was_rejected_is_never_proposed_again(decisions: list[Mapping]) -> None:
    """By the matcher of the next ingest, by the one that goes on from decision to decision, and in clusters."""
    vocabulary = Vocabulary(Facet("datasources", "", Kind.CURATED, ""), TERMS)
    offers = Suggestions(Matcher(vocabulary))
    for mapping in decisions:
        same = {(form_key(m.variant), m.term_id): m for m in (*vocabulary.mappings, mapping)}
        vocabulary = Vocabulary(vocabulary.facet, TERMS, tuple(same.values()))
        offers = offers.after(vocabulary)
    rejected = {(form_key(m.variant), m.term_id) for m in vocabulary.mappings if m.judgement is Judgement.REJECT}
    matcher = Matcher(vocabulary)
    for raw in (*TAGS, *(tag.upper() for tag in TAGS)):
        for found in (matcher.proposals(raw), offers.matcher.proposals(raw)):
            assert not {(form_key(raw), proposal.key) for proposal in found} & rejected
        decision = offers.matcher.decide(raw)[0]
        assert (form_key(raw), decision.term_id) not in rejected
    for variant, spelling in offers.kept_apart():
        label = {member.raw: member.label for member in clusters([variant, spelling], rejected=offers.kept_apart())}
        assert form_key(variant) == form_key(spelling) or label[variant] != label[spelling]


def test_offers_know_the_terms_of_the_session() -> None:
    vocabulary = Vocabulary(Facet("datasources", "", Kind.CURATED, ""), TERMS)
    offers = Suggestions(Matcher(vocabulary))
    assert "ds-0009" not in [offer.term_id for offer in offers.offers("citizens jury")]
    more = Vocabulary(vocabulary.facet, (*TERMS, Term("ds-0009", "citizen juries")))
    offers = offers.after(more)
    first = offers.offers("citizens jury")[0]
    assert (first.term_id, first.label) == ("ds-0009", "citizen juries")
    offers = offers.after(vocabulary)
    assert "ds-0009" not in [offer.term_id for offer in offers.offers("citizens jury")]


def test_many_terms_of_a_session_are_all_known() -> None:
    vocabulary = Vocabulary(Facet("datasources", "", Kind.CURATED, ""), TERMS)
    offers = Suggestions(Matcher(vocabulary))
    for number in range(60):
        new = Term(f"ds-{number + 100:04}", f"method number {number}")
        vocabulary = Vocabulary(vocabulary.facet, (*vocabulary.terms, new))
        offers = offers.after(vocabulary)
    assert [offers.offers(f"Method Number {number}", 1)[0].term_id for number in (0, 30, 59)] == [
        "ds-0100", "ds-0130", "ds-0159",
    ]  # fmt: skip


spellings = st.lists(st.sampled_from([*LABELS, *TAGS, "jury", "citizen juries", "deep talks"]), max_size=8, unique=True)


@given(st.lists(spellings, min_size=2, max_size=5))
@settings(max_examples=examples(40), deadline=None)
def test_a_matcher_that_goes_on_decides_as_a_new_one(states: list[list[str]]) -> None:
    facet = Facet("datasources", "", Kind.CURATED, "")
    going_on: Matcher | None = None
    for labels in states:
        vocabulary = Vocabulary(facet, tuple(Term(f"ds-{label}", label) for label in labels))
        going_on, new = going_on.after(vocabulary) if going_on else Matcher(vocabulary), Matcher(vocabulary)
        for raw in (*TAGS, "interviews and surveys", "citizens jury"):
            assert [(p.key, p.score, p.reason) for p in going_on.proposals(raw)] == [
                (p.key, p.score, p.reason) for p in new.proposals(raw)
            ]
            assert going_on.decide(raw) == new.decide(raw)
            assert going_on.place(raw) == new.place(raw)
