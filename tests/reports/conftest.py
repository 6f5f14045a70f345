"""The real reports, where this machine has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagfold.reports.decoding import decode_report
from tagfold.reports.sources import list_reports, read_bytes

LIMIT = 20_000_000

Corpus = dict[str, str]
"""The text of each report, by its path."""


@pytest.fixture(scope="session")
def corpus(corpus_folder: Path) -> Corpus:
    """The real reports, decoded."""
    texts: Corpus = {}
    for file in list_reports((corpus_folder,))[0]:
        content = read_bytes(file, LIMIT)
        assert isinstance(content, bytes), (file.path, content)
        texts[file.path] = decode_report(content)[0] or ""
    return texts
