"""Servers on this machine: one of the S3 protocol, for the tests of object storage."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tagfold.store_url import StoreUrl, store_url

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(frozen=True)
class ObjectServer:
    """The server, with a client that is not the one that is tested."""

    endpoint: str

    def client(self, service: str = "s3", **credentials: str) -> Any:
        import boto3

        given = credentials or {"aws_access_key_id": "test", "aws_secret_access_key": "secret"}
        return boto3.client(service, endpoint_url=self.endpoint, region_name="us-east-1", **given)

    def url(self, place: str) -> StoreUrl:
        return store_url(f"s3://{place}?endpoint_override={self.endpoint}")

    def put(self, bucket: str, objects: dict[str, bytes]) -> None:
        client = self.client()
        client.create_bucket(Bucket=bucket)
        for key, content in objects.items():
            client.put_object(Bucket=bucket, Key=key, Body=content)

    def put_folder(self, folder: Path, bucket: str, prefix: str) -> None:
        files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        self.put(bucket, {f"{prefix}/{path.relative_to(folder).as_posix()}": text for path, text in files.items()})

    def keys(self, bucket: str) -> list[str]:
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return [item["Key"] for page in pages for item in page.get("Contents", ())]

    def demand_credentials(self) -> None:
        """From now on, look at who asks, and what they may."""
        address, plain = f"{self.endpoint}/moto-api/reset-auth", {"Content-Type": "text/plain"}
        urllib.request.urlopen(urllib.request.Request(address, b"0", plain)).close()


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 60
            endpoint = f"http://127.0.0.1:{port}"
            while process.poll() is None and time.monotonic() < deadline:
                with suppress(OSError), urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=5):
                    break
                time.sleep(0.1)
            yield ObjectServer(endpoint)
        finally:
            process.terminate()
