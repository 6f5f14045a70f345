"""Tagfold itself, as `tagfold cluster` and `tagfold match` run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.protocol import MOST_GUESSES, Absent, Answered, Labels, serve
from tagfold.errors import WrongUsage
from tagfold.matching.clusters import clusters
from tagfold.matching.decision import Outcome
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.semantic.selection import choose
from tagfold.settings import EncoderChoice, cores
from tagfold.taxonomy.model import Facet, Kind, Term, Vocabulary

CUTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97)


class Tagfold:
    """The one word says with which extra: `plain`, or `semantic` with nothing kept from an earlier run."""

    distribution = "tagfold"

    def __init__(self, words: Sequence[str]) -> None:
        try:
            self.scorer = choose(EncoderChoice(words == ["semantic"], threads=cores())).scorer
        except WrongUsage as error:
            raise Absent(f"not installed: {error}") from None

    def cluster(self, tags: Sequence[str]) -> Labels:
        return [member.label for member in clusters(tags, self.scorer)]

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        shipped = self.scorer.model
        found = {}
        for cut in CUTS:
            model = replace(shipped, thresholds=replace(shipped.thresholds, cluster=cut))
            found[str(cut)] = [member.label for member in clusters(tags, replace(self.scorer, model=model))]
        return found

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        matcher = matching(listed, self.scorer)
        matcher.prepare(queries)
        return [answered(matcher, query) for query in queries]

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Whether either tag would be taken for the other, were it the only term."""
        return [self.decided(one, other) or self.decided(other, one) for one, other in pairs]

    def decided(self, label: str, query: str) -> bool:
        return answered(matching([label], self.scorer), query)["auto"]


def matching(labels: Sequence[str], scorer: Scorer) -> Matcher:
    """A matcher that knows these terms and nothing else."""
    terms = tuple(Term(label, label) for label in labels)
    return Matcher(Vocabulary(Facet("tags", "tags", Kind.CURATED, ""), terms), scorer)


def answered(matcher: Matcher, query: str) -> Answered:
    """The decision first, then the other proposals; `linked` where there is a term to show."""
    decision = matcher.decide(query)[0]
    guesses = [(proposal.key, proposal.score) for proposal in matcher.proposals(query)]
    if decision.term_id:
        score = decision.score if decision.score is not None else 1.0
        guesses = [(decision.term_id, score), *((key, s) for key, s in guesses if key != decision.term_id)]
    auto = decision.outcome in (Outcome.AUTO, Outcome.MAPPED)
    return Answered(guesses=guesses[:MOST_GUESSES], linked=auto or decision.outcome is Outcome.REVIEW, auto=auto)


if __name__ == "__main__":
    serve(Tagfold)
