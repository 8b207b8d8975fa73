"""Objects in S3-compatible storage, on a real server: whole or not at all; each failure has its code."""

from __future__ import annotations

import ssl
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from redcloud.engine.objects import Account, Objects, OutOfReach, Remote, Vanished
from redcloud.engine.records.lake import InStore, Lake
from tests.commands.processes import free_port
from tests.objects.running import KEY, SECRET, ObjectServer


@pytest.fixture
def objects(object_server: ObjectServer) -> Objects:
    return Objects(object_server.place())


def test_what_is_written_is_listed_read_fetched_and_deleted(objects: Objects, tmp_path: Path) -> None:
    objects.put("a/one", b"1")
    objects.put("two", b"22")
    assert [(one.name, one.size) for one in objects.listed()] == [("a/one", 1), ("two", 2)]
    assert objects.read("two") == b"22"
    objects.fetch("a/one", tmp_path / "here" / "one")
    assert (tmp_path / "here" / "one").read_bytes() == b"1"
    objects.delete(["a/one", "two", "never-there"])
    assert list(objects.listed()) == []


def test_what_may_only_be_new_is_not_written_over(objects: Objects) -> None:
    assert objects.put("one", b"first", only_new=True)
    assert not objects.put("one", b"second", only_new=True)
    assert objects.read("one") == b"first"


def test_what_is_not_there_has_vanished_and_leaves_no_file(objects: Objects, tmp_path: Path) -> None:
    with pytest.raises(Vanished):
        objects.read("none")
    with pytest.raises(Vanished):
        objects.fetch("none", tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_old_versions_are_found_where_the_container_keeps_them(object_server: ObjectServer) -> None:
    object_server.client.create_bucket(Bucket="keeps-versions")
    objects = Objects(object_server.place("keeps-versions"))
    assert objects.is_versioned() is False
    object_server.client.put_bucket_versioning(
        Bucket="keeps-versions", VersioningConfiguration={"Status": "Enabled"}
    )
    assert objects.is_versioned() is True
    objects.put("one", b"old")
    objects.put("one", b"new")
    objects.delete(["one"])
    assert list(objects.listed()) == []
    assert sorted(objects.read(one.name, one.version) for one in objects.versions()) == [b"new", b"old"]


def test_a_store_that_does_all_of_it_passes_and_keeps_nothing_of_the_trial(objects: Objects) -> None:
    objects.try_out()
    assert list(objects.listed()) == []


def test_a_store_that_overlooks_conditions_is_found_out(
    objects: Objects, object_server: ObjectServer
) -> None:
    object_server.told(blind=True)
    with pytest.raises(OutOfReach) as refused:
        objects.try_out()
    assert refused.value.code == "unconditional"
    assert list(objects.listed()) == []


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ("AccessDenied", "no_right"),
        ("InvalidAccessKeyId", "wrong_key"),
        ("SignatureDoesNotMatch", "wrong_key"),
        ("NoSuchBucket", "no_container"),
        ("AuthorizationHeaderMalformed", "wrong_region"),
        ("RequestTimeTooSkewed", "wrong_clock"),
        ("XMinioStorageFull", "full"),
        ("SomethingNew", "silent"),
    ],
)
def test_each_refusal_has_its_code_and_repeats_no_key(
    objects: Objects, object_server: ObjectServer, refusal: str, code: str
) -> None:
    object_server.told(refuse=refusal)
    with pytest.raises(OutOfReach) as refused:
        objects.put("one", b"1")
    assert (refused.value.code, refused.value.detail) == (code, refusal)
    said = "".join(traceback.format_exception(refused.value))
    assert not [one for one in (KEY, SECRET, "someones-key") if one in said]


def test_a_store_that_is_not_there_is_silent() -> None:
    nowhere = Account(f"http://127.0.0.1:{free_port()}", "us-east-1", KEY, SECRET)
    with pytest.raises(OutOfReach) as silent:
        Objects(Remote(nowhere, "cloud", "lake")).read("one")
    assert silent.value.code == "silent"


def test_a_connection_that_breaks_off_leaves_no_half_file(
    objects: Objects, object_server: ObjectServer, tmp_path: Path
) -> None:
    objects.put("one", b"1" * 100_000)
    object_server.told(cut=True, only="GET")
    with pytest.raises(OutOfReach):
        objects.fetch("one", tmp_path / "one")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def unknown_authority(tmp_path: Path) -> Iterator[str]:
    """The address of something on this machine whose certificate nobody here knows."""
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    both = tmp_path / "both.pem"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    both.write_bytes(key.private_bytes(pem, *plain) + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)

    class Server(ThreadingHTTPServer):
        def get_request(self) -> tuple[ssl.SSLSocket, object]:
            taken, who = self.socket.accept()
            return context.wrap_socket(taken, server_side=True, do_handshake_on_connect=False), who

        def handle_error(self, *_: object) -> None:
            """Say nothing: who does not trust it hangs up."""

    server = Server(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_certificate_that_nobody_here_knows_has_a_code_of_its_own(
    unknown_authority: str, tmp_path: Path
) -> None:
    place = Remote(Account(unknown_authority, "us-east-1", KEY, SECRET), "cloud", "lake")
    lake = Lake(InStore(place, tmp_path, copies_mib=1))
    for act in (lambda: Objects(place).read("one"), lake.read):
        with pytest.raises(OutOfReach) as refused:
            act()
        assert str(refused.value) == "untrusted"
