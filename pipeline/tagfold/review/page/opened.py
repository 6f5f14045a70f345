"""Open the page for one curator, and close it again."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from urllib.parse import urlencode

from tagfold.errors import WrongUsage
from tagfold.review.desk import Desk
from tagfold.warehouse.reading import reading


def open_page(
    desk: Desk,
    say: Callable[[str], None],
    *,
    port: int = 0,
    browser: bool = True,
    facet: str | None = None,
    walk: str = "",
) -> None:
    """Serve the page over `desk` until it is interrupted. `say` gets the lines for the terminal.

    Raises WrongUsage if the extra is not installed, or the port is taken.
    """
    if find_spec("flask") is None or find_spec("waitress") is None:
        raise WrongUsage("the review page needs Flask and waitress", remedy="pip install 'tagfold[review]'")
    from tagfold.review.page.app import review_page
    from tagfold.review.page.door import Keys
    from tagfold.review.page.server import serving

    keys = Keys()
    with serving(review_page(desk, keys), keys, port) as served:
        query = urlencode({name: value for name, value in (("facet", facet), ("walk", walk)) if value})
        say(f"Review page: {served.door.address}{f'queue?{query}' if query else ''}")
        say(f"{desk.curator} decides; {desk.count():,} tags wait. Who has the address may decide. Ctrl-C closes it.")
        if browser and not webbrowser.open(served.door.ticket_address):
            say("No browser could be started; open the address by hand.")
        with reading(desk.database):  # held open, so that each question finds it open
            served.run()
