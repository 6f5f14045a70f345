"""The attacks of `test_door` over every route, and over every place where the words of strangers are shown."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from pipeline.review.actions import Accept, Define, NewTerm, NotATag
from pipeline.review.page.app import review_page
from pipeline.review.page.door import Keys
from tests.review.page.conftest import TERMS, Made, Open, Place, Site, site
from tests.review.page.test_door import ask, decision

SCRIPT = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


@pytest.fixture
def place(made: Made) -> Place:
    return made()


@pytest.fixture
def served(place: Place) -> Iterator[Site]:
    with site(place.desk()) as served:
        yield served


def routes(served: Site, method: str) -> list[str]:
    """Every address of the page that answers to a method."""
    rules = review_page(served.desk, Keys()).url_map.iter_rules()
    return sorted({rule.rule.replace("<name>", "page.css") for rule in rules if method in (rule.methods or ())})


def files(place: Place) -> dict[str, bytes]:
    """What stands in the taxonomy's folder, but for empty locks."""
    found = {str(path): path.read_bytes() for path in place.taxonomy.rglob("*") if path.is_file()}
    return {path: content for path, content in found.items() if content}


def test_no_get_of_any_route_changes_a_file_whatever_it_carries(served: Site, place: Place) -> None:
    stands = served.desk.decide("datasources", served.desk.items("datasources")[0].key, NotATag())
    entry = stands.entry  # one that can be taken back, so that a GET that does so is seen
    class_id = served.desk.safe_classes()[0].class_id
    before = files(place)
    forms = [
        decision(served),
        decision(served, entry=entry, id=class_id, member="x", back="/queue", keys="off"),
        decision(served, do="deprecate", id="ds-0005", entry=entry),
    ]
    every = routes(served, "GET") + routes(served, "POST")
    assert {"/decide", "/undo", "/class", "/term", "/keys", "/queue"} <= set(every)
    for path in every:
        for form in forms:
            for method in ("GET", "HEAD"):
                status, headers, _ = ask(served, f"{path}?{form}", method)
                assert status < 500, (method, path)
                assert "Set-Cookie" not in headers, (method, path)
    assert files(place) == before


@pytest.mark.parametrize(
    ("headers", "token", "secret"),
    [
        ({"Host": "evil.example"}, "", True),
        ({"Origin": "https://evil.example"}, "", True),
        ({"Origin": None}, "", True),
        ({"Sec_Fetch_Site": "cross-site"}, "", True),
        ({}, "x" * 43, True),
        ({}, "", False),
    ],
    ids=["host", "origin", "no origin", "fetch site", "token", "no secret"],
)
def test_no_route_takes_a_form_that_lacks_one_thing(
    served: Site, place: Place, headers: dict[str, str | None], token: str, secret: bool
) -> None:
    before, changed = files(place), {"token": token} if token else {}
    changing = routes(served, "POST")
    assert len(changing) >= 5
    for path in changing:
        at = path if secret else f"//{path}"
        assert ask(served, at, "POST", decision(served, **changed), **headers)[0] in {400, 403}, path
    assert files(place) == before


def test_each_route_sends_exactly_this_policy(served: Site) -> None:
    for path in [*routes(served, "GET"), "/nothing", "//evil"]:
        assert ask(served, path)[1]["Content-Security-Policy"] == POLICY, path


def test_no_route_upgrades_to_a_web_socket(served: Site) -> None:
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Version": "13",
    }
    for path in routes(served, "GET"):
        status, headers, _ = ask(served, path, **upgrade)
        assert status != 101, path
        assert "Sec-WebSocket-Accept" not in headers


def test_the_socket_is_bound_to_127_0_0_1_alone(served: Site) -> None:
    """127.0.0.2 is this machine as well: a socket bound to all addresses would answer there."""
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", served.port), timeout=2).close()


def test_the_secret_and_the_form_token_are_in_no_log(
    served: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(served, "/queue")
        ask(served, "/nothing")
        ask(served, "/decide", "POST", decision(served))
        ask(served, "/decide", "POST", decision(served, token="wrong"))
    told = caplog.text + "".join(capfd.readouterr())
    for secret in (served.keys.path, served.keys.form, served.keys.ticket):
        assert secret not in told
        assert secret not in repr(served.keys)


def test_the_secret_is_sent_to_no_other_origin(served: Site, opened: Open) -> None:
    """A link that leads away carries no Referer, not even to another port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(15)
        page = opened(f"{served.address}queue")
        address = f"http://127.0.0.1:{other.getsockname()[1]}/"
        page.evaluate(
            "a => { const l = document.createElement('a'); l.href = a; document.body.append(l); l.click() }", address
        )
        heard = b""
        with ExitStack() as stack:
            connection = stack.enter_context(other.accept()[0])
            connection.settimeout(15)
            while b"\r\n\r\n" not in heard:
                heard += connection.recv(4096)
            connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    assert heard.startswith(b"GET / ")
    assert served.keys.path.encode() not in heard
    assert b"referer:" not in heard.lower()


def test_a_script_stored_in_any_place_is_shown_and_never_run(made: Made, opened: Open) -> None:
    """In a tag, a label, a definition, a note, a file's name, a report's line, a curator's name."""
    label = '"<img src=x onerror=""document.title=\'run\'"">pictures"'
    name = "<img src=x onerror=document.title='run'> {}.md"
    place = made({"surveys": 2, SCRIPT: 3, "satelite imagery": 2}, TERMS + f"ds-0006,{label},,active,,,1.0.0\n", name)
    with site(place.desk(SCRIPT.replace("\n", " "))) as served:
        desk = served.desk
        tag = next(item for item in desk.items("datasources", 0, 9) if "script" in item.raw)
        other = next(item for item in desk.items("datasources", 0, 9) if item.raw == "satelite imagery")
        desk.decide("datasources", "ds-0003", Define(f"Asked of many. {SCRIPT}"))
        page = opened(served.address)
        at = f"queue?facet=datasources&of=datasources&key={tag.key}"
        page.goto(f"{served.address}{at}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("<script>")
        assert "onerror" in page.get_by_text(re.compile(r"\.md")).first.inner_text()
        desk.decide("datasources", other.key, Accept("ds-0004", note=SCRIPT))
        made_term = desk.decide("datasources", tag.key, NewTerm(f"new {SCRIPT}", note=SCRIPT))
        desk.undo(made_term.entry)
        for path in (
            at, "queue", f"{at}&text=%3Cscript%3E", f"{at}&do=new_term&label=%3Cscript%3E", "classes",
            "terms?facet=datasources", "term?facet=datasources&id=ds-0003", "term?facet=datasources&id=ds-0006",
            "term?facet=datasources&id=ds-0003&do=merge&into=%3Cscript%3E", "history", "class?id=%3Cscript%3E",
            "term?facet=%3Cscript%3E&id=%3Cscript%3E", "queue?facet=%3Cscript%3Ealert(1)%3C/script%3E",
        ):  # fmt: skip
            page.goto(f"{served.address}{path}")
            assert page.title() != "run", path
            assert page.locator("img, script:not([src])").count() == 0, path
        for served_list in ("/search?facet=datasources&text=pict", "/search?facet=datasources&text=%3Cscript%3E"):
            status, headers, _ = ask(served, served_list)
            assert (status, headers["Content-Type"].split(";")[0]) == (200, "application/json")
