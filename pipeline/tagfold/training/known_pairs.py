"""What known pairs of tag and term say of the scores from which `match` and `cluster` act, without a taxonomy's folder.

Each known pair is asked as if nobody knew it: five times, without a fifth of the terms' known spellings (their labels
stay), so that a pair is never judged by itself or by its own term's other spellings. Nothing is fitted but one number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tagfold.matching.clusters import clusters
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.twins import Twins, twins
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import Judgement, Mapping, Vocabulary
from tagfold.training.pairs import FOLDS, fold_of
from tagfold.training.predictions import Answers
from tagfold.training.thresholds import CurvePoint, ThresholdCheck, checked, curve

ASKED_OF_MATCHES = 0.99
"""How often what `match` takes without a person must be right."""

ASKED_OF_CLUSTERS = 0.85
"""How often a tag that `cluster` puts under a label must belong there: people read clusters, and it is easier to take
a tag out of one than to find what is missing.
"""

LEAST_MATCH, LEAST_CLUSTER = 0.8, 0.4
"""No score below is taken, whatever the pairs prove: they are all of terms in the list, and other tags are not."""

CURVE = (0.97, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True)
class KnownFigures:
    """The score from which to act, as `check` has it, the `curve` around it, and where it was `before`.

    `meeting` are two terms of the list that look like one, if they keep the score from falling as far as the pairs
    prove.
    """

    before: float
    check: ThresholdCheck
    curve: tuple[CurvePoint, ...]
    scorer: Scorer
    of: str
    """What is taken: "match", or "link" of a tag with the label of its cluster."""
    meeting: Twins | None = None

    @property
    def score(self) -> float:
        return self.check.auto


def matches_learnt(vocabulary: Vocabulary, scorer: Scorer | None = None) -> KnownFigures:
    """The score from which a match is taken: the lowest that is proven to keep ASKED_OF_MATCHES (see
    `thresholds.checked`: exact bounds of Clopper and Pearson, tested in a fixed sequence), LEAST_MATCH or more.

    It is for tags of terms that are in the list, since all known pairs are. For others there is a negative control (see
    `_clear_of_twins`), which only raises it. Guards hold as ever.
    """
    scorer = scorer or shipped_scorer()
    usual = scorer.model.thresholds.auto
    found = _answers(list(_asked(vocabulary, _acting(scorer, auto=CURVE[-1]))))
    check = checked(found, ASKED_OF_MATCHES, usual, may_fall=True, floor=LEAST_MATCH)
    meeting = None
    if check.auto < usual:
        score, meeting = _clear_of_twins(vocabulary, scorer, found, check.auto)
        check = _at(check, found, min(usual, score), check.said)
    points = _curve(found, check.auto, CURVE)
    return KnownFigures(usual, check, points, _acting(scorer, auto=check.auto), "match", meeting)


def _clear_of_twins(vocabulary: Vocabulary, scorer: Scorer, found: Answers, score: float) -> tuple[float, Twins | None]:
    """The lowest score, from this one on, at which few enough terms of the list would be taken for another one; and the
    two terms that keep it from falling further, if any do.

    A tag of a new concept is taken as often as a label is of which the list does not know the term. Were there as many
    tags of new concepts as of listed ones, they may cost no more of the precision than is allowed.
    """
    meeting: Twins | None = None
    pairs = [pair for pair in twins(Matcher(vocabulary, scorer)) if pair.score >= score]
    while pairs:
        taken = curve(found, [score])[0].share
        labels = {label for pair in pairs for label in (pair.one, pair.other)}
        if len(labels) <= (1 - ASKED_OF_MATCHES) * taken * len(vocabulary.terms):
            break
        meeting = pairs.pop()
        score = round(meeting.score + 0.0001, 4)
    return score, meeting


def clusters_learnt(vocabulary: Vocabulary, scorer: Scorer | None = None) -> KnownFigures:
    """The score from which a tag joins a label: the same for ASKED_OF_CLUSTERS. Asked are the known spellings, put
    together as if nobody knew any; right is what comes under a spelling of the same term. It only falls: a higher one
    was found to lose more of what belongs together than it keeps apart.
    """
    scorer = scorer or shipped_scorer()
    usual = scorer.model.thresholds.cluster
    term_of = dict(sorted(TaxonomyLookup(vocabulary, form_key).known_pairs()))
    members = clusters(list(term_of), _acting(scorer, cluster=LEAST_CLUSTER))
    pairs = [(m.score, term_of[m.raw] == term_of[m.label], term_of[m.raw]) for m in members if m.raw != m.label]
    found = _answers(pairs)
    check = checked(found, ASKED_OF_CLUSTERS, usual, may_fall=True, floor=LEAST_CLUSTER)
    if check.auto > usual:
        check = _at(check, found, usual, "it never rises")
    cuts = (0.9, 0.8, 0.7, 0.65, 0.6, 0.5, LEAST_CLUSTER)
    return KnownFigures(usual, check, _curve(found, check.auto, cuts), _acting(scorer, cluster=check.auto), "link")


def match_learnt(vocabulary: Vocabulary, scorer: Scorer | None = None) -> list[KnownFigures]:
    """The one score that `match` acts from."""
    return [matches_learnt(vocabulary, scorer)]


def both_learnt(vocabulary: Vocabulary, scorer: Scorer | None = None) -> list[KnownFigures]:
    """The two scores that `cluster` acts from: that of a match with a known term, and that of a link with a label. The
    scorer of the second has both.
    """
    matches = matches_learnt(vocabulary, scorer)
    return [matches, clusters_learnt(vocabulary, matches.scorer)]


def _at(check: ThresholdCheck, found: Answers, score: float, said: str) -> ThresholdCheck:
    """The check with another threshold."""
    point = curve(found, [score])[0]
    return replace(check, auto=score, decisions=point.decisions, correct=point.correct, said=said)


def _acting(scorer: Scorer, *, auto: float | None = None, cluster: float | None = None) -> Scorer:
    """The scorer with other thresholds."""
    model, thresholds = scorer.model, scorer.model.thresholds
    thresholds = thresholds if auto is None else thresholds.with_auto(auto)
    thresholds = thresholds if cluster is None else replace(thresholds, cluster=cluster)
    return replace(scorer, model=replace(model, thresholds=thresholds))


def _answers(rows: list[tuple[float, bool, str]]) -> Answers:
    """Rows of (score, 0 if nothing is taken at any; whether it is right; the term)."""
    score = np.array([score for score, _, _ in rows], np.float64)
    right = np.array([right for _, right, _ in rows], np.bool_)
    terms = np.array([term for *_, term in rows], np.str_)
    return Answers(terms, score, score > 0, right, np.ones(len(rows), np.bool_))


def _curve(found: Answers, score: float, cuts: tuple[float, ...]) -> tuple[CurvePoint, ...]:
    return tuple(curve(found, sorted({*cuts, score} - {np.inf}, reverse=True)))


def _asked(vocabulary: Vocabulary, scorer: Scorer) -> Iterator[tuple[float, bool, str]]:
    """Each known pair, asked without what is known of its term's spellings. A rejected pair counts if that is what
    would be taken: it was asked, and it is wrong.
    """
    for fold in range(FOLDS):
        asked: list[Mapping] = []
        rest: list[Mapping] = []
        for mapping in vocabulary.mappings:
            (asked if fold_of(mapping.term_id or "") == fold else rest).append(mapping)
        if asked:
            matcher = Matcher(Vocabulary(vocabulary.facet, vocabulary.terms, tuple(rest)), scorer)
            matcher.prepare([mapping.variant for mapping in asked])
            decided = matcher.decide_each([mapping.variant for mapping in asked])
            for mapping, (decision, *_) in zip(asked, decided, strict=True):
                yield from _judged(mapping, decision)


def _judged(mapping: Mapping, decision: Decision) -> Iterator[tuple[float, bool, str]]:
    score, found, term_id = _taken_at(decision), decision.term_id, mapping.term_id or ""
    if decision.outcome is Outcome.MAPPED:
        return  # it is the label itself
    if mapping.judgement is Judgement.ACCEPT:
        yield score, found == term_id, term_id
    elif mapping.judgement is Judgement.REJECT and found == term_id and score:
        yield score, False, term_id


def _taken_at(decision: Decision) -> float:
    """The highest threshold at which this would be decided without a person; 0 if it is not decided at any.

    A rule of spelling and the model may both decide, each with a score of its own.
    """
    if decision.outcome is not Outcome.AUTO:
        return 0.0
    return max(decision.score or 0.0, dict(decision.candidates).get(decision.term_id or "", 0.0))
