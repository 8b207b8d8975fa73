"""Small statements and short cuts for the tests of the stage records."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import lake as lake_of_the_installation
from redcloud.apps.records.actions import store_statements
from redcloud.apps.records.results import StoreResult
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.lake import Lake
from redcloud.engine.records.profile import AUTHORITY

TESTS = Identifier("account", "tests", AUTHORITY)
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PLAYED = "https://w3id.org/xapi/video/verbs/played"
FAILED = "http://adlnet.gov/expapi/verbs/failed"


def small(**changes: Any) -> dict[str, Any]:
    """Return a small valid statement with ``changes`` to its properties."""
    statement = {
        "id": str(uuid4()),
        "actor": {"mbox": "mailto:li@example.org"},
        "verb": {"id": COMPLETED},
        "object": {"id": "urn:x:course"},
        "timestamp": "2026-03-01T10:00:00Z",
    }
    return {key: value for key, value in {**statement, **changes}.items() if value is not ...}


def voiding(statement_id: str) -> dict[str, Any]:
    """Return the statement that voids ``statement_id``."""
    verb = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    return small(verb=verb, object={"objectType": "StatementRef", "id": statement_id}, timestamp=...)


def store(root: Organisation, *statements: dict[str, Any] | bytes, **options: Any) -> StoreResult:
    """Store statements as if a file had brought them."""
    given = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in statements]
    return store_statements(root=root, statements=given, source="file", authority=TESTS, **options)


def lake() -> Lake:
    """Return the lake of the test."""
    return lake_of_the_installation()
