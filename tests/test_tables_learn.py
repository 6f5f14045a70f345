"""`match` and `cluster` with --learn: known pairs are used as decided, and say from which score others are taken."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import shipped_scorer
from tagfold.matching.twins import twins
from tagfold.tables.term_lists import FACET
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Term, Vocabulary
from tagfold.training.known_pairs import LEAST_MATCH, clusters_learnt, matches_learnt
from tests.conftest import ROOT
from tests.test_tables import call, rows, write

TERMS = "label\nin-depth interviews\nfocus groups\nfood security\nhousehold surveys\n"

KNOWN = """variant,term,judgement
deep interviews,in-depth interviews,accept
Focus group discussions,focus groups,
food safety,food security,reject
asdf,,not_a_tag
maybe,focus groups,unsure
"""


def mapping(variant: str, term_id: str, judgement: Judgement = Judgement.ACCEPT) -> Mapping:
    return Mapping(variant, 1, term_id, judgement, Basis.OTHER, None, "Ada", "")


def vocabulary(labels: list[str], mappings: list[Mapping]) -> Vocabulary:
    return Vocabulary(FACET, tuple(Term(label, label) for label in labels), tuple(mappings))


APART = ("geolocalization", "Effective ventilation")
"""Tags whose mappings are left out."""


@pytest.fixture(scope="module")
def thematic() -> Vocabulary:
    """The thematic areas and data sources that come with Tagfold, without the tags that people split, and APART."""
    terms: dict[str, Term] = {}
    mappings: dict[str, Mapping] = {}
    for facet in ("thematic_areas", "datasources"):
        found = read_taxonomy(ROOT / "taxonomy").vocabularies[facet]
        own = {term.term_id: term for term in found.terms if form_key(term.label) not in terms}
        out = {row.variant for row in found.mappings if row.part != 1} | set(APART)
        for row in found.mappings:
            if row.term_id in own and row.variant not in out and form_key(row.variant) not in terms:
                mappings.setdefault(form_key(row.variant), row)
        terms |= {form_key(term.label): term for term in own.values()}
    return Vocabulary(found.facet, tuple(terms.values()), tuple(mappings.values()))


@pytest.fixture(scope="module")
def distinct(thematic: Vocabulary) -> Vocabulary:
    """The same without terms whose label looks like another one, or that are under such a term."""
    found = thematic
    while labels := {pair.other for pair in twins(Matcher(found)) if pair.score >= LEAST_MATCH}:
        out = {term.term_id for term in found.terms if term.label in labels}
        terms = tuple(term for term in found.terms if not out & {term.term_id, term.broader_id})
        kept = {term.term_id for term in terms}
        found = replace(found, terms=terms, mappings=tuple(row for row in found.mappings if row.term_id in kept))
    return found


def test_known_pairs_are_used_as_decided(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "tag\nDeep interviews\nfood safety\nasdf\nmaybe\nhousehold survey\n")
    terms, known = write(tmp_path / "terms.csv", TERMS), write(tmp_path / "known.csv", KNOWN)
    code, said, _ = call("match", source, "--terms", terms, "--learn", known, "--out", tmp_path / "out.csv")
    assert (code, said) == (
        0,
        f"{tmp_path / 'out.csv'}: 5 tags: 1 mapped, 1 auto, 2 new, 1 not_a_tag\n"
        "matches are taken from a score of 0.9 on, as before: 0 of 0 known pairs right when held out, and 299 without "
        "an error are needed to prove 99%\n",
    )
    assert [(row["outcome"], row["label"]) for row in rows(tmp_path / "out.csv")] == [
        ("mapped", "in-depth interviews"),
        ("new", ""),
        ("not_a_tag", ""),
        ("new", ""),
        ("auto", "household surveys"),
    ]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (
            "variant,term,judgement\nx,focus groups,yes\n",
            "known.csv:2: 'yes' is not a judgement; write one of: accept, ",
        ),
        ("variant,term\nx,tea\n", "known.csv:2: 'tea' is not a label in "),
        (
            "variant,term,judgement\nx,focus groups,\nX,focus groups,reject\n",
            "known.csv:3: 'X' was said to be 'focus groups' in line 2; keep one of the two rows",
        ),
        (
            "variant,term,judgement\nx,,not_a_tag\nx,focus groups,\n",
            "known.csv:3: 'x' was said not to be a tag in line 2",
        ),
        ("variant,x\na,b\n", "known.csv:1: there is no column 'label'"),
    ],
)
def test_what_cannot_hold_is_one_sentence(tmp_path: Path, known: str, said: str) -> None:
    source, terms = write(tmp_path / "in.csv", "tag\nx\n"), write(tmp_path / "terms.csv", TERMS)
    learn = write(tmp_path / "known.csv", known)
    code, _, err = call("match", source, "--terms", terms, "--learn", learn, "--out", tmp_path / "out.csv")
    assert (code, err.startswith(f"tagfold: {tmp_path}/{said}")) == (1, True), err


def test_two_files_that_contradict_each_other_are_both_named(tmp_path: Path) -> None:
    source, terms = write(tmp_path / "in.csv", "tag\nx\n"), write(tmp_path / "terms.csv", TERMS)
    mappings = write(tmp_path / "mappings.csv", "variant,label\nx,focus groups\n")
    learn = write(tmp_path / "known.csv", "variant,term\nX,food security\n")
    code, _, err = call(
        "match", source, "--terms", terms, "--mappings", mappings, "--learn", learn, "--out", tmp_path / "out.csv"
    )
    assert (code, f"known.csv:2: 'X' was said to be 'focus groups' in line 2 of {mappings}" in err) == (1, True), err


def test_terms_that_look_like_one_keep_the_score_where_it_was(thematic: Vocabulary) -> None:
    found = matches_learnt(thematic)
    assert (found.check.said, found.score, found.before) == ("proven", 0.9, 0.9)
    assert found.meeting is not None
    assert (found.meeting.one, found.meeting.other) == ("recyclable materials", "recycled materials")
    assert found.meeting.score >= found.score


def test_enough_pairs_lower_the_score_and_no_guard_gives_way(distinct: Vocabulary) -> None:
    found = matches_learnt(distinct)
    check = found.check
    assert 0.8 <= found.score < found.before == 0.9
    assert (check.said, check.decisions > 700, check.correct / check.decisions >= 0.99) == ("proven", True, True)
    assert check.least >= 0.99
    shares = [point.share for point in found.curve]
    assert shares == sorted(shares)
    assert found.meeting is None

    usual, learnt = Matcher(distinct), Matcher(distinct, found.scorer)
    for raw in APART:
        assert (usual.decide(raw)[0].outcome, learnt.decide(raw)[0].outcome) == (Outcome.REVIEW, Outcome.AUTO), raw
    with (ROOT / "tests/matching/contrast_pairs.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            matcher = Matcher(vocabulary([row["one"]], []), found.scorer)
            assert matcher.decide(row["other"])[0].outcome is not Outcome.AUTO, row


def test_each_pair_is_judged_without_itself_and_its_terms_other_spellings() -> None:
    """`polls` is known three times over, and yet nothing but its own spellings leads to its term."""
    found = matches_learnt(
        vocabulary(["surveys", "maps"], [mapping(raw, "surveys") for raw in ("polls", "poll", "a poll")])
    )
    assert (found.check.asked, found.check.decisions) == (3, 0)


def test_pairs_that_come_out_wrong_raise_the_score_or_take_all_away() -> None:
    kinds = (
        "household",
        "labour",
        "school",
        "market",
        "farm",
        "fish",
        "user",
        "land",
        "trade",
        "youth",
        "river",
        "city",
    )
    labels = [f"{kind} surveys" for kind in kinds]
    wrong = [
        mapping(f"{label[:-1]}{mark}", labels[(place + 1) % len(labels)])
        for place, label in enumerate(labels)
        for mark in ("", " s", "z", "ss")
    ]
    found = matches_learnt(vocabulary(labels, wrong))
    assert found.score > 0.9
    assert Matcher(vocabulary(labels, []), found.scorer).decide("farm survey")[0].outcome is Outcome.REVIEW


def test_a_rejected_pair_counts_where_it_would_be_taken() -> None:
    labels = ["surveys", "maps"]
    found = matches_learnt(vocabulary(labels, [mapping("Survey", "surveys", Judgement.REJECT)]))
    assert (found.check.asked, found.check.decisions, found.check.correct) == (1, 1, 0)
    assert matches_learnt(vocabulary(labels, [mapping("bees", "maps", Judgement.REJECT)])).check.asked == 0


def test_terms_that_look_like_one_are_named(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "tag\nrobot\nmaps\n")
    terms = write(tmp_path / "terms.csv", "label\nmaps\nrobots\nRobot\nsurveys phase 1\nsurveys phase 2\n")
    code, said, _ = call("match", source, "--terms", terms, "--out", tmp_path / "out.csv")
    assert (code, said.splitlines()[1:]) == (
        0,
        ["labels of the list that look like one term: 'Robot' and 'robots' (0.99)"],
    )
    code, said, _ = call("match", source, "--terms", terms, "--out", tmp_path / "out.csv", "--json")
    (twin,) = json.loads(said)["twins"]
    assert (twin["one"], twin["other"], twin["score"] > 0.99) == ("Robot", "robots", True)


def test_twins_are_the_same_in_any_order() -> None:
    labels = ["robots", "maps", "Robot", "household survey", "household surveys"]
    found = twins(Matcher(vocabulary(labels, [])))
    assert sorted((pair.one, pair.other) for pair in found) == [
        ("Robot", "robots"),
        ("household survey", "household surveys"),
    ]
    assert twins(Matcher(vocabulary(labels[::-1], []))) == found
    assert [pair.one for pair in twins(Matcher(vocabulary(labels, [])), only=["robots"])] == ["Robot"]
    mapping = Mapping("Robot", 1, "robots", Judgement.REJECT, Basis.OTHER, None, "ada", "2026-01-02", "")
    assert twins(Matcher(vocabulary(labels, [mapping]))) == found[:1]


def test_cluster_puts_known_tags_under_their_term(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        "tag\ndeep interviews\nin depth interview\nbees\nBee\nfocus group\nfood safety\nFood-safety\n",
    )
    known = write(tmp_path / "known.csv", KNOWN.replace("asdf,,not_a_tag\n", ""))
    code, said, _ = call("cluster", source, "--learn", known, "--out", tmp_path / "out.csv")
    assert code == 0
    assert "links are taken from a score of 0.6 on, as before: " in said
    found = {row["variant"]: row["label"] for row in rows(tmp_path / "out.csv")}
    assert found["deep interviews"] == found["in depth interview"] == "in-depth interviews"
    assert found["focus group"] == "focus groups"
    assert found["bees"] == found["Bee"]
    assert found["food safety"] == found["Food-safety"] != "food security"
    call("cluster", source, "--out", tmp_path / "plain.csv")
    plain = {row["variant"]: row["label"] for row in rows(tmp_path / "plain.csv")}
    assert plain["deep interviews"] != plain["in depth interview"]


def test_two_known_terms_are_never_put_together(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "tag\nrobots\nRobot\nrobot\n")
    known = write(tmp_path / "known.csv", "variant,term\nrobo,robots\nR.,Robot\n")
    call("cluster", source, "--learn", known, "--out", tmp_path / "out.csv")
    assert [row["label"] for row in rows(tmp_path / "out.csv")] == ["robots", "Robot", "Robot"]


def test_enough_pairs_lower_the_score_of_links(thematic: Vocabulary) -> None:
    usual = shipped_scorer()
    strict = replace(usual, model=replace(usual.model, thresholds=replace(usual.model.thresholds, cluster=0.8)))
    found = clusters_learnt(thematic, strict)
    assert found.score < found.before == 0.8
    assert found.check.least >= 0.85


def test_the_curve_and_the_score_are_in_json(tmp_path: Path) -> None:
    source, terms = write(tmp_path / "in.csv", "tag\nx\n"), write(tmp_path / "terms.csv", "label\nsurveys\nmaps\n")
    known = write(tmp_path / "known.csv", "variant,label\nSurvey,surveys\nmpas,maps\n")
    _, said, _ = call("match", source, "--terms", terms, "--learn", known, "--out", tmp_path / "out.csv", "--json")
    (learnt,) = json.loads(said)["learnt"]
    assert (learnt["score"], learnt["before"], learnt["pairs"], learnt["decided"]) == (0.9, 0.9, 2, 1)
    assert {"score": 0.95, "precision": 1.0, "share": 0.5, "pairs": 1} in learnt["curve"]


def test_python_learns_from_what_is_known(distinct: Vocabulary) -> None:
    import tagfold

    asked = list(APART)
    assert set(tagfold.match(asked, distinct)["outcome"]) == {"review"}
    assert set(tagfold.match(asked, distinct, learn=True)["outcome"]) == {"auto"}
