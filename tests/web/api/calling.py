"""A program that calls the record store, for the tests of its resources."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from redcloud.apps.people.models import Organisation, OrganisationKind
from redcloud.apps.records.actions import NewCredential, make_credential
from redcloud.apps.records.models import Scope

ENDPOINT = "/api/xapi/"
AGENT = json.dumps({"objectType": "Agent", "mbox": "mailto:li@example.org"})
COURSE = "https://lms.example.org/course/1"


def bare_root(slug: str = "bare") -> Organisation:
    """Return an organisation of nobody: all that the interface needs, in a tenth of the world's time."""
    return Organisation.objects.create(kind=OrganisationKind.COMMITTEE, name="测试党委", slug=slug)


def new_key(root: Organisation, *scopes: Scope) -> NewCredential:
    """Return a credential with every approval that reading needs; one for everything if no scope is named."""
    return make_credential(
        actor=None,
        root=root,
        name="lms",
        scopes=scopes or (Scope.ALL,),
        approver="北山",
        purpose="test",
        expires_at=timezone.now() + timedelta(days=1),
    )


@contextmanager
def below_the_test_client() -> Iterator[None]:
    """Let the application be called as a server calls it, and leave the test its transaction.

    At the start and the end of a request Django closes connections that are not as it made them, and a
    test's is in a transaction. The test client sees to this itself.
    """
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


class Program:
    """Speaks one version with one credential; a keyword argument becomes a query parameter."""

    def __init__(self, made: NewCredential, version: str | None = "1.0.3") -> None:
        text = f"{made.credential.key}:{made.secret}"
        self.authorization = f"Basic {base64.b64encode(text.encode()).decode()}"
        self.headers = {"Authorization": self.authorization}
        if version:
            self.headers["X-Experience-API-Version"] = version
        self.client = Client()

    def call(
        self,
        method: str,
        path: str,
        /,
        body: Any = b"",
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
        **query: str,
    ) -> Any:
        """Send one request; a body that is no bytes goes as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        address = ENDPOINT + path + (f"?{urlencode(query)}" if query else "")
        return self.client.generic(
            method, address, data, content_type, headers={**self.headers, **(headers or {})}
        )
