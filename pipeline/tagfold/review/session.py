"""One curator at work: what the web page and the terminal talk to. Each decision is written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from tagfold.matching.scorer import Scorer
from tagfold.review.action_edits import edits_of
from tagfold.review.actions import Accept, Action, SplitTag, TagAction
from tagfold.review.bulk_accept import WITH_CLASS, Batch, BulkClass, batches_of, bulk_classes_of, last_of, members_of
from tagfold.review.edit_context import EditContext, named_curator, preview_ids
from tagfold.review.loading import load_state
from tagfold.review.new_terms import NewTerms
from tagfold.review.number_families import NumberFamilies
from tagfold.review.occurrences import Occurrence, occurrences_of, report_lines
from tagfold.review.preview import Preview, ReportCounts, preview_of
from tagfold.review.progress import Progress, SessionLog, progress_of
from tagfold.review.queue import Queue, QueueCount, TagForm
from tagfold.review.related_edits import written_in
from tagfold.review.second_opinion import SecondOpinions, Verdict, opinion_draft, second_opinions
from tagfold.review.state import WAITING
from tagfold.review.suggestions import Offer, PartOffer, SplitOffer, suggested_action
from tagfold.review.tag_list import TagList
from tagfold.review.taxonomy_folder import Draft, TaxonomyFolder, draft_of
from tagfold.review.term_tree import TermNode, term_tree
from tagfold.review.terms import TermLine, TermPage, search, term_lines, term_page
from tagfold.review.together import by_term, rows_concerned
from tagfold.review.undo import undo_edits
from tagfold.taxonomy.history import Entry, is_undone
from tagfold.taxonomy.model import Mapping, Vocabulary, vocabulary_of
from tagfold.taxonomy.store import EditConflict, alone

Clock = Callable[[], datetime]


class ReviewSession:
    """One curator at one taxonomy folder, with the uses of one database. `tags` is the list of all tags, `numbers` has
    the families of those that differ in a number alone.

    Every method that changes something writes it before it returns. `EditConflict` says that somebody else decided
    about the same meanwhile; the session has read it by then, and the same call may be repeated.
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
        self.curator, self.database, self._clock = named_curator(curator), database, clock
        self._scorer, self._say = scorer, say
        self._folder = TaxonomyFolder(taxonomy)
        with alone(taxonomy):  # fails now rather than after the first decision
            pass
        self._read_state()
        self._log = SessionLog()

    def _read_state(self) -> None:
        self._state = load_state(self.database, self._folder.taxonomy, self._scorer, self._say)
        self._report_counts = ReportCounts(self.database)
        self.opinions()
        self.tags, self.numbers = TagList(self._state, self.database), NumberFamilies(self._state)

    def reload(self) -> None:
        """Read the taxonomy's folder again; what is decided there leaves the queue."""
        self._folder.read()
        self._read_state()

    def facets(self) -> list[QueueCount]:
        """The facets that have terms or tags in the queue, in the order of facets.csv."""
        return self._state.facets()

    def count(self, facet: str | None = None) -> int:
        """How many tags are in the queue."""
        return self._state.queue.count(facet)

    def items(self, facet: str | None = None, offset: int = 0, limit: int = 50) -> list[TagForm]:
        """A page of the queue, the first to decide first."""
        return self._state.queue.page(facet, offset, limit)

    def item(self, facet: str, key: str) -> TagForm | None:
        """The item in the queue with this key, None if it is not in the queue."""
        return self._state.queue.get((facet, key))

    def form(self, facet: str, key: str) -> TagForm | None:
        """The tag with this key, decided or not; None if no report has it and nobody decided about it."""
        return self._state.form(facet, key)

    def rows(self, facet: str, key: str) -> list[Mapping]:
        """What people decided about the tag with this key, as it is on file."""
        return self._state.rows(facet, key)

    def listing(self, name: str = "") -> Queue:
        """The items to go through, read only: the queue, or the auto-decided tags in an order of `AUTO_ORDERS`."""
        return self._state.auto_decisions.order(name) if name else self._state.queue

    def forms(self, facet: str) -> list[TagForm]:
        """Every form of a facet that is in use, decided or not."""
        return [form for (name, _), form in self._state.forms.items() if name == facet]

    def offers(self, item: TagForm, most: int = 8) -> list[Offer]:
        """What the tag may mean, the surest first; terms of this session included, rejected ones never."""
        return self._state.suggestions(item.facet).offers_for(item, most)

    def split(self, item: TagForm) -> SplitOffer | None:
        """The parts that a glued tag seems to be made of, None if it is one tag or in doubt."""
        return self._state.suggestions(item.facet).split(item.raw)

    def parts(self, item: TagForm, texts: Iterable[str]) -> list[PartOffer]:
        """The terms that parts of the tag, as a person took it apart, may mean."""
        return self._state.suggestions(item.facet).parts(item.raw, texts)

    def similar(self, item: TagForm) -> list[TagForm]:
        """Other waiting items that most likely mean the same, to be decided with it (`also`)."""
        return self._state.similar(item)

    def occurrences(self, item: TagForm, limit: int = 5) -> list[Occurrence]:
        """Where the tag is used, with the lines around it."""
        return occurrences_of(self.database, item, limit, self._folder.taxonomy)

    # looking back, and at terms

    def report(self, report_id: str) -> tuple[str, str, list[str]] | None:
        """Title, path and lines of a report's file, personal data masked; None if the file is gone."""
        return report_lines(self.database, report_id, self._folder.taxonomy)

    def history(self, limit: int = 50, offset: int = 0) -> list[Entry]:
        """The latest decisions, of everybody, the last first."""
        return self._folder.entries[::-1][offset : offset + limit]

    def undone(self) -> set[str]:
        """The ids of entries that are undone."""
        return is_undone(self._folder.entries)

    def last(self) -> Entry | None:
        """The last decision of this curator that is not undone."""
        return last_of(self.curator, self._folder.entries)

    def batches(self, some: Sequence[Entry]) -> list[Batch]:
        """What each of some decisions was made with in one step."""
        return batches_of(some, self._folder.entries)

    def progress(self, facet: str | None = None) -> Progress:
        """How far the work is, what each decision brought, and how long the rest takes at this pace."""
        return progress_of(self._state, self._log, facet)

    def vocabulary(self, facet: str) -> Vocabulary:
        """The terms and mappings of a facet as they are now."""
        return vocabulary_of(self._state.vocabularies, facet)

    def search_terms(self, facet: str, text: str, limit: int = 20) -> list[TermLine]:
        """Active terms whose label or accepted variants hold the text, whole beginnings first."""
        return search(self._state, self.vocabulary(facet), text, limit)

    def terms(self, facet: str, offset: int = 0, limit: int = 50) -> list[TermLine]:
        """A page of the terms, by label."""
        return term_lines(self._state, self.vocabulary(facet))[offset : offset + limit]

    def term_tree(self, facet: str) -> tuple[TermNode, ...]:
        """The terms that are under no other, each with what is under it."""
        return term_tree(self.vocabulary(facet), self._state.uses_by_term(facet))

    def term(self, facet: str, term_id: str) -> TermPage | None:
        """All that is known of a term, None if there is none with this id."""
        return term_page(self._state, self.vocabulary(facet), term_id)

    # deciding

    def preview(self, facet: str, key: str, action: Action) -> Preview:
        """What the action would do to the figures. Nothing is written. Raises TaxonomyError if it cannot be done."""
        return self.preview_together(*written_in(self._state.vocabularies, facet, key, action))

    def new_terms(self, facet: str) -> NewTerms:
        """What to know before a new term is made."""
        return NewTerms(self._state.suggestions(self.vocabulary(facet).facet.name))

    def decide(self, facet: str, key: str, action: Action) -> Entry:
        """Write a decision at once: about the tag with this key, or about the term with this id.

        What another page or an editor wrote since about other tags is read, and kept. Raises EditConflict, with both
        versions, if it is about the same one, and TaxonomyError if the decision contradicts an earlier one.
        """
        return self.decide_together(*written_in(self._state.vocabularies, facet, key, action))[0]

    def undo(self, entry_id: str) -> Entry:
        """Undo one decision alone, with a line of its own. Raises TaxonomyError if a later one rests on it."""
        return self._undo([self._folder.named(entry_id)])[0]

    def undo_bulk(self, entry_id: str) -> list[Entry]:
        """Undo what is left of the batch of a decision: all at once, or nothing of it. Raises what `undo` raises."""
        entry = self._folder.named(entry_id)
        return self._undo(self.batches([entry])[0].not_undone(self.undone()) or [entry])

    def _undo(self, chosen: Sequence[Entry]) -> list[Entry]:
        facet = chosen[0].facet
        with self._writing(facet):
            found = undo_edits(chosen, self._folder.entries, self._state.vocabularies)
            return self._write([Draft("undo", facet, e.subject, edits, undoes=e.entry) for e, edits in found])

    def judge(self, facet: str, key: str, verdict: Verdict, comment: str = "") -> Entry:
        """Ask for a second opinion on what was decided about a tag, or give one. Raises what `opinion_draft` raises."""
        with self._writing(facet):
            tag, rows = self._state.readable(facet, key), self.rows(facet, key)
            return self._write([opinion_draft(facet, tag, rows, verdict, self.curator, comment)])[0]

    def opinions(self) -> SecondOpinions:
        """What curators say about each other's decisions now; disputed tags are in the queue."""
        if self._folder.is_behind():
            self._catch_up()
        found = second_opinions(self._folder.entries, self._state.rows)
        self._state.dispute(found.tags(Verdict.DISPUTED))
        return found

    def bulk_classes(self, facet: str | None = None) -> list[BulkClass]:
        """The kinds of harmless difference, each with what it would settle."""
        return bulk_classes_of(self._state, facet)

    def class_members(self, class_id: str) -> tuple[BulkClass, list[tuple[TagForm, Offer]]]:
        """The members of a class with the term each would get."""
        return members_of(self._state, class_id)

    def accept_class(self, class_id: str, without: tuple[str, ...] = ()) -> list[Entry]:
        """Accept a whole class except the keys in `without`, all at once: one line of the history per term."""
        shown, members = self.class_members(class_id)
        chosen = [(item, Accept(offer.term_id)) for item, offer in members if item.key not in without]
        return self.decide_together(shown.facet, by_term(chosen), WITH_CLASS + shown.words)

    def suggested(self, item: TagForm) -> Accept | SplitTag | None:
        """What one key accepts for a tag; None if nothing is likely enough."""
        split = self.split(item) if item.outcome in WAITING else None
        return suggested_action(item, self.offers(item), split)

    def preview_together(self, facet: str, decisions: Iterable[tuple[str, Action]]) -> Preview:
        """What these decisions in one step would do to the figures. Nothing is written."""
        context = self._context(facet, preview_ids())
        edits = [edit for key, action in decisions for edit in edits_of(context, key, action)]
        return preview_of(self._report_counts, self._state, facet, edits)

    def decide_together(
        self, facet: str, decisions: Sequence[tuple[str, Action]], note: str | None = None
    ) -> list[Entry]:
        """Write decisions about different tags in one step: one line of the history each, to be undone together.

        Raises what `decide` raises.
        """
        with self._writing(facet, decisions):
            context, drafts = self._context(facet, lambda: self._new_term_id(facet)), []
            for key, action in decisions:
                if isinstance(action, TagAction):
                    self._state.refuse_unused(facet, (key, *getattr(action, "also", ())))
                edits = edits_of(context, key, action)
                subject = self._state.readable(facet, key) if isinstance(action, TagAction) else key
                drafts.append(draft_of(action, facet, subject, edits, note))
            return self._write(drafts) if drafts else []

    def _context(self, facet: str, new_term_id: Callable[[], str]) -> EditContext:
        day, raw_of = self._clock().date().isoformat(), partial(self._state.readable, facet)
        return EditContext(self.vocabulary(facet), self.curator, day, raw_of, new_term_id, self._state.vocabularies)

    def _new_term_id(self, facet: str) -> str:
        return self._folder.new_term_id(facet, [term.term_id for term in self.vocabulary(facet).terms])

    @contextmanager
    def _writing(self, facet: str, decisions: Sequence[tuple[str, Action]] = ()) -> Iterator[None]:
        """Alone at the folder, with all that others wrote since it was read, and sure that none of it is about what
        these decisions rest on.
        """
        before = self.vocabulary(facet)
        with alone(self._folder.path):
            try:
                self._folder.refuse_changed(facet)
            except EditConflict:
                self._catch_up()
                if rows_concerned(before, decisions) != rows_concerned(self.vocabulary(facet), decisions):
                    raise
            yield

    def _catch_up(self) -> None:
        facets = self._folder.taxonomy.facets
        if self._folder.read().facets == facets:
            self._state.follow(self._folder.taxonomy)
        else:
            self._read_state()

    def _write(self, drafts: Sequence[Draft]) -> list[Entry]:
        """Decisions of one facet, made in one step."""
        facet, edits = drafts[0].facet, [one for draft in drafts for one in draft.edits if one.before != one.after]
        entries = self._folder.entries_for(self._clock(), self.curator, drafts)
        self._folder.write([(facet, edit) for edit in edits], entries)
        self._log.add(entries, self._state.apply(facet, edits))
        self.opinions()
        return entries
