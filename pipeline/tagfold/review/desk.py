"""The desk: everything over which the page and the terminal go. It reads once, and writes each decision at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import get_args

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.matching.scorer import Scorer
from tagfold.review.actions import Accept, Action, NewTerm, NotATag, TagAction, word_of
from tagfold.review.bulk import WITH_CLASS
from tagfold.review.folder import Draft, Folder
from tagfold.review.ground import Ground, one_line
from tagfold.review.looking import Looking
from tagfold.review.minting import dry_mint
from tagfold.review.opening import open_board
from tagfold.review.preview import Preview, Reach, preview_of
from tagfold.review.progress import Session
from tagfold.review.queue import Item, Offer, Reference
from tagfold.review.safe import SafeClass, keys_by_term, members_of, safe_classes_of
from tagfold.review.tag_edits import tag_edits
from tagfold.review.term_edits import term_edits
from tagfold.review.undoing import undo_edits
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.saving import EditConflict

Clock = Callable[[], datetime]


class Desk(Looking):
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

    # deciding

    def preview(self, facet: str, key: str, action: Action) -> Preview:
        """What the action would do to the figures. Nothing is written. Raises TaxonomyError if it cannot be done."""
        edits = self._edits(facet, key, action, dry_mint())
        return preview_of(self._reach, self._board, facet, edits)

    def decide(self, facet: str, key: str, action: Action) -> Entry:
        """Write a decision at once: about the tag with this key, or about the term with this id.

        Raises EditConflict if another page or an editor changed the files since (both versions are in the
        message, and the desk has read them anew), and TaxonomyError if the decision contradicts what stands.
        """
        with self._writing(facet):
            self._refuse_unused(facet, key, action)
            edits = self._edits(facet, key, action, lambda: self._mint(facet))
            subject, note = self._subject(facet, key, action), str(getattr(action, "note", ""))
            return self._write([Draft(word_of(action), facet, subject, edits, note)])[0]

    def undo(self, entry_id: str) -> Entry:
        """Take one decision back, and none of those after it. The undo is a line of its own.

        Raises TaxonomyError if a later decision rests on it, and names that decision.
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
            found = undo_edits(chosen, self._folder.entries, self.vocabulary(facet))
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

    # how it is done

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
        self._session.add(entries, self._uses(settled))
        return entries

    def _uses(self, settled: Iterable[Reference]) -> dict[Reference, int]:
        return {reference: self._board.forms[reference].uses for reference in settled}
