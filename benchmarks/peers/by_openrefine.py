"""OpenRefine's clusterers, asked over the HTTP interface of a server of its own (Debian's package `openrefine`).

Linking: list and queries are one column; the labels that share a cluster with a query are its guesses.
"""

from __future__ import annotations

import atexit
import csv
import io
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.protocol import Absent, Answered, Labels, best_first, peak_mb, serve

HOME = Path(os.environ.get("OPENREFINE", "/usr/share/openrefine"))


def _knn(radius: float) -> dict[str, Any]:
    return {"type": "knn", "function": "levenshtein", "params": {"radius": radius, "blocking-ngram-size": 6}}


METHODS: dict[str, dict[str, Any]] = {
    "fingerprint": {"type": "binning", "function": "fingerprint", "params": {}},
    "ngram-fingerprint": {"type": "binning", "function": "ngram-fingerprint", "params": {"ngram-size": 2}},
    "levenshtein": _knn(1.0),
}
RADII = (1.0, 2.0, 3.0, 4.0)


class OpenRefine:
    """One clusterer with the settings that its dialog opens with."""

    distribution = ""

    def __init__(self, words: Sequence[str]) -> None:
        if not (HOME / "refine").exists() or not shutil.which("java"):
            raise Absent("not installed (Debian: apt-get install openrefine)")
        self._method = METHODS[words[0]]
        self.peak_mb = 0.0
        self.version = ""
        self._living = ExitStack()
        atexit.register(self._living.close)

    def cluster(self, tags: Sequence[str]) -> Labels:
        (groups,) = self._groups(tags, [self._method])
        return _labels(tags, groups)

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        if self._method is not METHODS["levenshtein"]:
            return {}
        groups = self._groups(tags, [_knn(radius) for radius in RADII])
        return {str(radius): _labels(tags, found) for radius, found in zip(RADII, groups, strict=True)}

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        (groups,) = self._groups([*listed, *queries], [self._method])
        labels, found = set(listed), dict[str, list[tuple[str, float]]]()
        for group in groups:
            known = [(value, 1.0) for value in group if value in labels]
            for value in group:
                found.setdefault(value, []).extend(known)
        return [best_first([(q, 1.0)] if q in labels else found.get(q, []), 1.0) for q in queries]

    def _groups(self, values: Sequence[str], methods: Sequence[dict[str, Any]]) -> list[list[list[str]]]:
        address, process = self._server
        project = _project(address, values)
        groups = [_clusters(address, project, method) for method in methods]
        self.version = json.loads(_call(f"{address}/get-version")[1])["version"]
        self.peak_mb = peak_mb(process)
        return groups

    @cached_property
    def _server(self) -> tuple[str, int]:
        """Its address and process; it lives as long as this program."""
        return self._living.enter_context(_server())


@contextmanager
def _server() -> Iterator[tuple[str, int]]:
    folder = tempfile.mkdtemp()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["./refine", "-p", str(port), "-i", "127.0.0.1", "-d", folder, "-x", "refine.headless=true"]
    process = subprocess.Popen(  # the script ends by becoming java
        command, cwd=HOME, env={**os.environ, "HOME": folder}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/command/core"
    try:
        for _ in range(300):
            try:
                _call(f"{address}/get-version")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield address, process.pid
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _call(url: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> tuple[str, str]:
    """Where the call ended after redirections, and the text found there."""
    request = urllib.request.Request(url, data=body, headers={"Content-Type": kind})
    with urllib.request.urlopen(request) as answer:
        return answer.geturl(), answer.read().decode()


def _token(address: str) -> str:
    return str(json.loads(_call(f"{address}/get-csrf-token")[1])["token"])


def _project(address: str, values: Sequence[str]) -> str:
    """A project with the values as its one column; its number."""
    lines = io.StringIO(newline="")
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([["tag"], *([value] for value in values)])
    border = uuid.uuid4().hex
    part = f"--{border}\r\nContent-Disposition: form-data; name="
    body = (
        f'{part}"project-file"; filename="tags.csv"\r\n\r\n{lines.getvalue()}\r\n'
        f'{part}"project-name"\r\n\r\ntags\r\n--{border}--\r\n'
    ).encode()
    options = urllib.parse.urlencode({
        "csrf_token": _token(address), "format": "text/line-based/*sv",
        "options": json.dumps({"separator": ",", "encoding": "UTF-8", "guessCellValueTypes": False}),
    })  # fmt: skip
    place, _ = _call(f"{address}/create-project-from-upload?{options}", body, f"multipart/form-data; boundary={border}")
    return place.rpartition("project=")[2]


def _clusters(address: str, project: str, method: dict[str, Any]) -> list[list[str]]:
    """The values of each cluster found."""
    asked = {
        "engine": json.dumps({"facets": [], "mode": "row-based"}),
        "clusterer": json.dumps({**method, "column": "tag"}),
        "csrf_token": _token(address),
    }
    _, said = _call(f"{address}/compute-clusters?project={project}", urllib.parse.urlencode(asked).encode())
    return [[choice["v"] for choice in group] for group in json.loads(said)]


def _labels(tags: Sequence[str], groups: Sequence[Sequence[str]]) -> Labels:
    """The first cluster to name a value has it, as when one merges down OpenRefine's list."""
    taken: dict[str, int] = {}
    for number, group in enumerate(groups):
        for value in group:
            taken.setdefault(value, number)
    return [taken.get(tag.strip(), f"alone: {tag}") for tag in tags]


if __name__ == "__main__":
    serve(OpenRefine)
