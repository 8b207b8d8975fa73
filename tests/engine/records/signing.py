"""A signer for the tests: an RSA key, its certificate, and signatures right and wrong."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from jwt import PyJWS


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """Return the key of signer ``number``."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def elliptic_key() -> ec.EllipticCurvePrivateKey:
    """Return a key of another kind."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def certificate_of(key: Any) -> str:
    """Return the certificate of a key, signed by itself, as x5c has it."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    der = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
    return base64.b64encode(der).decode()


def signed(payload: Any, algorithm: str = "RS256", key: Any = None, **header: Any) -> bytes:
    """Return a JWS in compact serialisation; ``payload`` is octets or what becomes JSON."""
    octets = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return PyJWS().encode(octets, key or rsa_key(), algorithm=algorithm, headers=header).encode()
