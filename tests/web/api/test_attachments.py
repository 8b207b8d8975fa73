"""Attachments come and go with their statements: multipart/mixed both ways, one file a hash."""

from __future__ import annotations

import errno
import json
from typing import Any

import pytest

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from tests.apps.records.making import small, store, voiding
from tests.web.api.calling import bare_root, new_key
from tests.web.api.sending import (
    B,
    Sender,
    described,
    files,
    json_part,
    part,
    parts_of,
    refused,
    send,
    sha2,
    whole,
)

TEXT = b"here is a simple attachment\r\nwith a second line"
BINARY = bytes(range(256)) * 40


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@pytest.fixture
def program(root: Organisation) -> Sender:
    return Sender(new_key(root))


# --- in ---------------------------------------------------------------------------------------------


def test_a_statement_with_its_files_goes_in_and_comes_out(program: Sender) -> None:
    statement = small(
        attachments=[described(TEXT), described(BINARY, sha2=sha2(BINARY, "sha512"), contentType="a/b")]
    )
    hashes = {"X-Experience-API-Hash": sha2(BINARY, "sha512"), "Content-Type": "a/b"}
    answer = send(program, json_part(statement), part(TEXT), part(BINARY, hashes))
    assert (answer.status_code, answer.json()) == (200, [statement["id"]])  # type: ignore[attr-defined]
    plain = program.get(statementId=statement["id"])
    assert plain["Content-Type"] == "application/json"
    assert plain.json()["attachments"] == statement["attachments"]  # type: ignore[attr-defined]
    found = program.get(statementId=statement["id"], attachments="true")
    assert found["Content-Type"].startswith("multipart/mixed; boundary=")
    assert found["Last-Modified"] == plain["Last-Modified"]
    (first, body), (text, text_content), (binary, binary_content) = parts_of(found)
    assert first["content-type"] == "application/json"
    assert json.loads(body) == plain.json()  # type: ignore[attr-defined]
    assert (text_content, binary_content) == (TEXT, BINARY)
    assert text["content-type"].replace('"', "") == "text/plain; charset=ascii"
    assert {one["content-transfer-encoding"] for one in (text, binary)} == {"binary"}
    assert text["x-experience-api-hash"] == sha2(TEXT)
    assert binary["x-experience-api-hash"] == sha2(BINARY, "sha512")


def test_put_takes_files_too(program: Sender) -> None:
    statement = small(attachments=[described(TEXT)])
    answer = send(program, json_part(statement), part(TEXT), statementId=statement["id"])
    assert answer.status_code == 204
    assert files()[0] == TEXT


@pytest.mark.parametrize("attachments", [..., [], [described(TEXT, fileUrl="https://a.b/c")]])
def test_multipart_without_files_is_fine(program: Sender, attachments: Any) -> None:
    assert send(program, json_part(small(attachments=attachments))).status_code == 200
    assert program.post(small(attachments=attachments)).status_code == 200


def test_a_substatement_may_have_files(program: Sender) -> None:
    inner = {
        "objectType": "SubStatement",
        "actor": {"mbox": "mailto:a@b.c"},
        "verb": {"id": "urn:x:did"},
        "object": {"id": "urn:x:a"},
        "attachments": [described(TEXT)],
    }
    statement = small(object=inner)
    assert refused(program.post(statement))["path"] == "object.attachments[0].sha2"
    assert send(program, json_part(statement), part(TEXT)).status_code == 200
    found = parts_of(program.get(statementId=statement["id"], attachments="true"))
    assert [content for _, content in found[1:]] == [TEXT]


def test_hashes_have_no_case(program: Sender) -> None:
    statement = small(attachments=[described(TEXT, sha2=sha2(TEXT).upper())])
    assert send(program, json_part(statement), part(TEXT)).status_code == 200
    found = parts_of(program.get(statementId=statement["id"], attachments="true"))
    assert found[1][0]["x-experience-api-hash"] == sha2(TEXT).upper()


def test_an_empty_file_is_a_file(program: Sender) -> None:
    assert send(program, json_part(small(attachments=[described(b"")])), part(b"")).status_code == 200
    assert files()[0] == b""


def test_the_length_may_be_wrong_where_the_part_does_not_say_it(program: Sender) -> None:
    # The conformance suite sends one; nothing may be matched but by hash (1.5.2.s1.b4).
    assert (
        send(program, json_part(small(attachments=[described(TEXT, length=1)])), part(TEXT)).status_code
        == 200
    )


WITH = small(attachments=[described(TEXT)])
SHORTER = small(attachments=[described(TEXT, length=5)])
JSON_HEAD = b"Content-Type: application/json\r\n\r\n"
TEXT_HEAD = b"Content-Type: text/plain\r\n\r\n"


@pytest.mark.parametrize(
    ("parts", "rule", "reason"),
    [
        ([json_part(WITH)], "communication-1.5.2.s3.b5", "content_missing"),
        ([json_part(WITH), part(TEXT), part(BINARY)], "communication-1.5.2.s2.b2.b2", "part_of_no_statement"),
        ([json_part(small()), part(TEXT)], "communication-1.5.2.s2.b2.b2", "part_of_no_statement"),
        ([json_part(WITH), json_part(WITH), part(TEXT)], "communication-1.5.2.s2.b2.b3", "hash_missing"),
        ([json_part(WITH, "text/plain"), part(TEXT)], "communication-1.5.2.s2.b2.b1", "first_part_not_json"),
        ([part(TEXT), json_part(WITH)], "communication-1.5.2.s2.b2.b1", "first_part_not_json"),
        ([b"--%s\r\n\r\n{}\r\n" % B.encode()], "communication-1.5.2.s2.b2.b1", "first_part_not_json"),
        ([], "communication-1.5.2.s2.b2.b1", "first_part_not_json"),
        (
            [json_part(WITH), part(TEXT, X_Experience_API_Hash=None)],
            "communication-1.5.2.s2.b2.b3",
            "hash_missing",
        ),
        (
            [json_part(WITH), part(TEXT, X_Experience_API_Hash="abc")],
            "communication-1.5.2.s2.b2.b3",
            "not_a_sha2_hash",
        ),
        (
            [json_part(WITH), part(BINARY, X_Experience_API_Hash=sha2(TEXT))],
            "communication-1.5.2.s1.b4",
            "hash_of_other_content",
        ),
        (
            [json_part(WITH), part(TEXT, Content_Transfer_Encoding="base64")],
            "communication-1.5.2.s2.b2.b4",
            "not_binary",
        ),
        (
            [json_part(WITH), part(TEXT, Content_Type="image/png")],
            "communication-1.5.2.s2.b2.b7",
            "other_than_the_part_says",
        ),
        (
            [json_part(WITH), part(TEXT, Content_Length="5")],
            "communication-1.5.2.s2.b2.b7",
            "length_of_other_content",
        ),
        (
            [
                json_part(small(attachments=[described(TEXT, length=5)])),
                part(TEXT, Content_Length=str(len(TEXT))),
            ],
            "communication-1.5.2.s2.b2.b7",
            "other_than_the_part_says",
        ),
        ([json_part(b"{"), part(TEXT)], "communication-1.5.2.s2.b2.b2", "part_of_no_statement"),
        ([json_part(b"{")], "rfc8259-2", "not_json"),
        ([json_part(b"[" * 100_000)], "rfc8259-9", "too_deep"),
    ],
)
def test_parts_that_break_a_rule_store_nothing(
    program: Sender, parts: list[bytes], rule: str, reason: str
) -> None:
    problem = refused(send(program, *parts))
    assert (problem["rule"], problem["reason"]) == (rule, reason)


def test_a_part_may_leave_out_what_is_assumed(program: Sender) -> None:
    bare = part(TEXT, Content_Type=None, Content_Transfer_Encoding=None)
    assert send(program, json_part(WITH), bare).status_code == 200


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", f"multipart/mixed; boundary={B}"),
        (whole(json_part(WITH), part(TEXT)), "multipart/mixed"),
        (whole(json_part(WITH), part(TEXT)), "multipart/mixed; boundary=other"),
        (whole(json_part(WITH), part(TEXT)), f"multipart/form-data; boundary={B}"),
        (whole(json_part(WITH), part(TEXT))[: -len(B) - 6], f"multipart/mixed; boundary={B}"),
        (whole(json_part(WITH), part(TEXT)).replace(b"\r\n", b"\n"), f"multipart/mixed; boundary={B}"),
        (
            JSON_HEAD + b"{}\r\n" + whole(part(TEXT)),
            f"multipart/mixed; boundary={B}",
        ),
        (
            json_part(WITH).rstrip(b"\r\n")
            + b"\r\nContent-Type: text/plain\r\n\r\nx\r\n"
            + f"--{B}--".encode(),
            f"multipart/mixed; boundary={B}",
        ),
    ],
)
def test_boundaries_have_to_be_right(program: Sender, body: bytes, content_type: str) -> None:
    refused(program.call("post", "statements", body, content_type))


def test_json_with_attachments_needs_a_url_for_each(program: Sender) -> None:
    listed = [described(TEXT, fileUrl="https://a.b/c"), described(BINARY)]
    problem = refused(program.post([small(), small(attachments=listed)]))
    assert problem["path"] == "[1].attachments[1].sha2"
    assert program.post(small(attachments=listed[:1])).status_code == 200


def test_files_of_a_batch_that_is_refused_are_gone(program: Sender) -> None:
    statements = [small(attachments=[described(TEXT)]), small(verb={"id": "x"})]
    assert refused(send(program, json_part(statements), part(TEXT)))["path"] == "[1].verb.id"


def test_too_much_is_a_413(program: Sender, settings: Any) -> None:
    settings.XAPI_ATTACHMENTS_MAX_BYTES = 5000
    statement = small(attachments=[described(BINARY)])
    assert send(program, json_part(statement), part(BINARY)).status_code == 413
    settings.XAPI_ATTACHMENTS_MAX_BYTES = 10**6
    settings.XAPI_BODY_MAX_BYTES = 100
    assert send(program, json_part(statement), part(BINARY)).status_code == 413
    assert files() == []


def test_a_full_disk_is_a_503_and_stores_nothing(program: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("redcloud.web.api.xapi.bodies.Path.open", full)
    answer = send(program, json_part(WITH), part(TEXT))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert Statement.objects.count() == 0


# --- out --------------------------------------------------------------------------------------------


def test_attachments_true_is_multipart_even_without_any(program: Sender) -> None:
    program.post(small())
    ((headers, body),) = parts_of(program.get(attachments="true"))
    assert headers["content-type"] == "application/json"
    assert len(json.loads(body)["statements"]) == 1
    plain = program.get(attachments="false")
    assert plain["Content-Type"] == "application/json"


def test_pages_bring_the_files_of_their_own_statements(program: Sender) -> None:
    for content in (TEXT, BINARY, b"third"):
        assert (
            send(program, json_part(small(attachments=[described(content)])), part(content)).status_code
            == 200
        )
    (_, body), *rest = parts_of(program.get(attachments="true", limit="2"))
    assert [content for _, content in rest] == [b"third", BINARY]
    more = json.loads(body)["more"]
    (_, body), *rest = parts_of(program.client.get(more, headers=program.headers))
    assert [content for _, content in rest] == [TEXT]


def test_head_of_statements_with_files_has_no_body(program: Sender) -> None:
    send(program, json_part(WITH), part(TEXT))
    query = {"statementId": WITH["id"], "attachments": "true"}
    answer = program.client.head("/api/xapi/statements", query, headers=program.headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"].startswith("multipart/mixed")
    assert int(answer["Content-Length"]) > len(TEXT)
    assert answer["X-Experience-API-Version"] == "1.0.3"


def test_voided_statements_keep_their_files(program: Sender) -> None:
    send(program, json_part(WITH), part(TEXT))
    program.post(voiding(WITH["id"]))
    found = parts_of(program.get(voidedStatementId=WITH["id"], attachments="true"))
    assert found[1][1] == TEXT


def test_a_file_brings_no_attachments_and_is_not_asked_for_them(root: Organisation) -> None:
    assert store(root, small(attachments=[described(TEXT)])).stored == 1
