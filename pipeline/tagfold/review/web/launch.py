"""Open the page for one curator, and close it again."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tagfold.errors import WrongUsage
from tagfold.finding import counted
from tagfold.review.session import ReviewSession
from tagfold.review.stopped_merge import StoppedMerge
from tagfold.warehouse.reading import reading

if TYPE_CHECKING:
    from flask import Flask


def launch(
    merge: StoppedMerge,
    database: Path,
    open_session: Callable[[], ReviewSession],
    say: Callable[[str], None],
    *,
    port: int = 0,
    browser: bool = True,
    facet: str | None = None,
    listing: str = "",
) -> None:
    """Serve the page until it is interrupted. `say` gets the lines for the terminal.

    `open_session` is called when nothing is left to settle of a git merge that stopped in the taxonomy's files.
    Raises WrongUsage if the extra is not installed, or the port is taken.
    """
    if find_spec("flask") is None or find_spec("waitress") is None:
        raise WrongUsage("the review page needs Flask and waitress", remedy="pip install 'tagfold[review]'")
    from tagfold.localserver import serving
    from tagfold.review.web.access import MAX_BODY, AccessControl, AccessKeys
    from tagfold.review.web.app import review_page
    from tagfold.review.web.merge_views import MergeFirst

    keys, merged, sessions = AccessKeys(), merge.merge(), list[ReviewSession]()

    def review() -> Flask:
        sessions.append(open_session())
        return review_page(sessions[-1], keys)

    page = MergeFirst(merge, keys, merged, review)
    with serving(lambda at: AccessControl(page, at, keys), MAX_BODY, port) as served:
        query = urlencode({name: value for name, value in (("facet", facet), ("listing", listing)) if value})
        say(f"Review page: {served.door.address}{f'queue?{query}' if query else ''}")
        for line in merged:
            say(f"{line}.")
        for session in sessions:
            say(f"Reviewing as {session.curator}; {counted(session.count(), 'tag')} to review.")
        if not sessions:
            left = counted(len(merge.left()), "conflict")
            say(f"A git merge stopped in the taxonomy: {left} to settle on the page first.")
        say("Anyone with this link can make changes. Ctrl-C closes it.")
        if browser and not webbrowser.open(served.door.ticket_address):
            say("No browser could be started; open the address by hand.")
        with reading(database):  # held open, so that each question finds it open
            served.run()
