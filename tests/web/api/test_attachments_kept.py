"""Files of statements are kept once, go with the last statement, and lie in a folder or in a store alike."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from django.core.files.base import File

from redcloud.apps.media import media
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import incoming_folder, remove_unlinked, sweep_attachments
from redcloud.apps.records.actions.removing import delete_statements
from redcloud.apps.records.models import Attachment, AttachmentFile, Statement
from redcloud.apps.records.traces import traces_of
from redcloud.config.stores import storages
from tests.apps.records.making import small
from tests.objects.running import ObjectServer
from tests.web.api.calling import bare_root, new_key
from tests.web.api.sending import Sender, described, files, json_part, part, parts_of, send

TEXT = b"here is a simple attachment\r\nwith a second line"
ALWAYS = time.time() * -1


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@pytest.fixture
def program(root: Organisation, wherever_media_lie: str) -> Sender:
    return Sender(new_key(root))


@pytest.fixture
def in_store(root: Organisation, media_in_store: ObjectServer) -> Sender:
    return Sender(new_key(root))


def sent(program: Sender, content: bytes = TEXT) -> dict[str, Any]:
    statement = small(attachments=[described(content)])
    assert send(program, json_part(statement), part(content)).status_code == 200
    return statement


def deleted(statement: dict[str, Any]) -> None:
    rows = Statement.objects.filter(statement_id=statement["id"])
    delete_statements(list(rows.values_list("pk", flat=True)))


def test_what_goes_in_comes_out(program: Sender) -> None:
    contents = [TEXT, b"", bytes(range(256)) * 1000]
    batch = [small(attachments=[described(one)]) for one in contents]
    assert send(program, json_part(batch), *(part(one) for one in contents)).status_code == 200
    found = parts_of(program.get(attachments="true"))
    assert sorted(content for _, content in found[1:]) == sorted(contents)
    assert sorted(files()) == sorted(contents)


def test_a_batch_may_share_a_file(program: Sender) -> None:
    statements = [small(attachments=[described(TEXT), described(TEXT)]) for _ in range(2)]
    assert send(program, json_part(statements), part(TEXT), part(TEXT)).status_code == 200
    assert (AttachmentFile.objects.count(), Attachment.objects.count()) == (1, 2)
    assert files() == [TEXT]
    found = parts_of(program.get(attachments="true"))
    assert [content for _, content in found[1:]] == [TEXT]


def test_a_statement_that_is_there_already_leaves_no_file(program: Sender) -> None:
    statement = small()
    program.post(statement)
    again = {**statement, "attachments": [described(TEXT)]}
    assert send(program, json_part(again), part(TEXT)).status_code == 200
    other = {**again, "verb": {"id": "urn:x:other"}}
    assert send(program, json_part(other), part(TEXT)).status_code == 409
    assert files() == []
    assert AttachmentFile.objects.count() == 0


def test_organisations_share_no_file(program: Sender) -> None:
    for one in (program, Sender(new_key(bare_root("other")))):
        sent(one)
    assert files() == [TEXT, TEXT]


def test_a_file_goes_with_its_last_statement(
    program: Sender, django_capture_on_commit_callbacks: Any
) -> None:
    for one, left in [(one, left) for left, one in enumerate([sent(program), sent(program)])][::-1]:
        with django_capture_on_commit_callbacks(execute=True):
            deleted(one)
        assert len(files()) == AttachmentFile.objects.count() == left


def test_what_a_crash_left_is_swept(program: Sender) -> None:
    sent(program)
    (incoming_folder() / "x").mkdir()
    (incoming_folder() / "x" / "1").write_bytes(b"left")
    for name in ("records/attachments/1/ab/abc", "records/attachments/x"):
        media().save(name, File(io.BytesIO(b"left")))
    assert sweep_attachments() == 0
    assert sweep_attachments(older_than_s=ALWAYS) == 3
    assert files() == [TEXT]


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("how", [{"refuse": "AccessDenied"}, {"cut": True}])
def test_a_store_that_refuses_at_any_moment_is_a_503_and_stores_nothing(
    in_store: Sender, object_server: ObjectServer, how: dict[str, Any], after: int
) -> None:
    statement = small(attachments=[described(TEXT), described(b"second")])
    object_server.told(**how, only="PUT", after=after)
    answer = send(in_store, json_part(statement), part(TEXT), part(b"second"))
    object_server.told()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["error"] == "files_unavailable"  # type: ignore[attr-defined]
    assert (Statement.objects.count(), AttachmentFile.objects.count()) == (0, 0)
    assert sweep_attachments(older_than_s=ALWAYS) <= 1  # one may be placed before another is refused
    assert files() == []
    assert send(in_store, json_part(statement), part(TEXT), part(b"second")).status_code == 200


def test_files_that_cannot_be_read_now_are_a_503_before_anything_is_sent(
    in_store: Sender, object_server: ObjectServer
) -> None:
    sent(in_store)
    object_server.told(refuse="AccessDenied")
    answer = in_store.get(attachments="true")
    assert (answer.status_code, answer.json()["error"]) == (503, "files_unavailable")
    assert in_store.get().status_code == 200


def test_files_that_could_not_go_with_their_statement_go_later(
    in_store: Sender, object_server: ObjectServer, django_capture_on_commit_callbacks: Any
) -> None:
    statement = sent(in_store)
    object_server.told(refuse="AccessDenied", only="POST")
    with django_capture_on_commit_callbacks(execute=True):
        deleted(statement)
    assert files() == [TEXT]
    object_server.told()
    assert remove_unlinked() == 1
    assert files() == []


def test_old_versions_of_what_is_gone_are_found_where_the_store_keeps_them(
    in_store: Sender, settings: Any, object_server: ObjectServer, django_capture_on_commit_callbacks: Any
) -> None:
    def gone() -> set[str]:
        statement = sent(in_store, b"handwritten by Wang Xiaoming")
        with django_capture_on_commit_callbacks(execute=True):
            deleted(statement)
        assert files() == []
        return {place for place, _ in traces_of(["wang xiaoming"], settings.DATA).found}

    assert gone() == set()
    bucket = {"Bucket": "media-with-versions"}
    object_server.client.create_bucket(**bucket)
    object_server.client.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Enabled"})
    settings.MEDIA = object_server.place(bucket["Bucket"])
    settings.STORAGES = storages(settings.MEDIA)
    found = gone()
    assert found
    assert all(one.startswith(f"object {settings.MEDIA.prefix}/records/") for one in found)
