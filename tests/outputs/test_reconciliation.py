"""`tagfold serve`: the reconciliation API 0.2 over real HTTP, by the shapes of its specification."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from jsonschema import Draft202012Validator

from tagfold.localserver import serving
from tagfold.outputs.reconciliation import MAX_QUERIES, ReconciliationService
from tagfold.outputs.reconciliation_http import MAX_BATCH, SERVICE_HEADERS, ReconciliationEndpoint
from tagfold.outputs.term_properties import MAX_TERMS, TermCount
from tagfold.taxonomy.files import read_taxonomy
from tagfold.warehouse.queries import counts_of_terms, taxonomy_in
from tests.conftest import REPORT, published, write_taxonomy
from tests.outputs import reconciliation_shapes as shapes

OPENREFINE = "http://127.0.0.1:3333"


class Client:
    """Asks the service of one port."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Host": f"127.0.0.1:{self.port}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        if form is None:
            connection.request(sent.pop("Method", "GET"), path, headers=sent)
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(form), headers=kind | sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def json(self, path: str, form: dict[str, str] | None = None) -> Any:
        status, headers, text = self.ask(path, form)
        assert (status, headers["Content-Type"]) == (200, "application/json"), text
        return json.loads(text)

    def candidates(self, **query: object) -> list[dict[str, Any]]:
        found = self.json("/reconcile", {"queries": json.dumps({"q0": query})})
        return list(found["q0"]["result"])


@contextmanager
def served(service: ReconciliationService) -> Iterator[Client]:
    with serving(lambda port: ReconciliationEndpoint(service, port), MAX_BATCH) as running:
        thread = threading.Thread(target=running.run)
        thread.start()
        try:
            yield Client(int(running.door.address.split(":")[2].split("/")[0]))
        finally:
            running.stop()
            thread.join()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = write_taxonomy(tmp_path_factory.mktemp("served") / "taxonomy")
    with (folder / "country/terms.csv").open("a") as stream:
        stream.write("iso-ZZZ,interviews,,active,,<script>alert(1)</script>,1.0.0\n")
    with served(ReconciliationService(read_taxonomy(folder))) as client:
        yield client


DATASOURCES = {"id": "datasources", "name": "Data sources"}


def test_the_manifest_has_what_the_specification_asks(client: Client) -> None:
    manifest = client.json("/reconcile")
    assert manifest == client.json("/")
    assert manifest["versions"] == ["0.2"]
    assert all(isinstance(manifest[name], str) for name in ("name", "identifierSpace", "schemaSpace"))
    assert DATASOURCES in manifest["defaultTypes"]
    assert "{{id}}" in manifest["view"]["url"]
    assert ("{{id}}" in manifest["preview"]["url"], manifest["preview"]["width"]) == (True, 400)
    assert set(manifest["suggest"]) == {"entity", "property", "type"}
    for service in manifest["suggest"].values():
        assert client.json(service["service_path"] + "?prefix=zzz") == {"result": []}


def test_a_candidate_is_a_match_only_where_the_matcher_decides(client: Client) -> None:
    (mapped, *others) = client.candidates(query="deep interviews", type="datasources")
    assert mapped == {
        "id": "ds-0002", "name": "in-depth interviews", "description": "Long talks with one person.",
        "type": [DATASOURCES], "score": 100.0, "match": True,
    }  # fmt: skip
    assert [one["match"] for one in others] == [False] * len(others)
    auto = client.candidates(query="In-depth interview", type=["datasources"])[0]
    assert (auto["id"], auto["match"], 90 < auto["score"] < 100) == ("ds-0002", True, True)
    undecided = client.candidates(query="surveillance survey of ants", type="datasources")
    assert undecided
    assert not any(one["match"] for one in undecided)
    assert client.candidates(query="n/a", type="datasources") == []
    glued = client.candidates(query="surveys, interviews", type="datasources")
    assert [(one["id"], one["score"], one["match"]) for one in glued[:2]] == [
        ("ds-0001", 100.0, False), ("ds-0003", 100.0, False),
    ]  # fmt: skip


def test_what_two_facets_decide_is_left_to_a_person(client: Client) -> None:
    found = {one["id"]: one["match"] for one in client.candidates(query="interviews") if one["score"] == 100}
    assert found == {"ds-0001": False, "iso-ZZZ": False}
    assert client.candidates(query="interviews", type="datasources")[0]["match"] is True
    assert client.candidates(query="Zambia")[0]["match"] is True


def test_batches_limits_and_types(client: Client) -> None:
    batch = {"a": {"query": "surveys", "limit": 1}, "b": {"query": "Fiji", "type": "country", "properties": []}}
    by_form = client.json("/reconcile", {"queries": json.dumps(batch)})
    assert by_form == client.json(f"/reconcile?queries={quote(json.dumps(batch))}")
    assert {key: [one["id"] for one in found["result"]][:1] for key, found in by_form.items()} == {
        "a": ["ds-0003"],
        "b": ["iso-FJI"],
    }
    assert len(by_form["a"]["result"]) == 1
    assert client.candidates(query="surveys", type="unknown") == []
    assert client.candidates(query="surveys" + " " * 1000) == []  # too long to be a term
    assert client.candidates(properties=[{"pid": "p", "v": "surveys"}]) == []


@pytest.mark.parametrize(
    ("queries", "why"),
    [
        ("{", "queries must be JSON"),
        ("[" * 100_000, "queries must be JSON"),
        ("[1]", "queries must be a JSON object of query objects"),
        ('{"q": 1}', "queries must be a JSON object of query objects"),
        ('{"q": {"query": 1}}', "a query must be a text"),
        ('{"q": {"query": "a", "limit": "x"}}', "the limit must be a number from 1 on"),
        ('{"q": {"query": "a", "limit": NaN}}', "the limit must be a number from 1 on"),
        ('{"q": {"query": "a", "limit": 1e999}}', "the limit must be a number from 1 on"),
        ('{"q": {"query": "a", "type": {}}}', "a type must be the name of a facet, or a list of names"),
        (
            json.dumps({str(n): {"query": ""} for n in range(MAX_QUERIES + 1)}),
            f"there are more than {MAX_QUERIES} queries; send fewer at once",
        ),
    ],
)
def test_what_is_not_a_query_is_one_sentence(client: Client, queries: str, why: str) -> None:
    status, _, text = client.ask("/reconcile", {"queries": queries})
    assert (status, json.loads(text)) == (400, {"status": "error", "message": why})


def test_terms_and_facets_are_suggested(client: Client) -> None:
    found = client.json("/suggest/entity?prefix=inter")["result"]
    assert found[0] == {
        "id": "ds-0001", "name": "interviews", "description": "Talks with people.", "notable": [DATASOURCES],
    }  # fmt: skip
    assert [one["id"] for one in found] == ["ds-0001", "iso-ZZZ", "ds-0002"]
    assert [one["id"] for one in client.json("/suggest/entity?prefix=inter&cursor=2")["result"]] == ["ds-0002"]
    assert client.json("/suggest/entity?prefix=depth+talks")["result"] == []  # deprecated
    assert client.json("/suggest/type?prefix=data")["result"] == [DATASOURCES]


def test_a_term_is_shown_as_text_in_a_frame_of_this_machine_only(client: Client) -> None:
    status, headers, page = client.ask("/term?id=ds-0002")
    assert (status, "<h1>in-depth interviews</h1>" in page, "<p>interviews</p>" in page) == (200, True, True)
    assert {name: headers[name] for name in SERVICE_HEADERS} == SERVICE_HEADERS
    assert "<script" not in client.ask("/term?id=iso-ZZZ")[2]
    assert client.ask("/term?id=nobody")[0] == 404
    assert client.ask("/etc/passwd")[0] == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:{port}"}, 200),
        ({"Host": "evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Origin": OPENREFINE}, 200),
        ({"Origin": "http://localhost:3333", "Sec_Fetch_Site": "cross-site"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Method": "DELETE"}, 405),
    ],
)
def test_only_programs_of_this_machine_are_answered(client: Client, headers: dict[str, str], status: int) -> None:
    sent = {name: text.format(port=client.port) for name, text in headers.items()}
    answer, got, text = client.ask("/suggest/entity?prefix=inter", None, **sent)
    assert (answer, "interviews" in text) == (status, status == 200)
    allowed = sent.get("Origin") if status == 200 else None
    assert got.get("Access-Control-Allow-Origin") == allowed


def test_there_is_no_jsonp_and_a_body_has_a_limit(client: Client) -> None:
    status, _, text = client.ask("/reconcile?callback=alert")
    assert (status, "alert" in text) == (400, False)
    assert client.ask("/reconcile", {"queries": "{}", "callback": "alert"})[0] == 400
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)
    connection.putrequest("POST", "/reconcile")
    connection.putheader("Content-Length", str(MAX_BATCH + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413  # before the body is sent
    connection.close()
    long = {"queries": json.dumps({"q": {"query": "x" * (MAX_BATCH - 100)}})}
    assert client.json("/reconcile", long) == {"q": {"result": []}}


def extended(client: Client, ids: list[str], *properties: str) -> Any:
    return client.json(
        "/reconcile", {"extend": json.dumps({"ids": ids, "properties": [{"id": one} for one in properties]})}
    )


def test_a_column_of_terms_is_extended_by_their_properties(client: Client) -> None:
    offered = client.json("/properties?type=datasources")
    assert offered["type"] == "datasources"
    assert [one["id"] for one in offered["properties"]] == ["label", "definition", "broader", "facet", "status"]
    assert len(client.json("/properties?type=datasources&limit=2")["properties"]) == 2
    assert client.json("/suggest/property?prefix=broad") == {"result": [{"id": "broader", "name": "Broader term"}]}
    assert extended(client, ["ds-0002", "ds-0001", "nobody"], "label", "broader", "facet", "status") == {
        "meta": [
            {"id": "label", "name": "Label"},
            {"id": "broader", "name": "Broader term"},
            {"id": "facet", "name": "Facet"},
            {"id": "status", "name": "Status"},
        ],
        "rows": {
            "ds-0002": {
                "label": [{"str": "in-depth interviews"}],
                "broader": [{"id": "ds-0001", "name": "interviews"}],
                "facet": [{"str": "Data sources"}],
                "status": [{"str": "active"}],
            },
            "ds-0001": {
                "label": [{"str": "interviews"}],
                "broader": [],
                "facet": [{"str": "Data sources"}],
                "status": [{"str": "active"}],
            },
            "nobody": {"label": [], "broader": [], "facet": [], "status": []},
        },
    }


@pytest.mark.parametrize(
    ("extend", "why"),
    [
        ("{", "extend must be JSON"),
        ("[]", "extend must be a JSON object with a list of ids, which are texts"),
        ('{"ids": [1], "properties": []}', "extend must be a JSON object with a list of ids, which are texts"),
        ('{"ids": [], "properties": [{"id": 1}]}', "extend must have a list of properties, each an object with an id"),
        ('{"ids": [], "properties": ["label"]}', "extend must have a list of properties, each an object with an id"),
        (
            '{"ids": [], "properties": [{"id": "uses"}]}',
            "there is no property 'uses'; there are label, definition, broader, facet, status",
        ),
        (
            json.dumps({"ids": ["a"] * (MAX_TERMS + 1), "properties": []}),
            "there are more than 1000 ids; send fewer at once",
        ),
    ],
)
def test_what_is_not_an_extension_is_one_sentence(client: Client, extend: str, why: str) -> None:
    status, _, text = client.ask("/reconcile", {"extend": extend})
    assert (status, json.loads(text)) == (400, {"status": "error", "message": why})


def test_a_database_says_how_often_its_terms_are_used(tmp_path: Path) -> None:
    database = published(tmp_path, {"bees.md": REPORT, "more.md": "# More\n[[datasources:Deep interviews]]\n"})
    counts = {term_id: TermCount(*found) for term_id, found in counts_of_terms(database).items()}
    service = ReconciliationService(taxonomy_in(database), counts=counts)
    asked = {"ids": ["ds-0002", "iso-FJI"], "properties": [{"id": "reports"}, {"id": "uses"}]}
    assert service.extension(asked)["rows"] == {
        "ds-0002": {"reports": [{"int": 2}], "uses": [{"int": 3}]},
        "iso-FJI": {"reports": [{"int": 0}], "uses": [{"int": 0}]},
    }


def test_answers_have_the_shapes_of_the_specification(client: Client) -> None:
    for path, shape in {
        "/reconcile": shapes.MANIFEST,
        "/suggest/entity?prefix=inter": shapes.SUGGESTED_ENTITIES,
        "/suggest/property?prefix=": shapes.SUGGESTED_PROPERTIES,
        "/suggest/type?prefix=": shapes.SUGGESTED_TYPES,
        "/properties?type=datasources&limit=3": shapes.PROPOSED_PROPERTIES,
    }.items():
        answer = client.json(path)
        assert list(Draft202012Validator(shape).iter_errors(answer)) == []
        assert all(answer.get(key) != [] for key in ("result", "properties", "defaultTypes"))
    found = client.json("/reconcile", {"queries": '{"q": {"query": "deep interviews"}, "r": {"query": ""}}'})
    assert list(Draft202012Validator(shapes.RESULTS).iter_errors(found)) == []
    values = extended(client, ["ds-0002", "nobody"], "label", "definition", "broader", "facet", "status")
    assert list(Draft202012Validator(shapes.EXTENSION).iter_errors(values)) == []
    values["rows"]["ds-0002"]["label"] = [{"str": 1}]
    assert list(Draft202012Validator(shapes.EXTENSION).iter_errors(values))


def test_a_database_serves_the_taxonomy_it_was_made_with(tmp_path: Path) -> None:
    database = published(tmp_path, {"bees.md": REPORT})
    taxonomy = taxonomy_in(database)
    for facet, made_with in read_taxonomy(tmp_path / "taxonomy").vocabularies.items():
        terms = taxonomy.vocabularies[facet].terms
        assert {(t.term_id, t.label, t.definition, t.status, t.broader_id) for t in terms} == {
            (t.term_id, t.label, t.definition, t.status, t.broader_id) for t in made_with.terms
        }
    (found,) = ReconciliationService(taxonomy).answers({"q": {"query": "deep interviews", "limit": 1}}).values()
    assert (found["result"][0]["id"], found["result"][0]["match"]) == ("ds-0002", True)


def test_the_command_serves_until_it_is_interrupted(taxonomy: Path) -> None:
    command = [sys.executable, "-m", "tagfold", "serve", "--taxonomy", str(taxonomy), "--port", "0", "--json"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - in the background there is none
    ) as run:
        assert run.stdout
        said = json.loads("".join(run.stdout.readline() for _ in range(4)))
        assert said["terms"] == 7
        assert Client(int(said["address"].split(":")[2].split("/")[0])).candidates(query="Fiji")[0]["match"] is True
        run.send_signal(signal.SIGINT)
        assert run.wait(60) in (0, 130)
