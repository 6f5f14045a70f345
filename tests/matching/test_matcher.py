from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.matching.all_facets import decide_all
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Taxonomy, Vocabulary
from tests.matching.vocabularies import FACET, dropped, said, vocabulary

PAIRS = Path(__file__).parent / "pairs.csv"
"""variant, known labels with ` | ` between them, what comes out for the first, words of the reason."""


def pairs() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def decide(words: str, known: Vocabulary) -> Decision:
    (decision,) = Matcher(known).decide(words)
    return decision


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair['variant']} - {pair['known']}")
def test_pairs_that_curators_know(pair: dict[str, str]) -> None:
    decision = decide(pair["variant"], vocabulary(*pair["known"].split(" | ")))
    assert decision.outcome == pair["outcome"]
    assert decision.term_id == (None if pair["outcome"] == "new" else "m-1")
    assert pair["reason"]
    assert pair["reason"] in decision.reason


def test_a_likely_term_is_shown_if_it_stands_out_from_the_others() -> None:
    tools = ("maven", "ghostscript", "database", "javascript", "wolfram-mathematica", "internet-explorer", "browser")
    alone = decide("ie", vocabulary(*tools))
    assert (alone.outcome, alone.spelling) == ("review", "internet-explorer")
    assert (alone.score or 0.0) < 0.2
    two = decide("agri trade", vocabulary("agriculture", "trade", "commercial farming", *tools))
    assert (two.outcome, two.term_id, two.spelling) == ("new", None, "agriculture")


def test_a_term_that_is_alone_is_taken_from_a_lower_score_on_but_not_by_its_initials() -> None:
    long = ["honey", "market prices", "land rights", "water", "health", "schools", "bridges", "mangroves", "poverty"]
    long += ["solar power", "politics", "google app engine", "surveys", "maps", "fish farming", "trade", "transport"]
    long += ["agroecology", "agrometeorology", "recycling", "drones"]
    taken = decide("agroecological", vocabulary(*long))
    assert (taken.outcome, taken.spelling) == ("auto", "agroecology")
    assert 0.75 <= (taken.score or 0.0) < 0.9
    assert decide("agroecological", vocabulary("agroecology", "honey")).outcome == "review"  # few say nothing of others
    initials = decide("gae", vocabulary(*long))
    assert (initials.outcome, initials.spelling) == ("review", "google app engine")
    assert (initials.score or 0.0) >= 0.75


def test_the_pairs_are_many_and_none_comes_twice() -> None:
    seen = [(pair["variant"], pair["known"]) for pair in pairs()]
    assert len(seen) == len(set(seen)) >= 60
    assert {pair["outcome"] for pair in pairs()} == {"auto", "review", "new"}


def test_a_label_is_mapped() -> None:
    assert decide("In depth  INTERVIEWS", vocabulary("in-depth interviews")) == Decision(
        "methods", "In depth  INTERVIEWS", "in depth interviews", 1, Outcome.MAPPED, "m-1", 1.0, None,
        "is the label 'in-depth interviews'", None, "in-depth interviews",
    )  # fmt: skip


def test_an_accepted_variant_is_mapped_and_says_who_and_when() -> None:
    decision = decide("Deep Interviews", vocabulary("in-depth interviews", mappings=[said("deep interviews", "m-1")]))
    assert (decision.outcome, decision.term_id, decision.score) == (Outcome.MAPPED, "m-1", 1.0)
    assert decision.reason == "ada mapped 'deep interviews' on 2024-05-01: synonym"


def test_what_people_said_comes_before_the_label() -> None:
    known = vocabulary("talks", "interviews", mappings=[said("talks", "m-2")])
    assert decide("talks", known).term_id == "m-2"


def test_a_list_that_people_have_split_is_a_decision_for_each_part() -> None:
    mappings = [
        said("linkedin data, national labor market surveys", "m-2", part=2, basis=Basis.SPLIT),
        said("linkedin data, national labor market surveys", "m-1", part=1, basis=Basis.SPLIT),
    ]
    matcher = Matcher(vocabulary("LinkedIn", "labour market surveys", mappings=mappings))
    decisions = matcher.decide("LinkedIn data; national labor market surveys")
    assert [(d.part, d.outcome, d.term_id) for d in decisions] == [
        (1, Outcome.MAPPED, "m-1"),
        (2, Outcome.MAPPED, "m-2"),
    ]


def test_not_a_tag_says_who_and_when() -> None:
    decision = decide("N/A", vocabulary("surveys", mappings=[said("n/a", None, Judgement.NOT_A_TAG)]))
    assert (decision.outcome, decision.term_id, decision.score) == (Outcome.NOT_A_TAG, None, None)
    assert decision.reason == "ada said on 2024-05-01: not a tag"


@pytest.mark.parametrize("raw", ["-", "\u00a0", "…", "🐝"])
def test_a_tag_without_letters_is_none(raw: str) -> None:
    decision = decide(raw, vocabulary("surveys"))
    assert (decision.outcome, decision.reason) == (Outcome.NOT_A_TAG, "has neither letter nor digit")


def test_a_deprecated_term_is_never_the_answer() -> None:
    known = vocabulary("interviews", mappings=[said("chats", "m-9")], terms=[dropped("m-9", "deep talks", "m-1")])
    assert [decide(words, known).term_id for words in ("deep talks", "chats", "chat")] == ["m-1", "m-1", "m-1"]


def test_no_known_spelling_is_new() -> None:
    decision = decide("beekeeping", vocabulary("surveys"))
    assert (decision.outcome, decision.term_id, decision.score) == (Outcome.NEW, None, None)
    assert decision.reason == "nothing similar found"


def test_facts_are_fields_and_the_reason_is_only_words() -> None:
    known = vocabulary("international migration", "survey data", "focus groups")
    opposite, slip, new = (decide(raw, known) for raw in ("internal migration", "focus gruops", "bee hives"))
    assert opposite.outcome == Outcome.REVIEW
    assert opposite.guard
    assert (opposite.spelling, opposite.candidates[0]) == ("international migration", ("m-1", opposite.score))
    assert (slip.outcome, slip.guard, slip.spelling, slip.term_id) == (Outcome.AUTO, None, "focus groups", "m-3")
    assert (new.outcome, new.guard) == (Outcome.NEW, None)


def test_two_terms_that_both_decide_go_to_a_person() -> None:
    decision = decide("solar panelss", vocabulary("solar panels", "solar panelsss"))
    assert decision.outcome is Outcome.REVIEW
    assert {decision.term_id, decision.runner_up_id} == {"m-1", "m-2"}
    second = "solar panels" if decision.runner_up_id == "m-1" else "solar panelsss"
    assert decision.reason.endswith(f"; for a person, because '{second}' is nearly as likely")


def test_a_rule_decides_only_if_its_term_is_well_ahead_of_the_next() -> None:
    assert decide("data sensor", vocabulary("sensor data")).outcome is Outcome.AUTO
    decision = decide("data sensor", vocabulary("sensor data", "sensory data"))
    assert (decision.outcome, decision.term_id, decision.runner_up_id) == (Outcome.REVIEW, "m-1", "m-2")
    assert decision.reason.endswith("; for a person, because 'sensory data' is nearly as likely")


def test_the_runner_up_is_the_next_best_term() -> None:
    decision = decide("solar panel", vocabulary("solar panels", "solar panel kits", "beekeeping"))
    assert (decision.outcome, decision.term_id, decision.runner_up_id) == (Outcome.AUTO, "m-1", "m-2")


def test_a_rejected_pair_is_not_proposed_and_the_next_best_is() -> None:
    known = ("solar panels", "solar panel kits")
    assert decide("solar panel", vocabulary(*known)).term_id == "m-1"
    decision = decide("Solar-Panel", vocabulary(*known, mappings=[said("solar panel", "m-1", Judgement.REJECT)]))
    assert (decision.outcome, decision.term_id, decision.runner_up_id) == (Outcome.REVIEW, "m-2", None)


def test_when_all_candidates_are_rejected_the_tag_is_new() -> None:
    decision = decide("polls", vocabulary("poll", mappings=[said("polls", "m-1", Judgement.REJECT)]))
    assert (decision.outcome, decision.term_id) == (Outcome.NEW, None)


def test_facets_without_terms_are_passed_over() -> None:
    year = Vocabulary(Facet("year", "Year", Kind.STRUCTURAL, "When."))
    taxonomy = Taxonomy({"methods": vocabulary("surveys"), "year": year})
    distinct = [("year", "2022"), ("methods", "survey"), ("unheard_of", "x"), ("methods", "Surveys")]
    assert [(d.facet, d.raw, d.outcome) for d in decide_all(taxonomy, distinct)] == [
        ("methods", "survey", Outcome.AUTO),
        ("methods", "Surveys", Outcome.MAPPED),
    ]


LABELS = ("solar panels", "solar panel kits", "solar power", "polar power", "water", "water data", "SDG 1", "SDG 11")
VARIANTS = st.lists(
    st.sampled_from(["solar", "panel", "panels", "powr", "power", "polar", "water", "data", "sdg", "1", "11"]),
    min_size=1,
    max_size=3,
)


@settings(deadline=None)
@given(VARIANTS, st.sets(st.integers(1, len(LABELS))))
def test_law_a_rejected_pair_is_never_proposed(words: list[str], rejected: set[int]) -> None:
    variant = " ".join(words)
    mappings: list[Mapping] = [said(variant, f"m-{number}", Judgement.REJECT) for number in sorted(rejected)]
    own = {normal_form(label).key for label in LABELS}
    if normal_form(variant).key in own:
        return  # a label is that term, and to reject it is an error that `taxonomy check` tells
    decision = decide("-".join(words).upper(), vocabulary(*LABELS, mappings=mappings))
    assert decision.term_id not in {f"m-{number}" for number in rejected}
    assert decision.runner_up_id not in {f"m-{number}" for number in rejected}


@settings(deadline=None)
@given(st.lists(st.text(max_size=12) | VARIANTS.map(" ".join), max_size=6))
def test_law_a_tag_is_decided_the_same_whatever_else_is_asked(raws: list[str]) -> None:
    known = vocabulary(*LABELS, mappings=[said("sun power", "m-3"), said("n/a", None, Judgement.NOT_A_TAG)])
    matcher = Matcher(known)
    alone = [Matcher(known).decide(raw) for raw in raws]
    assert [matcher.decide(raw) for raw in raws] == list(matcher.decide_each(raws)) == alone
    taxonomy = Taxonomy({FACET.name: known})
    for decision in decide_all(taxonomy, [(FACET.name, raw) for raw in raws]):
        assert decision.reason
        assert (decision.term_id is None) == (decision.outcome in (Outcome.NEW, Outcome.NOT_A_TAG))
        assert (decision.score is None) == (decision.term_id is None)
        assert decision.score is None or 0 < decision.score <= 1
