"""How long the review page takes over HTTP where 100,000 forms wait: from the request to the last byte.

    python -m benchmarks.measure.page_time [FORMS]

Uses the made-up database of `review_time`; prints a Markdown table with the milliseconds of 20 requests each, after one
to warm up, with half a second between those for which a person reads.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.measure.review_time import TERMS, _tags, _write_database, _write_taxonomy
from tagfold.localserver import serving
from tagfold.matching.word_frequencies import listed_words
from tagfold.review.session import ReviewSession
from tagfold.review.web.access import MAX_BODY, AccessControl, AccessKeys
from tagfold.review.web.app import review_page
from tagfold.review.web.page_layout import PageLayout
from tagfold.review.web.queue_views import QueueViews
from tagfold.warehouse.reading import reading

TIMES = 20
READ = 0.5
"""Seconds between two requests of a person."""


def main(forms: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as aside:
        folder, database = Path(aside) / "taxonomy", Path(aside) / "tagfold.duckdb"
        rng = random.Random(5)
        words = sorted(word for word in listed_words(3.0) if word.isalpha() and len(word) > 3)
        labels = sorted({" ".join(rng.sample(words, 2)) for _ in range(TERMS)})
        _write_taxonomy(folder, labels)
        _write_database(database, list(_tags(rng, words, labels, forms)), labels)
        desk = ReviewSession(folder, database, "ada", lambda: datetime.now(UTC))
        sys.stdout.write(f"{desk.count():,} items wait, {len(labels):,} terms\n\n")
        sys.stdout.write(
            "| | processor ms | median ms | longest ms | the first ms |\n| --- | ---: | ---: | ---: | ---: |\n"
        )
        keys = AccessKeys()
        page = review_page(desk, keys)
        with reading(database), serving(lambda port: AccessControl(page, port, keys), MAX_BODY) as served:
            thread = threading.Thread(target=served.run)
            thread.start()
            _measure(desk, keys, served.door.address, words, rng)
            served.stop()
            thread.join()


def _measure(desk: ReviewSession, keys: AccessKeys, address: str, words: list[str], rng: random.Random) -> None:
    host = address.split("/")[2]
    connection = HTTPConnection(host, timeout=60)

    def get(path: str) -> None:
        connection.request("GET", f"/{keys.path}{path}", headers={"Host": host})
        assert connection.getresponse().read()

    def decide(place: int | None = None) -> None:
        item = desk.items("themes", rng.randrange(500) if place is None else place, 1)[0]
        fields = {
            "token": keys.form,
            "facet": "themes",
            "key": item.key,
            "do": "accept",
            "term_id": item.term_id or "th-0001",
        }
        fields["seen"] = QueueViews(PageLayout(desk, keys))._seen(item)
        head = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/{keys.path}/decide", urlencode(fields), head)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303

    def waiting() -> str:
        return desk.items("themes", rng.randrange(1000), 1)[0].key

    walked = iter(range(500, 1000))

    def read_on() -> None:
        get(f"/queue?facet=themes&at={next(walked)}")

    _timed("the next item", read_on, pause=READ)
    get("/queue?facet=themes&at=0")
    _timed("decide: accept", decide, pause=READ)
    get("/queue?facet=themes&at=0")
    _timed("the item after that", lambda: get("/queue?facet=themes&at=0"), pause=READ, before=lambda: decide(0))
    _timed("an item", lambda: get(f"/queue?facet=themes&at={rng.randrange(1000)}"), pause=READ)
    _timed("an item, deep down", lambda: get(f"/queue?facet=themes&at={rng.randrange(90_000)}"), pause=READ)
    _timed("the list", lambda: get("/tags?facet=themes"), pause=READ)
    _timed("the list, searched", lambda: get(f"/tags?outcome=any&text={rng.choice(words)[:5]}"), pause=READ)
    _timed("the list, sorted by term", lambda: get("/tags?facet=themes&sort=term"), pause=READ)
    _timed("the list of a year", lambda: get("/tags?facet=themes&year=2022"), pause=READ)
    _timed("type-ahead", lambda: get(f"/search?facet=themes&text={rng.choice(words)[:4]}"))
    _timed("the tree of terms", lambda: get("/tree?facet=themes"))
    _timed("the headings of a new term", lambda: get(f"/headings?facet=themes&key={quote(waiting())}"))
    _timed("the same after a decision", lambda: get(f"/headings?facet=themes&key={quote(waiting())}"), before=decide)
    _timed("the warning while a label is typed", lambda: get(f"/label?facet=themes&text={rng.choice(words)}"))
    _timed("terms", lambda: get("/terms?facet=themes"))
    _timed("a term", lambda: get(f"/term?facet=themes&id=th-{rng.randrange(1, 1900):04}"))
    _timed("safe classes", lambda: get("/classes"), pause=READ)
    class_id = desk.bulk_classes("themes")[0].class_id if desk.bulk_classes("themes") else "themes:spelling"
    _timed("a safe class", lambda: get(f"/class?id={class_id}"))
    _timed("history", lambda: get("/history"))
    connection.close()


def _timed(name: str, act: Callable[[], None], pause: float = 0.0, before: Callable[[], None] = lambda: None) -> None:
    """Wall time, and the processor time of server and client together, which other programs do not lengthen."""
    took, worked = [], []
    for _ in range(TIMES + 1):
        before()
        started, busy = time.perf_counter(), time.process_time()
        act()
        took.append(1000 * (time.perf_counter() - started))
        worked.append(1000 * (time.process_time() - busy))
        time.sleep(pause)  # a person reads, and the page looks ahead
    first, rest = took[0], sorted(took[1:])
    sys.stdout.write(
        f"| {name} | {sorted(worked[1:])[TIMES // 2]:.0f} | {rest[TIMES // 2]:.0f} | {rest[-1]:.0f} | {first:.0f} |\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
