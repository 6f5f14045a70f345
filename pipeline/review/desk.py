"""The desk: everything over which the page and the terminal go. It reads once, and writes each decision at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import get_args

from pipeline.errors import TaxonomyError, WrongUsage
from pipeline.matching.form import form_key
from pipeline.matching.scorer import Scorer
from pipeline.review.actions import Accept, Action, NewTerm, NotATag, Split, TagAction, word_of
from pipeline.review.bulk import WITH_CLASS, Bulk, bulk_of, last_of
from pipeline.review.folder import Draft, Folder
from pipeline.review.forms import FormUse
from pipeline.review.ground import Ground, one_line
from pipeline.review.minting import dry_mint
from pipeline.review.offers import proposed
from pipeline.review.opening import open_board
from pipeline.review.places import Place, places_of
from pipeline.review.preview import Preview, Reach, preview_of
from pipeline.review.progress import Progress, Session, progress_of
from pipeline.review.queue import FacetCount, Item, Offer, PartOffer, Queue, SplitOffer
from pipeline.review.safe import SafeClass, keys_by_term, members_of, safe_classes_of
from pipeline.review.tag_edits import tag_edits
from pipeline.review.term_edits import term_edits
from pipeline.review.terms import TermLine, TermPage, search, term_lines, term_page
from pipeline.review.undoing import bulk_undo_edits
from pipeline.taxonomy.edits import Edit
from pipeline.taxonomy.history import Entry, is_undone
from pipeline.taxonomy.model import Kind, Vocabulary
from pipeline.taxonomy.saving import EditConflict

Clock = Callable[[], datetime]


class Desk:
    """One curator at one taxonomy folder, with the uses of one database.

    Every method that changes something writes it before it returns. `EditConflict` says that somebody else changed
    a file meanwhile; the desk has read it anew by then, and the same call may be repeated.
    """

    def __init__(
        self,
        taxonomy: Path,
        database: Path,
        curator: str,
        clock: Clock,
        scorer: Scorer | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`say` gets a line where reading takes a while."""
        if not curator.strip():
            raise WrongUsage("nobody is named as the curator", remedy="set git config user.name, or use --as NAME")
        self.curator, self.database, self._clock = one_line(curator), database, clock
        self._scorer, self._say = scorer, say
        self._folder = Folder(taxonomy)
        with self._folder.alone():  # who cannot write is told before the first decision, not after it
            pass
        self._read_board()
        self._session = Session()

    def _read_board(self) -> None:
        self._board = open_board(self.database, self._folder.taxonomy, self._scorer, self._say)
        self._reach = Reach(self.database)

    def reload(self) -> None:
        """Read the taxonomy's folder again; what is decided there waits no longer."""
        self._folder.read()
        self._read_board()

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
        """The waiting item with this key, None where it does not wait."""
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
        return self._board.offers(item.facet).offers(item.raw, most)

    def split(self, item: Item) -> SplitOffer | None:
        """The parts that a glued tag seems to be made of, None where it is one tag or in doubt."""
        return self._board.offers(item.facet).split(item.raw)

    def parts(self, item: Item, texts: Iterable[str]) -> list[PartOffer]:
        """The terms that parts of the tag, as a person took it apart, may mean."""
        return self._board.offers(item.facet).parts(item.raw, texts)

    def proposed(self, item: Item, offers: Sequence[Offer], split: SplitOffer | None) -> Accept | Split | None:
        """What one key accepts, None where a person must name it."""
        return proposed(item, offers, split)

    def alike(self, item: Item) -> list[Item]:
        """Other waiting items that most likely mean the same, to be decided with it after a look (`also`)."""
        return self._board.alike(item)

    def places(self, item: Item, limit: int = 5) -> list[Place]:
        """Where the tag stands, with the lines around it."""
        return places_of(self.database, item.facet, [raw for raw, _ in item.spellings], limit, self._private())

    # deciding

    def preview(self, facet: str, key: str, action: Action) -> Preview:
        """What the action would do to the figures. Nothing is written. Raises TaxonomyError where it cannot be done."""
        edits = self._edits(facet, key, action, dry_mint())
        return preview_of(self._reach, self._board, facet, edits)

    def decide(self, facet: str, key: str, action: Action) -> Entry:
        """Write a decision at once: about the tag with this key, or about the term with this id.

        Raises EditConflict where another page or an editor changed the files since (both versions are in the
        message, and the desk has read them anew), and TaxonomyError where the decision contradicts what stands.
        """
        with self._writing(facet):
            self._refuse_unused(facet, key, action)
            edits = self._edits(facet, key, action, lambda: self._mint(facet))
            subject, note = self._subject(facet, key, action), str(getattr(action, "note", ""))
            return self._write([Draft(word_of(action), facet, subject, edits, note)])[0]

    def undo(self, entry_id: str) -> Entry:
        """Take one decision back, and none of those after it. The undo is a line of its own.

        Raises TaxonomyError where a later decision rests on it, and names that decision.
        """
        return self._undo([self._folder.named(entry_id)])[0]

    def undo_bulk(self, entry_id: str) -> list[Entry]:
        """Take back what still stands of the bulk that a decision was made in: all at once, or nothing of it.

        Raises TaxonomyError as `undo` does.
        """
        entry = self._folder.named(entry_id)
        return self._undo(self.bulk(entry).standing(self.undone()) or [entry])

    def _undo(self, chosen: Sequence[Entry]) -> list[Entry]:
        facet = chosen[0].facet
        with self._writing(facet):
            found = bulk_undo_edits(chosen, self._folder.entries, self.vocabulary(facet))
            return self._write([Draft("undo", facet, e.subject, edits, undoes=e.entry) for e, edits in found])

    # whole classes

    def safe_classes(self, facet: str | None = None) -> list[SafeClass]:
        """The kinds of harmless difference, each with how many items and uses it would settle."""
        return safe_classes_of(self._board, facet)

    def preview_class(self, class_id: str) -> tuple[SafeClass, list[tuple[Item, Offer]]]:
        """The members of a class with the term each would get."""
        return members_of(self._board, class_id)

    def class_impact(self, facet: str, members: Iterable[tuple[Item, Offer]]) -> Preview:
        """What accepting these members of a class would do to the figures."""
        ground = self._ground(facet, str)
        edits = [edit for item, offer in members for edit in tag_edits(ground, item.key, Accept(offer.term_id))]
        return preview_of(self._reach, self._board, facet, edits)

    def accept_class(self, class_id: str, without: tuple[str, ...] = ()) -> list[Entry]:
        """Accept a whole class but for the keys in `without`, all at once: one line of the history a term."""
        shown, members = self.preview_class(class_id)
        with self._writing(shown.facet):
            ground, note = self._ground(shown.facet, str), WITH_CLASS + shown.words
            drafts = []
            for term_id, (key, *also) in keys_by_term(members, without).items():
                action = Accept(term_id, tuple(also))
                subject = self._subject(shown.facet, key, action)
                drafts.append(Draft(word_of(action), shown.facet, subject, tag_edits(ground, key, action), note))
            return self._write(drafts) if drafts else []

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
        return bulk_of(entry, self._folder.entries)

    def progress(self, facet: str | None = None) -> Progress:
        """How far the work is, what each decision brought, and how long the rest takes at this pace."""
        return progress_of(self._board, self._session, facet)

    def vocabulary(self, facet: str) -> Vocabulary:
        """The terms and mappings of a facet as they are now."""
        found = self._board.vocabularies.get(facet)
        if found is None:
            raise WrongUsage(
                f"'{facet}' is no facet with terms", remedy=f"name one of: {', '.join(self._board.vocabularies)}"
            )
        return found

    def search_terms(self, facet: str, text: str, limit: int = 20) -> list[TermLine]:
        """Active terms whose label or accepted variants hold the text, whole beginnings first."""
        return search(self._board, self.vocabulary(facet), text, limit)

    def terms(self, facet: str, offset: int = 0, limit: int = 50) -> list[TermLine]:
        """A page of the terms, by label."""
        return term_lines(self._board, self.vocabulary(facet))[offset : offset + limit]

    def term(self, facet: str, term_id: str) -> TermPage | None:
        """All that is known of a term, None where there is none with this id."""
        return term_page(self._board, self.vocabulary(facet), term_id)

    # how it is done

    def _private(self) -> list[str]:
        return [facet.name for facet in self._folder.taxonomy.facets if facet.kind is Kind.PRIVATE]

    def _edits(self, facet: str, key: str, action: Action, mint: Callable[[], str]) -> list[Edit]:
        ground = self._ground(facet, mint)
        if isinstance(action, get_args(TagAction)):
            return tag_edits(ground, key, action)
        return term_edits(ground, key, action)  # type: ignore[arg-type]

    def _ground(self, facet: str, mint: Callable[[], str]) -> Ground:
        day = self._clock().date().isoformat()
        return Ground(self.vocabulary(facet), self.curator, day, lambda one: self._board.readable(facet, one), mint)

    def _subject(self, facet: str, key: str, action: Action) -> str:
        return self._board.readable(facet, key) if isinstance(action, get_args(TagAction)) else key

    def _mint(self, facet: str) -> str:
        return self._folder.mint(facet, [term.term_id for term in self.vocabulary(facet).terms])

    @contextmanager
    def _writing(self, facet: str) -> Iterator[None]:
        """Alone at the folder, and sure that nobody changed it since it was read."""
        self.vocabulary(facet)
        with self._folder.alone():
            try:
                self._folder.refuse_stale(facet)
                yield
            except EditConflict:
                self.reload()
                raise

    def _refuse_unused(self, facet: str, key: str, action: Action) -> None:
        if not isinstance(action, get_args(TagAction)):
            return
        also = action.also if isinstance(action, Accept | NewTerm | NotATag) else ()
        for one in (key, *also):
            form = self._board.forms.get((facet, one))
            if form is None:
                raise TaxonomyError(f"there is no tag '{one}' in {facet}", remedy="look at the queue again")

    def _write(self, drafts: Sequence[Draft]) -> list[Entry]:
        """Decisions of one facet, made in one step."""
        facet, edits = drafts[0].facet, [edit for draft in drafts for edit in draft.edits]
        entries = self._folder.drawn_up(self._clock(), self.curator, drafts)
        self._folder.write(facet, edits, entries)
        settled = self._board.apply(facet, edits)
        self._session.add(entries, {reference: self._board.forms[reference].uses for reference in settled})
        return entries
