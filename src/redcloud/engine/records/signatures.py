"""Stage records: signed statements (xAPI Data 2.6). In: a signature and its statement. Out: what is wrong.

Checking catches mistakes of the signer, no more (2.6.s5, note): nobody asks who the certificate belongs to.
"""

from __future__ import annotations

import base64
import binascii
import warnings
from typing import Any, Final
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import InvalidSignatureError, PyJWS, PyJWTError
from jwt.warnings import InsecureKeyLengthWarning

from redcloud.engine.records.equivalence import content_digest
from redcloud.engine.records.validation import Edition, Malformed, Problem, decode, statement_problems
from redcloud.engine.records.validation.formats import instant

USAGE: Final = "http://adlnet.gov/expapi/attachments/signature"
CONTENT_TYPE: Final = "application/octet-stream"
ALGORITHMS: Final = ("RS256", "RS384", "RS512")
SIZE_LIMIT: Final = 4 * 1024 * 1024
"""Octets of a signature: a statement of the largest size in base64, and its certificates."""

_FORM, _SERIALISATION, _PAYLOAD, _ALGORITHM = (f"2.6.s4.b{number}" for number in range(1, 5))
_SAME, _CERTIFICATE = "2.6.s5.b3.b2", "2.6.s5.b3.b3"


def signature_problem(signature: bytes, statement: dict[str, Any], edition: Edition) -> Problem | None:
    """Return why a JSON web signature is not one of ``statement``; None where nothing is wrong.

    Parameters
    ----------
    signature : what came as attachment: a JWS in compact serialisation (RFC 7515 section 7.1).
    statement : valid by ``edition``, as received, with its attachments.
    """
    text = signature.strip()
    if text[:1] == b"{":
        return Problem("", _SERIALISATION, "json_serialisation")
    try:
        parts = _parts(text)
        _verify(text, parts["header"])
    except _BrokenError as broken:
        return Problem("", *broken.args)
    try:
        signed = decode(parts["payload"])
    except Malformed:
        return Problem("", _PAYLOAD, "payload_not_json")
    if statement_problems(signed, edition):
        return Problem("", _PAYLOAD, "payload_not_a_statement")
    return None if _same(signed, statement) else Problem("", _SAME, "payload_of_another_statement")


class _BrokenError(ValueError):
    """A signature with a mistake: a rule and a reason."""


def _parts(text: bytes) -> dict[str, Any]:
    try:
        parts = PyJWS().decode_complete(text, options={"verify_signature": False})
    except (PyJWTError, ValueError, RecursionError):
        raise _BrokenError(_FORM, "not_a_compact_signature") from None
    if parts["header"].get("alg") not in ALGORITHMS:
        raise _BrokenError(_ALGORITHM, "not_an_allowed_algorithm")
    return parts


def _verify(text: bytes, header: dict[str, Any]) -> None:
    """Check the signature against the first certificate of the header, if it has one (RFC 7515 4.1.6)."""
    if "x5c" not in header:
        return
    key = _public_key(header["x5c"])
    with warnings.catch_warnings():
        # A short key is the signer's choice: it is a mistake that is looked for, not an attack.
        warnings.simplefilter("ignore", InsecureKeyLengthWarning)
        try:
            PyJWS().decode(text, key, algorithms=[header["alg"]])
        except InvalidSignatureError:
            raise _BrokenError(_CERTIFICATE, "signature_does_not_verify") from None
        except PyJWTError:
            raise _BrokenError(_CERTIFICATE, "signature_not_verifiable") from None


def _public_key(chain: Any) -> RSAPublicKey:
    if not isinstance(chain, list) or not chain or not all(isinstance(one, str) for one in chain):
        raise _BrokenError(_CERTIFICATE, "certificate_not_readable")
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(chain[0], validate=True))
        key = certificate.public_key()
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise _BrokenError(_CERTIFICATE, "certificate_not_readable") from None
    if not isinstance(key, RSAPublicKey):
        raise _BrokenError(_CERTIFICATE, "certificate_not_rsa")
    return key


def _same(signed: dict[str, Any], statement: dict[str, Any]) -> bool:
    """Whether two statements are logically equivalent (2.3.1.s9), what a store may have set aside."""
    for name, value in (("id", UUID), ("timestamp", instant)):
        if name in signed and name in statement and value(signed[name]) != value(statement[name]):
            return False
    return content_digest(signed) == content_digest(statement)
