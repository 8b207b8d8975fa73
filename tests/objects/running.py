"""Starts the S3-compatible server of the tests, and tells it how to answer."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from uuid import uuid4

import boto3
import pytest

from redcloud.engine.objects import Account, Remote, account
from tests.commands.processes import free_port

CONTAINER = "cloud"
KEY, SECRET = "the-key-of-the-tests", "the-secret-of-the-tests"
_PATIENCE_S = 60


class ObjectServer:
    """A server that runs, with one container."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    @property
    def account(self) -> Account:
        """Who asks in the tests."""
        return account(
            endpoint=self.url, region="", key=KEY, secret=SECRET, in_path=True, plain_loopback=True
        )

    @cached_property
    def client(self) -> Any:
        """What looks at the server past the product."""
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
        )

    @property
    def environment(self) -> dict[str, str]:
        """Settings for processes of the product."""
        return {
            "REDCLOUD_S3_ENDPOINT": self.url,
            "REDCLOUD_S3_ACCESS_KEY": KEY,
            "REDCLOUD_S3_SECRET_KEY": SECRET,
            "REDCLOUD_S3_LOOPBACK": "true",
        }

    def place(self, container: str = CONTAINER) -> Remote:
        """Somewhere that nobody else uses."""
        return Remote(self.account, container, f"lake-{uuid4().hex[:12]}")

    def told(self, **how: Any) -> None:
        """Set how the server answers from now on (``server.Told``); nothing: as it should."""
        self._ask("/_told", json.dumps(how).encode())

    def counted(self) -> dict[str, int]:
        """What was asked since this was last called."""
        found: dict[str, int] = json.loads(self._ask("/_counted"))
        return found

    def contents(self, place: Remote) -> dict[str, bytes]:
        """All objects of a place, by their whole names."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=place.container, Prefix=place.prefix + "/"
        )
        names = [one["Key"] for page in pages for one in page.get("Contents", ())]
        return {
            name: self.client.get_object(Bucket=place.container, Key=name)["Body"].read() for name in names
        }

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        with urllib.request.urlopen(self.url + path, body, timeout=30) as answer:  # noqa: S310 - loopback
            found: bytes = answer.read()
            return found


@contextmanager
def running() -> Iterator[ObjectServer]:
    """Start a server in a process of its own and end it afterwards."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.objects.server", str(port)])
    try:
        server = ObjectServer(port)
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                server.counted()
                break
            except OSError:
                assert process.poll() is None, "the server of the tests did not start"
                assert time.monotonic() < deadline, "the server of the tests does not answer"
                time.sleep(0.1)
        server.client.create_bucket(Bucket=CONTAINER)
        yield server
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def _object_server() -> Iterator[ObjectServer]:
    with running() as server:
        yield server


@pytest.fixture
def object_server(_object_server: ObjectServer) -> Iterator[ObjectServer]:
    """An S3-compatible server that answers as it should; what a test tells it ends with the test."""
    yield _object_server
    _object_server.told()
