"""Attacks over real HTTP: each of them was an advisory of some tool that serves a page on localhost."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser

from tagfold.localserver import HEADERS
from tagfold.review.actions import MarkNotATag
from tagfold.review.web.access import MAX_BODY
from tagfold.review.web.app import review_page
from tests.browser import CHROMIUM, CHROMIUM_OPTIONS
from tests.review.web.conftest import Open, Place, Site

Answer = tuple[int, dict[str, str], str]


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
    from tagfold.review.web.page_layout import PageLayout
    from tagfold.review.web.queue_views import QueueViews

    seen = QueueViews(PageLayout(served.desk, served.keys))._seen(item)
    fields = {
        "token": served.keys.form, "facet": item.facet, "key": item.key, "term_id": "ds-0001", "do": "accept",
        "seen": seen, "at": "0", "in": "",
    }  # fmt: skip
    return urlencode(fields | changed)


def test_the_page_answers_by_its_secret_address_and_writes_what_its_own_form_says(served: Site, place: Place) -> None:
    status, headers, text = ask(served, "/queue")
    assert (status, "Where it is used" in text) == (200, True)
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
    for path in ("/decide", "/undo", "/term", "/class", "/keys", "/judge", "/guide"):
        assert ask(served, path, "POST", decision(served, token=token))[0] == 403, path
    assert place.mappings() == before


def routes(served: Site) -> list[tuple[str, set[str]]]:
    """Every address of the page with the methods it knows, from the map of the application itself."""
    found: dict[str, set[str]] = {}
    for rule in review_page(served.desk, served.keys).url_map.iter_rules():
        found.setdefault(rule.rule.replace("<name>", "page.css"), set()).update(rule.methods or ())
    return list(found.items())


def changing(served: Site) -> list[str]:
    return [path for path, methods in routes(served) if "POST" in methods]


def everything(place: Place) -> dict[str, bytes]:
    """All files of the taxonomy, by path."""
    return {str(path): path.read_bytes() for path in place.taxonomy.rglob("*") if path.is_file()}


def test_the_routes_that_change_something_are_these(served: Site) -> None:
    """A new one must be thought about here: it is a form, it carries the token, and a GET does nothing."""
    assert sorted(changing(served)) == [
        "/class", "/class/effect", "/decide", "/guide", "/judge", "/keys", "/term", "/together", "/together/write",
        "/undo",
    ]  # fmt: skip
    for path, methods in routes(served):
        assert methods <= {"GET", "HEAD", "POST", "OPTIONS"}, path


def test_no_get_of_any_route_changes_anything(served: Site, place: Place) -> None:
    item = served.desk.items("datasources", 0, 1)[0]
    entry = served.desk.decide("datasources", item.key, MarkNotATag()).entry
    chosen = served.desk.bulk_classes()[0].class_id
    before, waiting = everything(place), served.desk.count()
    asked = {"entry": entry, "id": "ds-0003", "text": "inter", "pick": "ds-0001", "of": "datasources", "keys": "off"}
    actions = ("accept", "reject", "new_term", "split", "not_a_tag", "unsure", "rename", "merge", "deprecate", "define")
    filled = {"label": "x y", "definition": "z", "into": "interviews", "parts": "a"}
    for path, methods in routes(served):
        for do in actions:
            query = decision(served, **asked, **filled, do=do)
            for method in ("GET", "HEAD"):
                status, headers, _ = ask(served, f"{path}?{query}", method)
                assert status < 500, path
                assert "GET" in methods or status == 405, path
                assert "Set-Cookie" not in headers
        ask(served, f"{path}?{urlencode({'id': chosen, 'member': item.key, 'token': served.keys.form})}")
    assert (everything(place), served.desk.count(), len(served.desk.history(9))) == (before, waiting, 1)


def test_other_methods_are_refused_at_every_route(served: Site, place: Place) -> None:
    before = everything(place)
    for path, _ in routes(served):
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            assert ask(served, path, method, decision(served))[0] == 405, (method, path)
    assert everything(place) == before


def test_every_route_asks_for_host_secret_origin_and_token(served: Site, place: Place) -> None:
    before = everything(place)
    for path, methods in routes(served):
        for method in sorted(methods & {"GET", "POST"}):
            form = decision(served) if method == "POST" else ""
            assert ask(served, path, method, form, Host=f"evil.example:{served.port}")[0] == 403, path
            assert ask(served, path, method, form, Sec_Fetch_Site="cross-site")[0] == 403, path
            assert ask(served, f"///{'x' * 43}{path}", method, form)[0] == 403, path
            assert ask(served, f"//{path}", method, form)[0] == 403, path
        if "POST" in methods:
            assert ask(served, path, "POST", decision(served), Origin="https://evil.example")[0] == 403, path
            assert ask(served, path, "POST", decision(served), Origin=None)[0] == 403, path
            assert ask(served, path, "POST", decision(served, token="x" * 43))[0] == 403, path
            assert ask(served, f"{path}?token={served.keys.form}", "POST", decision(served, token=""))[0] == 403, path
    assert everything(place) == before


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def test_the_content_policy_is_this_one_at_every_route(served: Site) -> None:
    for path, _ in routes(served):
        assert ask(served, path)[1]["Content-Security-Policy"] == POLICY, path


def test_there_is_no_web_socket(served: Site) -> None:
    head = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    for path, _ in routes(served):
        status, headers, _ = ask(served, path, **head, Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==")
        assert status != 101
        assert "Upgrade" not in headers
    script = ask(served, "/static/keys.js")[2]
    for word in ("WebSocket", "EventSource", "eval(", "Function(", "innerHTML", "insertAdjacentHTML", "document.write"):
        assert word not in script


def test_it_is_bound_to_127_0_0_1_and_to_nothing_else(served: Site) -> None:
    """By the kernel's own table: address and port in hex, state 0A is listening."""
    listening = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            pytest.skip("this system has no table of sockets in /proc")
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
        listening += [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{served.port:04X}")]
    assert listening == [f"0100007F:{served.port:04X}"]


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
    assert sorted(place.taxonomy.rglob("*")) == before


def test_a_body_that_is_too_large_is_refused_and_a_broken_form_is_told(served: Site, place: Place) -> None:
    before = place.mappings()
    assert ask(served, "/decide", "POST", decision(served, note="x" * MAX_BODY))[0] == 413
    assert ask(served, "/decide", "POST", decision(served, do="drop"))[0] == 400
    assert ask(served, "/decide", "POST", decision(served, do="split", parts="one"))[0] == 400
    assert "Traceback" not in ask(served, "/decide", "POST", decision(served, do="accept", term_id=""))[2]
    assert place.mappings() == before


def raw_answer(served: Site, request: str) -> str:
    """What comes back for the bytes of a request that no client library would send."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(request.encode()[: 16 * 1024])  # it would reset a connection with more to read
        found = b""
        while chunk := connection.recv(65536):
            found += chunk
    return found.decode()


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (413, f"Content-Length: {MAX_BODY + 1}\r\n\r\n"),
        (431, f"X: {'y' * 16 * 1024}"),
        (400, "Content-Length: many\r\n\r\n"),
    ],
)
def test_answers_of_the_server_itself_have_the_policy_too(served: Site, status: int, more: str) -> None:
    found = raw_answer(served, f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n{more}")
    assert found[len("HTTP/1.1") :].startswith(f" {status} ")
    assert [f"{name}: {value}" in found for name, value in HEADERS.items()] == [True] * len(HEADERS)


def test_connections_that_send_nothing_or_little_do_not_keep_the_page_out(served: Site) -> None:
    half_open = []
    for number in range(120):
        half_open.append(socket.create_connection(("127.0.0.1", served.port), timeout=10))
        if number % 2:
            half_open[-1].sendall(b"GET / HTTP/1.1\r\nHost: ")
    assert ask(served, "/queue")[0] == 200
    for connection in half_open:
        connection.close()
    assert ask(served, "/queue")[0] == 200


def test_ten_thousand_fields_and_other_kinds_of_bodies_change_nothing(served: Site, place: Place) -> None:
    before = place.mappings()
    form = decision(served)
    assert ask(served, "/decide", "POST", form, Content_Type="text/plain")[0] == 403
    assert ask(served, "/decide", "POST", form, Content_Type="application/json")[0] == 403
    assert ask(served, "/decide", "POST", "a=&" * 10_000 + form.replace("token=", "no="))[0] == 403
    part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    many = part * 1_150 + "--b--\r\n"
    assert ask(served, "/decide", "POST", many, Content_Type="multipart/form-data; boundary=b")[0] == 403
    assert ask(served, "/decide", "POST", many * 2, Content_Type="multipart/form-data; boundary=b")[0] == 413
    assert place.mappings() == before


def test_the_way_back_leads_to_this_page_only(served: Site) -> None:
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/queue\r\nX: y"):
        body = urlencode({"token": served.keys.form, "keys": "off", "back": back})
        status, headers, _ = ask(served, "/keys", "POST", body)
        assert (status, headers["Location"].startswith(f"/{served.keys.path}/")) == (303, True), back
        assert "X" not in headers


def test_a_name_that_leads_to_this_machine_reaches_nothing_in_a_real_browser(served: Site, browser: Browser) -> None:
    """DNS rebinding: the attacker's page is loaded, then its name points here, and the browser thinks it one origin."""
    launched = browser.browser_type.launch(
        executable_path=str(CHROMIUM),
        args=[*CHROMIUM_OPTIONS, "--host-resolver-rules=MAP evil.example 127.0.0.1"],
    )
    page = launched.new_page()
    for path in ("", f"{served.keys.path}/queue", f"enter/{served.keys.ticket}"):
        answer = page.goto(f"http://evil.example:{served.port}/{path}")
        assert answer
        assert answer.status == 403
        assert "by no other name" in page.inner_text("body")
        assert served.keys.path not in page.content()
    launched.close()


def test_neither_the_secret_nor_the_form_s_token_leaves_the_page(served: Site, opened: Open) -> None:
    seen: list[dict[str, str]] = []

    class Foreign(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(dict(self.headers))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    other = HTTPServer(("127.0.0.1", 0), Foreign)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    page = opened(served.address)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    with page.expect_navigation():
        page.keyboard.press("x")
    page.keyboard.press("n")
    with page.expect_navigation():
        page.locator("details[open]").get_by_role("button", name="Show the effect").click()
    for path in ("terms", "history", "classes"):
        page.goto(f"{served.address}{path}")
    assert all(address.startswith(served.address) for address in addresses)
    assert not [address for address in addresses if served.keys.form in address]
    with page.expect_navigation():
        page.evaluate("address => location.assign(address)", f"http://127.0.0.1:{other.server_port}/")
    other.shutdown()
    other.server_close()
    assert seen
    assert not [value for headers in seen for value in headers.values() if served.keys.path in value]
    assert "Referer" not in seen[0]  # what comes after it, an icon, is asked for by the foreign page itself


def test_the_log_of_a_run_names_the_secret_once_for_the_person(place: Place) -> None:
    words = [sys.executable, "-m", "tagfold", "review", "--no-browser", "--as", "Ada"]
    words += ["--db", str(place.database), "--taxonomy", str(place.taxonomy)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        line = running.stdout.readline()
        found = re.fullmatch(r"Review page: http://127\.0\.0\.1:(\d+)/([-\w]{43})/\n", line)
        assert found
        port, secret = int(found[1]), found[2]
        for path in (f"/{secret}/queue", f"/{secret}/nothing", "/wrong", f"/{secret}/term?facet=datasources&id=x"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
        arguments = Path(f"/proc/{running.pid}/cmdline")
        assert not arguments.exists() or secret not in arguments.read_text()
        os.kill(running.pid, signal.SIGINT)
        try:
            rest, errors = running.communicate(timeout=20)
        finally:
            running.kill()  # where this signal is ignored, as in the background of a shell, it would wait for ever
    assert secret not in rest + errors
    assert "Traceback" not in errors
