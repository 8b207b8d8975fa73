"""Bearer tokens: keys made here, served on the loopback interface by a real server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from redcloud.apps.records.actions import make_credential, revoke_credential
from redcloud.apps.records.models import Credential, Scope, Statement
from redcloud.web.api.xapi.issuer import Issuer, IssuerAway
from tests.apps.records.making import small
from tests.web.api.test_xapi import URL
from tests.world import World

ISSUER = "https://sso.example.org"
AUDIENCE = "https://cloud.example.org/api/xapi/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk(key: Any, key_id: str) -> dict[str, Any]:
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": key_id, "use": "sig"}


class Served:
    """An issuer's public face."""

    def __init__(self) -> None:
        self.keys = [jwk(KEY, "one"), jwk(CURVE, "two")]
        self.asked: list[str] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append(self.path)
                found: dict[str, Any] = {"keys": served.keys}
                if self.path.startswith("/.well-known/"):
                    found = {"issuer": served.url, "jwks_uri": f"{served.url}/jwks"}
                body = json.dumps(found).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def served(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    found = Served()
    settings.XAPI_OIDC_ISSUER = ISSUER
    settings.XAPI_OIDC_AUDIENCE = AUDIENCE
    settings.XAPI_OIDC_JWKS = f"{found.url}/jwks"
    monkeypatch.setattr("redcloud.web.api.xapi.door.issuer", Issuer())
    yield found
    found.stop()


def token(key: Any = KEY, kid: str = "one", algorithm: str = "RS256", **changes: Any) -> str:
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": time.time() + 600,
        "client_id": "lms",
        "organisation": "north",
        "scope": "openid statements/write",
        "jti": str(time.monotonic_ns()),
        **changes,
    }
    given = {name: value for name, value in claims.items() if value is not ...}
    return jwt.encode(given, key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def headers(given: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {given}", "X-Experience-API-Version": "1.0.3"}


def post(given: str) -> HttpResponse:
    return Client().post(URL, json.dumps(small()), "application/json", headers=headers(given))  # type: ignore[return-value]


def get(given: str) -> HttpResponse:
    return Client().get(URL, headers=headers(given))  # type: ignore[return-value]


def test_a_token_of_the_issuer_writes(world: World, served: Served) -> None:
    assert post(token()).status_code == 200
    assert post(token(CURVE, "two", "ES256")).status_code == 200
    stored = Statement.objects.select_related("authority").first()
    assert stored is not None
    assert (stored.root, stored.authority.value) == (world.north, "lms")
    assert stored.authority.home_page == ISSUER
    # The administrator sees the client, and can end it.
    credential = Credential.objects.get()
    assert (credential.client_id, credential.reads) == ("lms", False)
    assert served.asked == ["/jwks"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": 1_000_000_000}, "token_expired"),
        ({"exp": ...}, "token_not_trusted"),
        ({"nbf": 9_999_999_999}, "token_not_trusted"),
        ({"aud": "https://another.example.org"}, "token_for_somebody_else"),
        ({"aud": ...}, "token_not_trusted"),
        ({"iss": "https://evil.example.org"}, "token_not_trusted"),
        ({"key": STRANGER}, "token_not_trusted"),
        ({"kid": "three"}, "token_key_unknown"),
        ({"kid": ""}, "token_key_unknown"),
        ({"kid": "two"}, "token_not_trusted"),
        ({"key": b"x" * 64, "algorithm": "HS256"}, "token_algorithm"),
        ({"key": None, "algorithm": "none"}, "token_algorithm"),
        ({"organisation": "nowhere"}, "token_of_no_organisation"),
        ({"organisation": ...}, "token_of_no_organisation"),
        ({"organisation": ["north"]}, "token_of_no_organisation"),
        ({"client_id": ..., "sub": "x" * 201}, "token_of_no_client"),
        ({"client_id": "a\x00b"}, "token_of_no_client"),
    ],
)
def test_what_is_not_to_be_trusted_is_a_401_that_says_why(
    world: World, served: Served, changes: dict[str, Any], reason: str
) -> None:
    answer = post(token(**changes))
    assert (answer.status_code, answer.json()["error"]) == (401, reason)  # type: ignore[attr-defined]
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Statement.objects.count() == 0


@pytest.mark.parametrize("given", ["", "x", "a.b.c", "é" * 10, "." * 5000])
def test_what_is_no_token_is_a_401(world: World, served: Served, given: str) -> None:
    answer = Client().get(
        URL, headers={**headers("x"), "Authorization": "Bearer " + given.encode().decode("latin-1")}
    )
    assert answer.status_code == 401


def test_without_an_issuer_no_token_opens_anything(world: World) -> None:
    answer = post(token())
    assert (answer.status_code, answer.json()["error"]) == (401, "credentials_missing")  # type: ignore[attr-defined]


def test_a_token_that_asks_to_read_opens_nothing_without_an_approval(world: World, served: Served) -> None:
    assert get(token(scope="all")).status_code == 403
    assert get(token(scope="statements/read statements/write")).status_code == 403
    make_credential(
        actor=None,
        root=world.north,
        name="教育平台",
        scopes=[Scope.WRITE, Scope.READ],
        approver="张书记",
        purpose="学时核对",
        expires_at=timezone.now() + timedelta(days=1),
        client_id="lms",
    )
    assert get(token(scope="statements/read")).status_code == 200
    # Approved is not asked for: the token has to say it as well.
    assert get(token(scope="statements/write")).status_code == 403
    assert get(token(scope=["statements/read"])).status_code == 200
    assert get(token(scope=..., scp=["statements/read"])).status_code == 200
    Credential.objects.filter(revoked_at=None).update(expires_at=timezone.now())
    assert get(token(scope="statements/read")).status_code == 401


def test_a_client_whose_credential_was_revoked_stays_out(
    world: World, served: Served, django_capture_on_commit_callbacks
) -> None:
    given = token()
    assert post(given).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        revoke_credential(actor=None, credential=Credential.objects.get())
    assert post(given).status_code == 401
    assert post(token()).status_code == 401
    assert Credential.objects.count() == 1


def test_the_organisation_decides_what_is_seen(world: World, served: Served, settings: Any) -> None:
    post(token())
    post(token(organisation="south"))
    settings.XAPI_OIDC_ORGANISATION = "south"
    post(token(organisation=...))
    assert Statement.objects.filter(root=world.north).count() == 1
    assert Statement.objects.filter(root=world.south).count() == 2


def test_a_prefix_tells_our_scopes_from_others(world: World, served: Served, settings: Any) -> None:
    settings.XAPI_OIDC_SCOPE_PREFIX = "xapi:"
    assert post(token(scope="statements/write")).status_code == 403
    assert post(token(scope="xapi:statements/write other:all")).status_code == 200


def test_the_issuer_says_where_its_keys_are(world: World, served: Served, settings: Any) -> None:
    settings.XAPI_OIDC_JWKS = ""
    settings.XAPI_OIDC_ISSUER = served.url
    assert post(token(iss=served.url)).status_code == 200
    assert served.asked == ["/.well-known/openid-configuration", "/jwks"]


def test_made_up_keys_do_not_make_us_ask_again_and_again(world: World, served: Served) -> None:
    for number in range(5):
        assert post(token(kid=f"made up {number}")).status_code == 401
    assert len(served.asked) == 1


def test_a_new_key_is_found_after_a_while(served: Served) -> None:
    issuer = Issuer()
    issuer.key("one")
    served.keys.append(jwk(STRANGER, "three"))
    assert issuer._asked_at is not None
    issuer._asked_at -= 31
    assert issuer.key("three").key_id == "three"


def test_an_issuer_that_is_away_is_a_503_and_known_keys_stay_in_use(
    world: World, served: Served, settings: Any
) -> None:
    issuer = Issuer()
    issuer.key("one")
    settings.XAPI_OIDC_JWKS = "http://127.0.0.1:1/jwks"
    assert issuer._asked_at is not None
    issuer._asked_at -= 10_000
    assert issuer.key("one").key_id == "one"
    with pytest.raises(IssuerAway):
        Issuer().key("one")
    answer = post(token())
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_an_issuer_that_is_away_is_not_waited_for_by_one_token_after_the_other(
    served: Served, settings: Any
) -> None:
    issuer, found = Issuer(), served.keys
    served.keys = []  # what comes back is no set of keys
    for _ in range(5):
        with pytest.raises(IssuerAway):
            issuer.key("one")
    assert len(served.asked) == 1
    served.keys = found
    assert issuer._asked_at is not None
    issuer._asked_at -= 6
    assert issuer.key("one").key_id == "one"
