from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tagfold.inflection import singular
from tagfold.matching.decision import Decision
from tagfold.matching.form import form_key, normal_form
from tagfold.matching.matcher import Matcher
from tagfold.matching.spelling import SpellingIndex, SpellingMatch, adds_first_letter, is_typo
from tagfold.taxonomy.lookup import KnownSpelling, TaxonomyLookup
from tagfold.taxonomy.model import Judgement, Term, Vocabulary
from tests.conftest import examples
from tests.matching.vocabularies import said, vocabulary


def spelling_of(*labels: str) -> SpellingIndex:
    return SpellingIndex(TaxonomyLookup(vocabulary(*labels), form_key).known())


def decide(words: str, known: Vocabulary) -> Decision:
    (decision,) = Matcher(known).decide(words)
    return decision


def evidence_for(words: str, *labels: str) -> list[SpellingMatch]:
    return spelling_of(*labels).evidence(normal_form(words))


def textbook_distance(one: str, other: str) -> int:
    """Optimal string alignment, row by row as in textbooks: insert, delete, substitute, swap neighbours."""
    table = [[i + j if 0 in (i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("partnerhsip", "partnership"),
        ("enviroment", "environment"),
        ("inovation", "innovation"),
        ("goverment", "government"),
        ("sustainbility", "sustainability"),
        ("enterpreneurship", "entrepreneurship"),
        ("biodeversity", "biodiversity"),
        ("surveyy", "survey"),
        ("xqpartnerships", "partnerships"),
    ],
)
def test_slips_are_slips_whichever_way_round(word: str, right: str) -> None:
    assert is_typo(word, right)
    assert is_typo(right, word)


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("unemployment", "employment"),
        ("illegal", "legal"),
        ("inequality", "equality"),
        ("reforestation", "forestation"),
        ("import", "export"),
        ("waste", "water"),
        ("niger", "nigeria"),
        ("austria", "australia"),
        ("rural", "urban"),
        ("survey", "survey"),
        ("pretest", "posttest"),
        ("inclusion", "exclusion"),
        ("agriculture", "aquaculture"),
        ("wate", "water"),
        ("inovatioms", "innovations"),
        ("", ""),
    ],
)
def test_other_words_are_no_slips_whichever_way_round(word: str, right: str) -> None:
    assert not is_typo(word, right)
    assert not is_typo(right, word)


@pytest.mark.parametrize(
    ("shorter", "longer", "found"),
    [
        ("windows", "xwindows", True),  # not a word, so somebody wrote it so on purpose
        ("moral", "amoral", True),
        ("nterviews", "interviews", False),
        ("lend", "blend", False),
        ("lend", "lends", False),
    ],
)
def test_one_letter_more_at_the_start(shorter: str, longer: str, found: bool) -> None:
    assert adds_first_letter(shorter, longer) == found


LETTERS = st.text("abe", max_size=14)


@given(LETTERS, LETTERS)
@example("abab", "baba")
def test_law_a_slip_is_the_same_both_ways(one: str, other: str) -> None:
    assert is_typo(one, other) == is_typo(other, one)


@settings(max_examples=examples(400))
@given(LETTERS, LETTERS, st.integers(0, 14), st.sampled_from("abe"))
@example("partnership", "partnerhsip", 0, "a")
@example("caabcd", "abcabd", 0, "a")
def test_law_slips_are_those_of_a_textbook_distance(one: str, other: str, at: int, letter: str) -> None:
    near = one[:at] + letter + one[at:]
    swapped = one[: at - 1] + one[at - 1 : at + 1][::-1] + one[at + 1 :] if at else one
    for word, right in ((one, other), (near, one), (swapped, one), (near, swapped)):
        shorter, distance = min(len(word), len(right)), textbook_distance(word, right)
        allowed = 2 if shorter >= 11 else 1 if shorter >= 5 else 0
        added = max(word, right, key=len).removesuffix(min(word, right, key=len))
        if added in ("a", "b", "e", "be", "ba") and distance:  # a letter put before the word makes another
            continue
        assert is_typo(word, right) == (0 < distance <= allowed), (word, right, distance)


@given(
    st.sampled_from(["un", "in", "il", "im", "re", "de", "co", "bi", "e", "a", "up"]),
    st.from_regex("[b-z]{6,14}", fullmatch=True),
)
def test_law_a_prefix_makes_another_word(prefix: str, word: str) -> None:
    assert not is_typo(prefix + word, word)


@pytest.mark.parametrize(
    ("plural", "word"),
    [
        ("surveys", "survey"),
        ("policies", "policy"),
        ("processes", "process"),
        ("boxes", "box"),
        ("approaches", "approach"),
        ("dashes", "dash"),
        ("quizzes", "quizz"),
        ("ties", "tie"),
        ("analysis", "analysis"),
        ("process", "process"),
        ("campus", "campus"),
        ("gas", "gas"),
        ("data", "data"),
    ],
)
def test_singular(plural: str, word: str) -> None:
    assert singular(plural) == word


def test_singular_and_plural_decide() -> None:
    best = evidence_for("in-depth interview", "in-depth interviews")[0]
    assert (best.known.spelling, best.score) == ("in-depth interviews", 0.98)
    assert best.reason == "differs from 'in-depth interviews' only in singular or plural"


def test_another_order_of_words_decides() -> None:
    best = evidence_for("groups, focus", "focus group")[0]
    assert (best.score, best.reason) == (0.96, "has the words of 'focus group' in another order")


def test_a_slip_in_one_word_decides() -> None:
    best = evidence_for("colective intelligence", "collective intelligence")[0]
    assert best.score == 0.95
    assert best.reason == "'colective' looks like a typo for 'collective' in 'collective intelligence'"


def test_slips_in_two_words_do_not_decide() -> None:
    assert evidence_for("colective inteligence", "collective intelligence") == []


def test_a_word_that_is_known_is_no_slip_of_another() -> None:
    assert evidence_for("quantitative data", "qualitative data", "quantitative surveys") == []


@pytest.mark.parametrize(
    ("words", "label"),
    [("sdg 1", "sdg 11"), ("agenda2030", "agenda2063"), ("covid19", "covid18"), ("phase 1", "phase 2")],
)
def test_numbers_must_agree(words: str, label: str) -> None:
    assert evidence_for(words, label) == []


def test_nothing_alike_gives_no_evidence() -> None:
    assert evidence_for("beekeeping", "surveys", "interviews") == []


def test_no_known_spelling_gives_no_evidence() -> None:
    assert SpellingIndex([]).evidence(normal_form("surveys")) == []


def test_a_term_comes_once_with_its_best_evidence() -> None:
    mappings = [said("deep interviewing", "m-1"), said("depth interviews", "m-1")]
    spelling = SpellingIndex(TaxonomyLookup(vocabulary("deep interviews", mappings=mappings), form_key).known())
    found = spelling.evidence(normal_form("deep interview"))
    assert [e.known.spelling for e in found] == ["deep interviews"]


def test_what_decides_comes_by_score_then_by_id() -> None:
    found = evidence_for("panel solars", "solars panels", "panels solar", "panel  solar", "panels solars")
    assert [(e.known.spelling, e.score) for e in found] == [
        ("panels solar", 0.98),
        ("panel  solar", 0.98),
        ("panels solars", 0.98),
        ("solars panels", 0.96),
    ]


WORDS = ("solar", "panel", "panels", "polar", "water", "waste", "data", "date", "survey", "surveys", "of", "rural")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)


@settings(deadline=None)
@given(NAMES, st.lists(NAMES, min_size=1, max_size=8))
def test_law_the_order_of_what_is_known_changes_nothing(words: list[str], names: list[list[str]]) -> None:
    form = normal_form(" ".join(words))
    unique = sorted({" ".join(name) for name in names})
    known = [KnownSpelling(name, Term(f"m-{name}", name)) for name in unique]
    forwards, backwards = SpellingIndex(known).evidence(form), SpellingIndex(reversed(known)).evidence(form)
    assert [(e.known.spelling, e.score, e.reason) for e in forwards] == [
        (e.known.spelling, e.score, e.reason) for e in backwards
    ]


@pytest.mark.parametrize(
    ("variant", "label"),
    [
        ("quantitative data", "qualitative data"),
        ("macroeconomics", "microeconomics"),
        ("interpersonal skills", "intrapersonal skills"),
        ("hypertension", "hypotension"),
        ("importation", "exportation"),
        ("dental health", "mental health"),
        ("wealth inequality", "health inequality"),
        ("police data", "policy data"),
        ("water conversation", "water conservation"),
        ("evacuation plan", "evaluation plan"),
        ("planting", "planning"),
        ("urban to rural migration", "rural to urban migration"),
        ("new media", "news media"),
        ("aid", "aids"),
        ("version", "version2"),
    ],
)
def test_what_looks_alike_and_is_not_is_never_decided(variant: str, label: str) -> None:
    for one, other in ((variant, label), (label, variant)):
        assert decide(one, vocabulary(other)).outcome in ("review", "new")


def test_a_rejected_term_with_many_spellings_does_not_crowd_out_the_next() -> None:
    mappings = [said(f"household survey{letter}", "m-1") for letter in "bcdefghi"]
    mappings.append(said("household surveyq", "m-1", Judgement.REJECT))
    known = vocabulary("household survey", "household survey zz", mappings=mappings)
    assert decide("household surveyq", known).term_id == "m-2"


def test_a_reject_holds_against_the_label_itself() -> None:
    assert decide("it", vocabulary("IT", mappings=[said("it", "m-1", Judgement.REJECT)])).term_id is None
