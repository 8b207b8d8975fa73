"""A signature is of its statement, well formed, and verifies by the certificate that it brings (Data 2.6)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from redcloud.engine.records.signatures import signature_problem
from redcloud.engine.records.validation import Edition
from tests.engine.records.samples import FULL, changed
from tests.engine.records.signing import certificate_of, elliptic_key, rsa_key, signed

ATTACHMENT = {
    "usageType": "http://adlnet.gov/expapi/attachments/signature",
    "display": {"en": "Signature"},
    "contentType": "application/octet-stream",
    "length": 1,
    "sha2": "0" * 64,
}
RECEIVED = {**FULL, "attachments": [*FULL["attachments"], ATTACHMENT]}


def reason(signature: bytes, statement: dict[str, Any] = RECEIVED, edition: Edition = "1.0.3") -> str | None:
    found = signature_problem(signature, statement, edition)
    return None if found is None else found.reason


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_the_three_algorithms(algorithm: str) -> None:
    assert reason(signed(FULL, algorithm)) is None
    assert reason(signed(FULL, algorithm, x5c=[certificate_of(rsa_key())])) is None


@pytest.mark.parametrize(
    "payload",
    [
        FULL,
        changed("id", ...),
        changed("timestamp", ...),
        changed("timestamp", "2026-03-01T02:00:00.123Z"),
        changed("verb/display", ...),
        changed("attachments", ...),
        changed("stored", ...),
        changed("result/duration", "PT4H35M59.1499S"),
    ],
)
def test_what_a_store_may_set_does_not_count(payload: dict[str, Any]) -> None:
    assert reason(signed(payload)) is None


@pytest.mark.parametrize(
    "payload",
    [
        changed("id", "ec531277-b57b-4c15-8d91-d292c5b2b8f7"),
        changed("timestamp", "2026-03-01T10:00:00.124+08:00"),
        changed("result/success", False),
        changed("actor/mbox", "mailto:wang@example.org"),
        changed("verb/id", "urn:x:other"),
    ],
)
def test_the_signature_of_another_statement(payload: dict[str, Any]) -> None:
    assert reason(signed(payload)) == "payload_of_another_statement"


def test_payloads_that_are_no_statement() -> None:
    assert reason(signed(json.dumps(FULL).encode()[:-1])) == "payload_not_json"
    assert reason(signed(b"")) == "payload_not_json"
    assert reason(signed({**FULL, "extra": 1})) == "payload_not_a_statement"
    assert reason(signed([FULL])) == "payload_not_a_statement"


@pytest.mark.parametrize(
    "text",
    [b"", b"not a signature", b"a.b", b"a.b.c", b"..", b"\xff\xfe.a.b", b"eyJhbGciOiJSUzI1NiJ9.e30", b"[1]"],
)
def test_what_is_no_compact_serialisation(text: bytes) -> None:
    assert reason(text) == "not_a_compact_signature"


@pytest.mark.parametrize("edition", ["1.0.3", "2.0.0"])
def test_json_serialisation_is_refused(edition: Edition) -> None:
    protected, payload, signature = signed(FULL).decode().split(".")
    flattened = {"payload": payload, "protected": protected, "signature": signature}
    assert reason(json.dumps(flattened).encode(), edition=edition) == "json_serialisation"


def test_other_algorithms_are_refused() -> None:
    assert reason(signed(FULL, "HS256", "k" * 32)) == "not_an_allowed_algorithm"
    assert reason(signed(FULL, "ES256", elliptic_key())) == "not_an_allowed_algorithm"
    assert reason(signed(FULL, "PS256")) == "not_an_allowed_algorithm"
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=")
    payload = base64.urlsafe_b64encode(json.dumps(FULL).encode()).rstrip(b"=")
    assert reason(header + b"." + payload + b".") == "not_an_allowed_algorithm"


def test_a_certificate_has_to_verify_the_signature() -> None:
    assert reason(signed(FULL, x5c=[certificate_of(rsa_key(1))])) == "signature_does_not_verify"
    whole = signed(FULL, x5c=[certificate_of(rsa_key())])
    assert reason(whole[:-8] + b"AAAAAAAA") == "signature_does_not_verify"
    # Only the first certificate is the signer's.
    chain = [certificate_of(rsa_key()), certificate_of(rsa_key(1))]
    assert reason(signed(FULL, x5c=chain)) is None


@pytest.mark.parametrize("chain", [[], "x", [1], ["!"], ["AAAA"], {}, None, [None]])
def test_certificates_that_cannot_be_read(chain: Any) -> None:
    assert reason(signed(FULL, x5c=chain)) == "certificate_not_readable"


def test_a_certificate_of_another_kind_of_key() -> None:
    assert reason(signed(FULL, x5c=[certificate_of(elliptic_key())])) == "certificate_not_rsa"


def test_without_a_certificate_nothing_is_verified() -> None:
    # The specification: "as a way to catch mistakes in the signature, not as a security measure".
    assert reason(signed(FULL)[:-8] + b"AAAAAAAA") is None
