"""Random cycles of work on one small project, a third of them killed at a random time; nothing may be lost.

    python -m benchmarks.measure.soak [CYCLES [SEED]]

A cycle edits, adds or deletes a report and ingests, decides about a tag, undoes a decision, merges two git branches of
the taxonomy on which one decision each was made, or releases. After each: the database opens and verifies, the
taxonomy has no error, and each decision that was reported as made is in the history and, unless something later
changed it, in the mappings. At the end the database has the content of one that is made from nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tagfold.errors import TagfoldError
from tagfold.finding import Severity
from tagfold.ingestion.ingest import ingest
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept
from tagfold.review.session import ReviewSession
from tagfold.settings import Settings
from tagfold.taxonomy.check.folder import check_folder, fix_folder
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.history import read_history
from tagfold.taxonomy.release import make_release, prepare_release
from tagfold.taxonomy.store import alone
from tagfold.warehouse.reading import reading
from tagfold.warehouse.verify import content_sha256, is_as_published, verify
from tests.conftest import published

FACET, TERMS = "datasources", ("ds-0001", "ds-0002", "ds-0003")
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
)
LONGEST_SECONDS = 1.2
"""How long a command runs at most before it is killed, if it is to be."""


@dataclass
class Soak:
    """The project, the random numbers, and what was reported as done."""

    settings: Settings
    dice: random.Random
    made: set[str] = field(default_factory=set)  # ids of decisions
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def taxonomy(self) -> Path:
        return self.settings.taxonomy

    def cycle(self) -> None:
        """One random step and all checks."""
        action = self.dice.choice(
            [self.write, self.write, self.decide, self.decide, self.undo, self.merge, self.release]
        )
        action()
        self.check()

    def write(self) -> None:
        """A report is added, changed or deleted, and the folder ingested."""
        (folder,) = self.settings.sources
        assert isinstance(folder, Path)
        names = sorted(folder.glob("*.md"))
        path = folder / f"{self.dice.randrange(40)}.md"
        if len(names) > 20 and path.exists():
            path.unlink()
        else:
            tags = ("".join(self.dice.choices(SYLLABLES, k=3)) for _ in range(self.dice.randrange(1, 6)))
            path.write_text("# A\n[[type:blog]]\n" + "".join(f"[[{FACET}:{tag}]]\n" for tag in tags))
        self.run("ingest", lambda: [str(ingest(self.settings).changed)])

    def decide(self) -> None:
        """Somebody decides about the first tag of the queue."""
        term = self.dice.choice(TERMS)

        def decide() -> list[str]:
            session = self.session()
            items = session.items(FACET, limit=1)
            return [session.decide(FACET, items[0].key, Accept(term)).entry] if items else []

        self.made.update(self.run("decide", decide))

    def undo(self) -> None:
        """The last decision is undone."""

        def undo() -> list[str]:
            session = self.session()
            last = session.last()
            return [session.undo(last.entry).entry] if last else []

        self.made.update(self.run("undo", undo))

    def merge(self) -> None:
        """Two branches with a decision each are merged; of rows in conflict both are kept, and the files fixed."""
        self.commit("before")
        self.git("checkout", "--quiet", "-B", "other")
        self.decide()
        self.commit("theirs")
        self.git("checkout", "--quiet", "main")
        self.decide_last()
        self.commit("ours")
        if self.git("merge", "--quiet", "--message", "both", "other", check=False):
            for path in self.taxonomy.glob("*/*.csv"):
                lines = path.read_text().splitlines(keepends=True)
                path.write_text("".join(line for line in lines if line[:7] not in ("<<<<<<<", "=======", ">>>>>>>")))
            self.ends["conflict"] += 1
        fix_folder(self.taxonomy, form_key)

    def commit(self, message: str) -> None:
        """All is committed, after a killed step is finished: once git has changed a file of it, Tagfold refuses to
        guess what that file should be, and a person has to say.
        """
        with alone(self.taxonomy):
            self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def decide_last(self) -> None:
        """Somebody decides about the last tag of the queue, so that two branches are not about one tag."""

        def decide() -> list[str]:
            session = self.session()
            count = session.count(FACET)
            items = session.items(FACET, offset=max(count - 1, 1), limit=1)
            return [session.decide(FACET, items[0].key, Accept(TERMS[0])).entry] if items else []

        self.made.update(self.run("decide", decide))

    def release(self) -> None:
        """The taxonomy is released, if something changed."""

        def release() -> list[str]:
            planned = prepare_release(self.taxonomy, "2026-05-01", form_key, lambda folder: ())
            return [make_release(self.taxonomy, planned).name]

        self.run("release", release)

    def session(self) -> ReviewSession:
        return ReviewSession(self.taxonomy, self.settings.database, "Ada", lambda: datetime.now(UTC))

    def run(self, name: str, action: Callable[[], list[str]]) -> list[str]:
        """What a process that does the action says it did; one in three is killed."""
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            code = 0
            try:
                os.write(writes, "\n".join(action()).encode())
            except TagfoldError as error:
                os.write(2, f"{name}: {error}\n".encode())
                code = 1
            except BaseException:  # noqa: BLE001 - shown, and then the soak ends
                traceback.print_exc()
                code = 3
            os._exit(code)
        os.close(writes)
        if self.dice.random() < 1 / 3:
            time.sleep(self.dice.random() * LONGEST_SECONDS)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reads) as stream:
            done = stream.read().split()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.ends[f"{name} {code}"] += 1
        if code == 3:
            raise SystemExit(f"{name} failed")
        return done

    def git(self, *words: str, check: bool = True) -> int:
        """A git command at the taxonomy: its exit code."""
        command = ["git", "-C", str(self.taxonomy), "-c", "user.name=a", "-c", "user.email=a", *words]
        return subprocess.run(command, check=check, capture_output=True).returncode

    def check(self) -> None:
        """Raise AssertionError if something is lost or wrong."""
        with reading(self.settings.database) as db:
            verify(db, str(self.settings.database))
            assert is_as_published(db)
        findings = check_folder(self.taxonomy, form_key).findings
        wrong = [str(finding) for finding in findings if finding.severity is Severity.ERROR]
        assert not wrong, wrong
        history = read_history(self.taxonomy)
        lost = self.made - {entry.entry for entry in history}
        assert not lost, lost
        rows = {replace(one, line=0) for one in read_taxonomy(self.taxonomy).vocabularies[FACET].mappings}
        later: set[object] = set()
        for entry in sorted(history, key=lambda entry: entry.entry, reverse=True):  # a merge mixes them
            for edit in entry.edits:
                assert edit.after is None or edit.after in rows or edit.after in later, (entry, edit.after)
                later.add(edit.before)


def main(cycles: int = 1000, seed: int = 1) -> None:
    """Raises AssertionError at the first thing that is lost."""
    home = Path(tempfile.mkdtemp(prefix="tagfold-soak-"))
    database = published(home, {"0.md": "# A\n[[datasources:bee hives]]\n"})
    soak = Soak(Settings((home / "reports",), home / "taxonomy", database, workers=1), random.Random(seed))
    soak.git("init", "--quiet", "--initial-branch", "main")
    (soak.taxonomy / ".gitattributes").write_text("history.csv merge=union\n")
    (soak.taxonomy / ".gitignore").write_text(".*.lock\n.*.tmp\n.building-*\n.journal.json\n")
    for number in range(1, cycles + 1):
        try:
            soak.cycle()
        except BaseException:
            say(f"cycle {number}, seed {seed}, see {home}")
            raise
        if number % 50 == 0:
            say(f"{number} cycles, {len(soak.made)} decisions: {dict(sorted(soak.ends.items()))}")
    ingest(soak.settings)
    whole = replace(soak.settings, database=home / "whole.duckdb", key=home / ".tagfold-key")
    ingest(whole)
    hashes = set()
    for one in (soak.settings.database, whole.database):
        with reading(one) as db:
            hashes.add(content_sha256(db))
    assert len(hashes) == 1
    say(f"nothing lost; {whole.database} is the same from nothing")
    shutil.rmtree(home)


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
