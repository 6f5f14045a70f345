"""Where a new concept belongs: the headings (broader terms) that its nearest terms are under, or are themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.tag import PreparedTag, tag
from tagfold.matching.word_vectors import DIMENSIONS
from tagfold.taxonomy.model import Status, Vocabulary

LETTERS, SENSE, DEFINITION, MEANING = 0.4, 0.6, 0.3, 2.0
"""What the likeness of letters counts, that of the words' meanings, that of those to the definition's, and that by the
sentence encoders.
"""

NEAREST = 40
"""Terms that vote."""

STEEPNESS = 5
"""The power of a term's likeness that is its vote: a few that are near outvote many that are far."""

ITSELF, LEAF = 2.0, 0.2
"""The vote of a near term for itself as the heading, if it has narrower terms and if it has none; its vote for its own
heading is 1.
"""

NAMED = 1.0
"""The vote that a term has more if all its words are among the tag's ("interviews" in "phone interviews")."""

MOST_NAMED = 3
"""Near terms that are given as the reason."""


@dataclass(frozen=True, slots=True)
class ProposedHeading:
    """A heading for a new concept, its share of the votes (0 to 1), and the terms that voted most for it."""

    term_id: str
    label: str
    share: float
    because: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why, in words."""
        return f"near {', '.join(repr(label) for label in self.because)}"


class Headings:
    """The terms of a vocabulary with their spellings and definitions, to find the place of a new concept among."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        spellings: Iterable[tuple[str, str]],
        scorer: Scorer | None = None,
        earlier: Headings | None = None,
    ) -> None:
        """`spellings` are the known ones with the id of their term. What `earlier` prepared is not prepared again."""
        self._scorer = scorer or shipped_scorer()
        self._terms = [term for term in vocabulary.terms if term.status is Status.ACTIVE]
        place = {term.term_id: at for at, term in enumerate(self._terms)}
        known = sorted((spelling, place[term_id]) for spelling, term_id in spellings if term_id in place)
        self._owner = np.array([owner for _, owner in known], np.intp)
        prepared = earlier.prepared if earlier else {}
        texts = {spelling for spelling, _ in known}.union(*((term.label, term.definition) for term in self._terms))
        self.prepared: dict[str, PreparedTag] = {text: prepared.get(text) or tag(text) for text in texts}
        tags = [self.prepared[spelling] for spelling, _ in known]
        self._index = self._scorer.index(tags)
        self._senses = _senses(tags)
        self._definitions = _senses([self.prepared[term.definition] for term in self._terms])
        self._words = [frozenset(self.prepared[term.label].form.words) for term in self._terms]
        broader = [vocabulary.current(term.broader_id) if term.broader_id else None for term in self._terms]
        self._broader = [place.get(term.term_id) if term else None for term in broader]
        meaning = self._scorer.meaning
        self._vectors = meaning.vectors([spelling for spelling, _ in known]) if meaning and known else None

    def place(self, raw: str, most: int = 5, without: str | None = None) -> list[ProposedHeading]:
        """Up to `most` headings for a tag, the best first; `without` is a term to leave out as if nobody knew it."""
        asked = tag(raw)
        near = self._likeness(asked)
        hidden = next((at for at, term in enumerate(self._terms) if term.term_id == without), None)
        if hidden is not None:
            near[hidden] = 0.0
        parents = {parent for at, parent in enumerate(self._broader) if at != hidden}
        votes: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for at in np.lexsort((np.arange(len(near)), -near))[:NEAREST].tolist():
            if near[at] <= 0:
                break
            vote = float(near[at]) ** STEEPNESS
            heading = self._broader[at]
            if heading is not None and heading != hidden:
                votes[heading].append((vote, at))
            named = NAMED if self._words[at] and self._words[at] < frozenset(asked.form.words) else 0.0
            votes[at].append((vote * ((ITSELF if at in parents else LEAF) + named), at))
        totals = {heading: sum(vote for vote, _ in given) for heading, given in votes.items()}
        whole = sum(totals.values())
        best = sorted(totals, key=lambda at: (-totals[at], at))[:most]
        return [self._proposed(heading, totals[heading] / whole, votes[heading]) for heading in best]

    def _proposed(self, heading: int, share: float, votes: list[tuple[float, int]]) -> ProposedHeading:
        because = dict.fromkeys(self._terms[at].label for _, at in sorted(votes, key=lambda vote: (-vote[0], vote[1])))
        term = self._terms[heading]
        return ProposedHeading(term.term_id, term.label, round(share, 4), tuple(because)[:MOST_NAMED])

    def _likeness(self, asked: PreparedTag) -> NDArray[np.float64]:
        """How near each term is: its nearest spelling, and its definition."""
        found = LETTERS * self._index.cosines(asked) + SENSE * np.maximum(0, self._senses @ asked.sense)
        if self._scorer.meaning and self._vectors is not None:
            (row,) = self._scorer.meaning.vectors([asked.raw])
            found += MEANING * np.maximum(0, self._scorer.meaning.likeness(self._vectors, row)[:, 0])
        near = np.zeros(len(self._terms))
        np.maximum.at(near, self._owner, found)
        near += DEFINITION * np.maximum(0, self._definitions @ asked.sense)
        return np.round(near, 6)


def _senses(tags: list[PreparedTag]) -> NDArray[np.float64]:
    return np.array([one.sense for one in tags], np.float64).reshape(-1, DIMENSIONS)
