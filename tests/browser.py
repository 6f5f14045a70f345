"""One real browser for all tests of pages in a process: playwright runs only one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path(os.environ.get("TAGFOLD_CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--renderer-process-limit=1"]
"""Nothing is looked at, so nothing is drawn by an emulated graphics card, and all pages share one process."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium. Where there is none, these tests are skipped with a word, except in CI."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is not there; apt-get install chromium, or name one in TAGFOLD_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
