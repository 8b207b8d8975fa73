"""A statement damaged anywhere is stored as it came or refused with its reason: never a fault, never half."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Outbox, Statement, StatementActivity, StatementActor
from redcloud.apps.records.reasons import REASON_WORDS
from redcloud.engine.records.equivalence import content_digest
from tests.engine.records.samples import statements
from tests.web.api.calling import bare_root, new_key
from tests.web.api.sending import Sender

SETTINGS = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.just([[{}]]),
    st.sampled_from(["Agent", "Group", "SubStatement", "StatementRef", "Activity", "mailto:a@b.c", "PT1S"]),
)


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys, from the outermost inwards."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [place for key in keys for place in [(value, key), *places(value[key])]]


@st.composite
def with_another_value(draw: st.DrawFn) -> bytes:
    """A valid statement in which one value, wherever it stands, is another."""
    statement = draw(statements)
    container, key = draw(st.sampled_from(places(statement)))
    container[key] = draw(VALUES)
    return json.dumps(statement).encode()


@st.composite
def with_other_octets(draw: st.DrawFn) -> bytes:
    """A valid statement as text in which some octets are missing, doubled or others."""
    text = bytearray(json.dumps(draw(statements), ensure_ascii=draw(st.booleans())).encode())
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text) - 1))
        text[place : place + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(text)


@SETTINGS
@given(body=with_another_value() | with_other_octets(), is_batch=st.booleans())
def test_it_is_stored_as_it_came_or_refused_with_its_reason(
    root: Organisation, body: bytes, is_batch: bool
) -> None:
    for table in (Outbox, StatementActor, StatementActivity, Statement):
        table.objects.all().delete()
    program = Sender(new_key(root))
    answer = program.post(b"[" + body + b"]" if is_batch else body)
    if answer.status_code == 400:
        problems = answer.json()["problems"]
        assert problems
        for problem in problems:
            assert problem["section"]
            assert problem["reason"] in REASON_WORDS
        for table in (Outbox, StatementActor, StatementActivity, Statement):
            assert not table.objects.exists()
        return
    assert answer.status_code == 200, answer.content
    sent = json.loads(body)
    for statement, stored in zip(sent if isinstance(sent, list) else [sent], answer.json(), strict=True):
        found = program.get(statementId=stored).json()
        assert content_digest(found) == content_digest({**statement, "id": stored})
