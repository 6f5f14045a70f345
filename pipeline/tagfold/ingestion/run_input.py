"""All that goes into a run: reports, taxonomy, model, and what is personal; and its hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter

from tagfold.engines.code_identity import code_sha256
from tagfold.engines.file_state import FileState
from tagfold.reports.report import Problem
from tagfold.reports.sources import ReportFile, list_reports
from tagfold.semantic.selection import Chosen, choose
from tagfold.settings import Settings
from tagfold.shapes import TableShape
from tagfold.taxonomy.files import kept_answers, read_taxonomy
from tagfold.taxonomy.model import Taxonomy
from tagfold.warehouse.privacy import KEY_FILE, Privacy, privacy_of, project_key
from tagfold.warehouse.rows import report_id

FolderProblems = Sequence[tuple[str, Problem]]


@dataclass(frozen=True)
class RunInput:
    """All that goes into a run. The database follows from it alone."""

    files: Sequence[ReportFile]
    folder_problems: FolderProblems
    taxonomy: Taxonomy
    privacy: Privacy
    chosen: Chosen
    answers: dict[str, str]

    @cached_property
    def shown_paths(self) -> set[str]:
        """The paths of the files as the database has them."""
        return set(self.shown(file.path for file in self.files))

    @property
    def shown_folders(self) -> set[str]:
        """The paths of folders and archives with problems as the database has them."""
        return set(self.shown(path for path, _ in self.folder_problems))

    def shown(self, paths: Iterable[str]) -> Iterator[str]:
        """These paths as the database has them."""
        return (self.privacy.path(path, report_id(path)) for path in paths)

    @cached_property
    def parser_sha256(self) -> str:
        """What the parsed rows depend on besides the file: the code, how it is written, and what is personal."""
        code = code_sha256("reports", "warehouse/rows.py", "warehouse/privacy.py", "engines")
        shapes = sorted({str(file.shape) for file in self.files})
        return _sha256([code, self.privacy.mark, *shapes])

    def sha256(self, states: Iterable[FileState]) -> str:
        """What the whole database depends on."""
        ordered = sorted(states, key=attrgetter("path"))
        return _sha256(chain((f"{state.path}\0{state.mark}" for state in ordered), [self.rest_sha256]))

    @cached_property
    def rest_sha256(self) -> str:
        """What it depends on besides the files."""
        folders = sorted(f"{path}\0{problem}" for path, problem in self.folder_problems)
        return _sha256(
            [
                *folders,
                self.taxonomy.sha256,
                self.taxonomy.version,
                self.parser_sha256,
                self.chosen.weights.sha256,
                self.chosen.encoders or "",
                str(sorted(self.answers.items())),
                code_sha256(),
            ]
        )


def gather(settings: Settings) -> RunInput:
    """What a run would use now. Raises a TagfoldError if a source or the taxonomy cannot be read."""
    files, folder_problems = list_reports(settings.sources, settings.shapes)
    taxonomy = read_taxonomy(settings.taxonomy, settings.taxonomy_version)
    key = project_key(settings.key or settings.database.with_name(KEY_FILE))
    answers = kept_answers(settings.taxonomy)
    tables = [shape for shape in settings.shapes.values() if isinstance(shape, TableShape)]
    persons = [column for shape in tables for column in shape.private]
    return RunInput(
        files,
        folder_problems,
        taxonomy,
        privacy_of(taxonomy, answers, key, persons, keep=settings.keep_personal),
        choose(settings.encoders, settings.taxonomy),
        answers,
    )


def _sha256(parts: Iterable[str]) -> str:
    """SHA-256 over the parts, one on a line."""
    found, between = hashlib.sha256(), ""
    for part in parts:  # of many reports they take more memory together than all else that is known of them
        found.update(f"{between}{part}".encode())
        between = "\n"
    return found.hexdigest()
