"""Signed statements over HTTP (Data 2.6): stored with their signature, or refused with place and rule."""

from __future__ import annotations

from typing import Any

import pytest

from redcloud.apps.people.models import Organisation
from tests.apps.records.making import small
from tests.engine.records.signing import certificate_of, rsa_key, signed
from tests.web.api.calling import bare_root, new_key
from tests.web.api.sending import Sender, described, json_part, part, parts_of, refused, send

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


def signed_parts(
    statement: dict[str, Any],
    signature: bytes,
    content_type: str = "application/octet-stream",
    **changes: Any,
) -> list[bytes]:
    about = described(signature, usageType=SIGNATURE, contentType=content_type, **changes)
    return [
        json_part({**statement, "attachments": [about]}),
        part(signature, {"Content-Type": content_type}),
    ]


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_signed_statement_is_stored_with_its_signature(root: Organisation, version: str) -> None:
    program = Sender(new_key(root), version)
    statement = small()
    signature = signed(statement, x5c=[certificate_of(rsa_key())])
    assert send(program, *signed_parts(statement, signature)).status_code == 200
    found = parts_of(program.get(statementId=statement["id"], attachments="true"))
    assert found[1][1] == signature


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_malformed_signatures_are_refused_with_their_place(root: Organisation, version: str) -> None:
    program = Sender(new_key(root), version)
    statement = small()
    good = signed(statement)
    for parts, rule in (
        (signed_parts(statement, good, "text/plain; charset=ascii"), "2.6.s4.b1"),
        (signed_parts(statement, b"no signature"), "2.6.s4.b1"),
        (signed_parts(statement, b'{"payload":""}'), "2.6.s4.b2"),
        (signed_parts(statement, signed(b"{")), "2.6.s4.b3"),
        (signed_parts(statement, signed(statement, "HS256", "k" * 32)), "2.6.s4.b4"),
        (signed_parts(statement, signed(small())), "2.6.s5.b3.b2"),
        (signed_parts(statement, signed(statement, x5c=[certificate_of(rsa_key(1))])), "2.6.s5.b3.b3"),
        (signed_parts(statement, good, fileUrl="https://a.b/c")[:1], "2.6.s5.b3"),
    ):
        problem = refused(send(program, *parts))
        assert problem["rule"] == rule
        assert problem["path"].startswith("attachments[0]")
        assert problem["section"] == "Data 2.6"


def test_another_usage_is_no_signature(root: Organisation) -> None:
    program = Sender(new_key(root))
    about = described(b"no signature", usageType="http://adlnet.gov/expapi/attachments")
    assert send(program, json_part(small(attachments=[about])), part(b"no signature")).status_code == 200
