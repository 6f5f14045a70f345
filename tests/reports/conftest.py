"""The real reports, where this machine has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tagfold.reports.decoding import decode_report
from tagfold.reports.sources import list_reports, read_bytes

ROOT = Path(__file__).parents[2]
LIMIT = 20_000_000

Corpus = dict[str, str]
"""The text of each report, by its path."""


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The reports of TAGFOLD_CORPUS, or else of ../shared/corpus/reports beside the repository.

    Tests skip where there are none, but not under CI=true, where they must be there.
    """
    folder = Path(os.environ.get("TAGFOLD_CORPUS") or ROOT.parent / "shared" / "corpus" / "reports")
    if not folder.is_dir():
        reason = f"no corpus of reports in {folder}: name its folder in TAGFOLD_CORPUS to run this test"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    texts: Corpus = {}
    for file in list_reports((folder,))[0]:
        content = read_bytes(file, LIMIT)
        assert isinstance(content, bytes), (file.path, content)
        texts[file.path] = decode_report(content)[0] or ""
    return texts
