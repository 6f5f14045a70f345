"""Attacks over real HTTP: each of them was an advisory of some tool that serves a page on localhost."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from pipeline.review.page.door import MAX_BODY
from tests.review.page.conftest import Made, Place, Site, site

Answer = tuple[int, dict[str, str], str]


@pytest.fixture
def place(made: Made) -> Place:
    return made()


@pytest.fixture
def served(place: Place) -> Iterator[Site]:
    with site(place.desk()) as served:
        yield served


def ask(served: Site, path: str, method: str = "GET", body: str = "", **headers: str | None) -> Answer:
    """One request; `path` is below the secret unless it begins with `//`. A header of None is not sent."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    target = path[1:] if path.startswith("//") else f"/{served.keys.path}{path}"
    sent = {"Host": f"127.0.0.1:{served.port}"}
    if method == "POST":
        sent |= {"Origin": served.origin, "Content-Type": "application/x-www-form-urlencoded"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    for name in [name for name, value in headers.items() if value is None]:
        sent.pop(name.replace("_", "-"), None)
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in sent.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body.encode())))
    connection.endheaders(body.encode())
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), text


def decision(served: Site, **changed: str) -> str:
    """A form that accepts the first tag that waits, as the page would send it."""
    item = served.desk.items("datasources", 0, 1)[0]
    from pipeline.review.page.queue_views import QueueViews
    from pipeline.review.page.shown import Shown

    seen = QueueViews(Shown(served.desk, served.keys))._seen(item)
    fields = {
        "token": served.keys.form, "facet": item.facet, "key": item.key, "term_id": "ds-0001", "do": "accept",
        "seen": seen, "at": "0", "in": "",
    }  # fmt: skip
    return urlencode(fields | changed)


def test_the_page_answers_by_its_secret_address_and_writes_what_its_own_form_says(served: Site, place: Place) -> None:
    status, headers, text = ask(served, "/queue")
    assert (status, "Where it stands" in text) == (200, True)
    assert headers["Cache-Control"] == "no-store"
    status, headers, _ = ask(served, "/decide", "POST", decision(served))
    assert (status, headers["Location"].split("said=")[0]) == (303, f"/{served.keys.path}/queue?facet=&at=0&")
    assert place.mappings().count("ds-0001,accept") == 1


def test_it_listens_on_this_machine_only(served: Site) -> None:
    others = {address[4][0] for address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in others - {"127.0.0.1"}:
        with pytest.raises(OSError, match=r"refused|unreachable"):
            socket.create_connection((str(address), served.port), timeout=2).close()
    assert served.address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "host",
    ["localhost", "evil.example", "127.0.0.1.evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]", "0.0.0.0", ""],
)
def test_a_foreign_host_is_refused_whatever_it_knows(served: Site, place: Place, host: str) -> None:
    """A name that its owner points at 127.0.0.1 reaches the socket, but carries the owner's name."""
    before = place.mappings()
    for name in (host, f"{host}:{served.port}" if host not in {"127.0.0.1", "127.0.0.1:1"} else host):
        assert ask(served, "/queue", Host=name)[0] in {400, 403}
        assert ask(served, "/decide", "POST", decision(served), Host=name)[0] in {400, 403}
    assert place.mappings() == before


def test_two_hosts_at_once_are_refused(served: Site) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        own = f"Host: 127.0.0.1:{served.port}\r\n"
        raw.sendall(
            f"GET /{served.keys.path}/queue HTTP/1.1\r\n{own}Host: evil.example\r\nConnection: close\r\n\r\n".encode()
        )
        assert raw.recv(200).split()[1] in {b"400", b"403"}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:{port}", "http://127.0.0.1:1", None]
)
def test_a_form_of_another_origin_changes_nothing(served: Site, place: Place, origin: str | None) -> None:
    before = place.mappings()
    named = origin.format(port=served.port) if origin else None
    assert ask(served, "/decide", "POST", decision(served), Origin=named)[0] == 403
    assert place.mappings() == before


@pytest.mark.parametrize("site_", ["cross-site", "same-site"])
def test_what_another_site_makes_the_browser_send_is_refused(served: Site, place: Place, site_: str) -> None:
    """`same-site` is another port of this machine."""
    before = place.mappings()
    assert ask(served, "/queue", Sec_Fetch_Site=site_)[0] == 403
    assert ask(served, "/decide", "POST", decision(served), Sec_Fetch_Site=site_)[0] == 403
    assert ask(served, "/queue", Sec_Fetch_Site="none")[0] == 200
    assert place.mappings() == before


def test_without_the_secret_there_is_nothing(served: Site, place: Place) -> None:
    before = place.mappings()
    for path in ("///", "//queue", "///queue", f"///{'x' * 43}/queue", "///static/page.css", "///favicon.ico"):
        assert ask(served, path)[0] == 403, path
    assert ask(served, f"///{'x' * 43}/decide", "POST", decision(served))[0] == 403
    assert place.mappings() == before


@pytest.mark.parametrize("token", ["", "x" * 43, "é"])
def test_a_form_without_this_run_s_token_changes_nothing(served: Site, place: Place, token: str) -> None:
    before = place.mappings()
    for path in ("/decide", "/undo", "/term", "/class", "/keys"):
        assert ask(served, path, "POST", decision(served, token=token))[0] == 403, path
    assert place.mappings() == before


def test_no_get_changes_anything(served: Site, place: Place) -> None:
    before = {path: path.read_bytes() for path in place.taxonomy.rglob("*") if path.is_file()}
    form = decision(served)
    for path in ("/decide", "/undo", "/class", "/term", "/queue", "/keys", "/history", "/classes", "/terms", "/search"):
        status, headers, _ = ask(served, f"{path}?{form}")
        assert status < 500, path
        assert "Set-Cookie" not in headers
        assert ask(served, f"{path}?{form}", "HEAD")[0] < 500
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert ask(served, "/decide", method, form)[0] == 405
    after = {path: path.read_bytes() for path in place.taxonomy.rglob("*") if path.is_file()}
    assert {path for path in after if after[path]} - set(before) == set()
    assert {path: after[path] for path in before} == before


def test_a_ticket_opens_once_and_is_not_the_secret(served: Site) -> None:
    path = urlsplit(served.ticket).path
    assert served.keys.path not in path
    assert ask(served, f"///enter/{'x' * 43}")[0] == 403
    status, headers, _ = ask(served, f"//{path}")
    assert (status, headers["Location"]) == (303, f"/{served.keys.path}/")
    assert ask(served, f"//{path}")[0] == 403


def test_each_answer_forbids_frames_sniffing_foreign_code_and_referrers(served: Site) -> None:
    for path, code in (("/queue", 200), ("/nothing", 404), ("//evil", 403), ("/static/keys.js", 200)):
        status, headers, _ = ask(served, path)
        policy = headers["Content-Security-Policy"]
        assert (status, headers["X-Content-Type-Options"]) == (code, "nosniff")
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["Referrer-Policy"], headers["X-Frame-Options"]) == ("same-origin", "DENY")
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd",
        "/static/%2fetc%2fpasswd", "/static/page.css%00.js", "/static/keys.js/..", "/../../etc/passwd",
        "/queue?facet=../../etc", "/term?facet=../datasources&id=../../x", "/class?id=../..:spelling",
    ],
)  # fmt: skip
def test_no_path_of_the_client_is_a_path_of_the_machine(served: Site, path: str) -> None:
    status, _, text = ask(served, path)
    assert status < 500
    assert "root:" not in text
    assert "def review_page" not in text


def test_a_facet_of_the_client_makes_no_folder(served: Site, place: Place) -> None:
    before = sorted(place.taxonomy.rglob("*"))
    for facet in ("../outside", "/tmp", "title", "new", "releases"):
        assert ask(served, "/decide", "POST", decision(served, facet=facet))[0] == 400
    assert [path for path in sorted(place.taxonomy.rglob("*")) if not path.name.endswith(".lock")] == before


def test_a_body_that_is_too_large_is_refused_and_a_broken_form_is_told(served: Site, place: Place) -> None:
    before = place.mappings()
    assert ask(served, "/decide", "POST", decision(served, note="x" * MAX_BODY))[0] == 413
    assert ask(served, "/decide", "POST", decision(served, do="drop"))[0] == 400
    assert ask(served, "/decide", "POST", decision(served, do="split", parts="one"))[0] == 400
    assert "Traceback" not in ask(served, "/decide", "POST", decision(served, do="accept", term_id=""))[2]
    assert place.mappings() == before


def test_the_way_back_leads_to_this_page_only(served: Site) -> None:
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/queue\r\nX: y"):
        body = urlencode({"token": served.keys.form, "keys": "off", "back": back})
        status, headers, _ = ask(served, "/keys", "POST", body)
        assert (status, headers["Location"].startswith(f"/{served.keys.path}/")) == (303, True), back
        assert "X" not in headers
