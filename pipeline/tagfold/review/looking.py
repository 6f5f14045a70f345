"""What a desk shows of the queue, the terms and the history. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tagfold.matching.form import form_key
from tagfold.review.actions import Accept, Split
from tagfold.review.board import Board
from tagfold.review.bulk import Bulk, bulks_of, last_of
from tagfold.review.folder import Folder
from tagfold.review.forms import FormUse
from tagfold.review.places import Place, places_of
from tagfold.review.progress import Progress, Session, progress_of
from tagfold.review.queue import FacetCount, Item, Offer, PartOffer, Queue, SplitOffer
from tagfold.review.suggestions import proposed
from tagfold.review.terms import TermLine, TermPage, search, term_lines, term_page
from tagfold.taxonomy.history import Entry, is_undone
from tagfold.taxonomy.model import Kind, Vocabulary, vocabulary_of


class Looking:
    """The side of a desk that reads."""

    curator: str
    database: Path
    _folder: Folder
    _board: Board
    _session: Session

    # what waits

    def facets(self) -> list[FacetCount]:
        """The facets that have terms or waiting tags, in the order of facets.csv."""
        return self._board.facets()

    def count(self, facet: str | None = None) -> int:
        """How many items wait."""
        return self._board.queue.count(facet)

    def items(self, facet: str | None = None, offset: int = 0, limit: int = 50) -> list[Item]:
        """A page of the queue, the first to decide first."""
        return self._board.queue.page(facet, offset, limit)

    def item(self, facet: str, key: str) -> Item | None:
        """The waiting item with this key, None if it does not wait."""
        return self._board.queue.get((facet, key))

    def walk(self, name: str = "") -> Queue:
        """The items to go through, to be read only: those that wait, or in an order of `machine.ORDERS` those that
        the machine decided alone. `decide` overrules it.
        """
        return self._board.machine.order(name) if name else self._board.queue

    def forms(self, facet: str) -> list[FormUse]:
        """Every form of a facet that is in use, decided or not."""
        return [form for (name, _), form in self._board.forms.items() if name == facet]

    def find(self, facet: str | None, text: str, limit: int = 50) -> list[Item]:
        """Waiting items whose spelling holds the text."""
        wanted = form_key(text)
        found = []
        for item in self._board.queue.page(facet, 0, self.count(facet)):
            if wanted in item.key:
                found.append(item)
                if len(found) == limit:
                    break
        return found

    def offers(self, item: Item, most: int = 8) -> list[Offer]:
        """What the tag may mean, the surest first; terms of this session included, rejected ones never."""
        return self._board.suggestions(item.facet).offers(item.raw, most)

    def split(self, item: Item) -> SplitOffer | None:
        """The parts that a glued tag seems to be made of, None if it is one tag or in doubt."""
        return self._board.suggestions(item.facet).split(item.raw)

    def parts(self, item: Item, texts: Iterable[str]) -> list[PartOffer]:
        """The terms that parts of the tag, as a person took it apart, may mean."""
        return self._board.suggestions(item.facet).parts(item.raw, texts)

    def proposed(self, item: Item, offers: Sequence[Offer], split: SplitOffer | None) -> Accept | Split | None:
        """What one key accepts, None if a person must name it."""
        return proposed(item, offers, split)

    def alike(self, item: Item) -> list[Item]:
        """Other waiting items that most likely mean the same, to be decided with it after a look (`also`)."""
        return self._board.alike(item)

    def places(self, item: Item, limit: int = 5) -> list[Place]:
        """Where the tag stands, with the lines around it."""
        return places_of(self.database, item.facet, [raw for raw, _ in item.spellings], limit, self._private())

    # looking back, and at terms

    def history(self, limit: int = 50, offset: int = 0) -> list[Entry]:
        """The latest decisions, of everybody, the last first."""
        return self._folder.entries[::-1][offset : offset + limit]

    def undone(self) -> set[str]:
        """The ids of entries that are taken back."""
        return is_undone(self._folder.entries)

    def last(self) -> Entry | None:
        """The last decision of the desk's curator that stands."""
        return last_of(self.curator, self._folder.entries)

    def bulk(self, entry: Entry) -> Bulk:
        """What a decision was made with in one step."""
        return self.bulks([entry])[0]

    def bulks(self, some: Sequence[Entry]) -> list[Bulk]:
        """What each of some decisions was made with in one step."""
        return bulks_of(some, self._folder.entries)

    def progress(self, facet: str | None = None) -> Progress:
        """How far the work is, what each decision brought, and how long the rest takes at this pace."""
        return progress_of(self._board, self._session, facet)

    def vocabulary(self, facet: str) -> Vocabulary:
        """The terms and mappings of a facet as they are now."""
        return vocabulary_of(self._board.vocabularies, facet)

    def search_terms(self, facet: str, text: str, limit: int = 20) -> list[TermLine]:
        """Active terms whose label or accepted variants hold the text, whole beginnings first."""
        return search(self._board, self.vocabulary(facet), text, limit)

    def terms(self, facet: str, offset: int = 0, limit: int = 50) -> list[TermLine]:
        """A page of the terms, by label."""
        return term_lines(self._board, self.vocabulary(facet))[offset : offset + limit]

    def term(self, facet: str, term_id: str) -> TermPage | None:
        """All that is known of a term, None if there is none with this id."""
        return term_page(self._board, self.vocabulary(facet), term_id)

    def _private(self) -> list[str]:
        return [facet.name for facet in self._folder.taxonomy.facets if facet.kind is Kind.PRIVATE]
