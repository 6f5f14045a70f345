"""Tags to be found by another tag: their profiles, meanings and keys, without the tags themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tagfold.matching.embedder import SemanticSimilarity
from tagfold.matching.postings import Postings
from tagfold.matching.shared_keys import SharedKeys
from tagfold.matching.tag import PreparedTag
from tagfold.matching.word_vectors import Directions


class TagBlock:
    """Some tags by what they are found by. The tags themselves are not kept."""

    def __init__(self, tags: Iterable[PreparedTag], meaning: SemanticSimilarity | None = None) -> None:
        self.raws: list[str] = []
        self.senses = Directions()
        self.keys = SharedKeys()
        self.postings = Postings(tag.profile for tag in self._passing(tags))
        self.size = len(self.raws)
        self.vectors = meaning.vectors(self.raws) if meaning and self.raws else None

    def _passing(self, tags: Iterable[PreparedTag]) -> Iterator[PreparedTag]:
        for tag in tags:
            self.raws.append(tag.raw)
            self.senses.add((tag.sense,))
            self.keys.add(tag)
            yield tag
