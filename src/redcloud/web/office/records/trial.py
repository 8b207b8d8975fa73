"""Web office, feature records: lines that try a credential out. In: a new credential. Out: shell commands."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from redcloud.apps.records.actions import NewCredential
from redcloud.apps.records.models import Scope

_WRITES = {Scope.WRITE, Scope.ALL}
_READS = {Scope.READ_MINE, Scope.READ, Scope.ALL_READ, Scope.ALL}
_VERSION = "X-Experience-API-Version: 1.0.3"


@dataclass(frozen=True, slots=True)
class Trial:
    """What is shown of a new credential, once; a line is empty where the scopes do not allow it."""

    endpoint: str
    write_line: str
    read_line: str


def trial_of(made: NewCredential) -> Trial:
    """Return the endpoint and the lines, ready to be pasted into a shell."""
    endpoint = f"{settings.PUBLIC_URL.rstrip('/')}/api/xapi/"
    granted, key = made.credential.granted, made.credential.key
    who = (
        ("-H", "Authorization: Bearer TOKEN") if made.credential.client_id else ("-u", f"{key}:{made.secret}")
    )
    start = ("curl", *who, "-H", _VERSION)
    write = (
        *(*start, "-H", "Content-Type: application/json"),
        *("-d", json.dumps(_statement(endpoint, key)), f"{endpoint}statements"),
    )
    read = (*start, f"{endpoint}statements?limit=1")
    return Trial(
        endpoint,
        shlex.join(write) if granted & _WRITES else "",
        shlex.join(read) if granted & _READS else "",
    )


def _statement(endpoint: str, key: str) -> dict[str, Any]:
    """Return a statement that says nothing about a person: the program sent a trial."""
    return {
        "actor": {"account": {"homePage": endpoint, "name": key}},
        "verb": {"id": "http://activitystrea.ms/schema/1.0/send", "display": {"en": "sent"}},
        "object": {"id": f"{endpoint}trial", "definition": {"name": {"en": "a trial statement"}}},
    }
