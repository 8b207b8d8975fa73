"""Forwarding: every statement reaches the other store, in order, whatever fails on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from redcloud.apps.people.access import NotVisible
from redcloud.apps.records import delivery
from redcloud.apps.records.actions import (
    add_target,
    deliver_forwards,
    erase_member,
    link_identity,
    send_again,
    stop_target,
)
from redcloud.apps.records.holdings import records_holdings
from redcloud.apps.records.models import Forward, ForwardTarget, Identity, Statement
from redcloud.apps.records.models.forwarding import live_at
from redcloud.apps.records.queries.forwarding import live_targets, refused_forwards, targets_of
from redcloud.apps.records.queries.keys import Wanted, look_up
from redcloud.engine.records.attaching import Incoming
from tests.apps.records.making import small, store, voiding
from tests.apps.records.receiver import Receiver, receiving
from tests.world import World


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def target(world: World, receiver: Receiver, settings) -> ForwardTarget:
    settings.FORWARD_KEYS = {"city": "key:secret"}
    return told(world, receiver.url)


def told(world: World, endpoint: str, **changes: object) -> ForwardTarget:
    given = {
        "name": "city",
        "endpoint": endpoint,
        "approver": "李四",
        "purpose": "全市学习档案",
        "expires_at": timezone.now() + timedelta(days=30),
    }
    return add_target(actor=world.users["administrator"], root=world.north, **{**given, **changes})


def test_a_target_is_told_while_it_is_live_whoever_asks(world: World, target: ForwardTarget) -> None:
    now = timezone.now()
    stopped, over = told(world, target.endpoint, name="stopped"), told(world, target.endpoint, name="over")
    ForwardTarget.objects.filter(pk=stopped.pk).update(stopped_at=now)
    ForwardTarget.objects.filter(pk=over.pk).update(expires_at=now)
    assert list(ForwardTarget.objects.filter(live_at(now))) == [target]
    assert look_up(Wanted(world.north.pk, targets_at=now)).targets == [target.pk]
    assert list(live_targets()) == [target]


def due_now(target: ForwardTarget) -> None:
    ForwardTarget.objects.filter(pk=target.pk).update(next_at=timezone.now())


def test_what_is_stored_from_now_on_goes_there_in_order_and_only_once(
    world: World, receiver: Receiver, target: ForwardTarget
) -> None:
    ids = [str(uuid4()) for _ in range(120)]
    for start in range(0, 120, 40):
        store(world.north, *[small(id=one) for one in ids[start : start + 40]])
    assert deliver_forwards() == 120
    kept = dict(Statement.objects.values_list("pk", "statement_id"))
    assert receiver.ids == [str(kept[pk]) for pk in sorted(kept)]
    assert [len(batch) for batch in receiver.batches] == [50, 50, 20]
    assert deliver_forwards() == 0
    assert not Forward.objects.exists()


def test_the_files_of_statements_go_with_them(
    world: World, receiver: Receiver, target: ForwardTarget, tmp_path: Path
) -> None:
    content = b"a certificate\r\n" * 10_000
    incoming = tmp_path / "incoming"
    incoming.write_bytes(content)
    sha2 = sha256(content).hexdigest()
    attachment = {
        "usageType": "urn:x:certificate",
        "display": {},
        "contentType": "text/plain",
        "length": len(content),
        "sha2": sha2,
    }
    store(
        world.north,
        small(),
        small(attachments=[attachment]),
        received={sha2: Incoming(incoming, len(content))},
    )
    assert deliver_forwards() == 2
    assert receiver.files == [content]
    assert receiver.headers[0]["Content-Type"].startswith("multipart/mixed; boundary=")


def test_a_statement_goes_as_the_store_would_give_it_out(
    world: World, receiver: Receiver, target: ForwardTarget
) -> None:
    store(world.north, small())
    deliver_forwards()
    ((sent,),) = receiver.batches
    assert {"stored", "authority", "version", "timestamp"} <= sent.keys()
    (headers,) = receiver.headers
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert headers["Authorization"].startswith("Basic ")


def test_what_was_there_before_and_what_others_store_does_not_go(
    world: World, receiver: Receiver, settings
) -> None:
    store(world.north, small())
    settings.FORWARD_KEYS = {"city": "key:secret"}
    told(world, receiver.url)
    store(world.south, small())
    assert deliver_forwards() == 0


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503, 302])
def test_a_store_that_cannot_take_anything_now_is_tried_again_later(
    world: World, receiver: Receiver, target: ForwardTarget, status: int
) -> None:
    receiver.judge = lambda _: status
    store(world.north, small(), small())
    assert deliver_forwards() == 0
    target.refresh_from_db()
    assert (target.problem, target.failures) == (f"status_{status}", 1)
    assert target.next_at > timezone.now() + timedelta(seconds=2)
    receiver.judge = lambda _: 200
    assert deliver_forwards() == 0  # not before its time
    due_now(target)
    assert deliver_forwards() == 2
    target.refresh_from_db()
    assert (target.problem, target.failures) == ("", 0)


def test_waits_grow_and_a_wish_to_be_left_alone_is_kept(
    world: World, receiver: Receiver, target: ForwardTarget
) -> None:
    receiver.judge = lambda _: 503
    store(world.north, small())
    waits = []
    for _ in range(4):
        due_now(target)
        deliver_forwards()
        target.refresh_from_db()
        waits.append(target.next_at - timezone.now())
    assert waits == sorted(waits)
    receiver.retry_after = "7200"
    due_now(target)
    deliver_forwards()
    target.refresh_from_db()
    assert target.next_at > timezone.now() + timedelta(seconds=7000)


@pytest.mark.parametrize("asked", ["9" * 5000, "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_wait_that_nobody_means_holds_up_no_other_store(
    world: World, receiver: Receiver, target: ForwardTarget, asked: str
) -> None:
    receiver.judge, receiver.retry_after = (lambda _: 503), asked
    store(world.north, small())
    assert deliver_forwards() == 0
    target.refresh_from_db()
    assert target.problem == "status_503"
    assert target.next_at < timezone.now() + timedelta(hours=1)


def test_nobody_listening_loses_nothing(world: World, target: ForwardTarget) -> None:
    ForwardTarget.objects.filter(pk=target.pk).update(endpoint="http://127.0.0.1:1/xapi/")
    store(world.north, small())
    assert deliver_forwards() == 0
    target.refresh_from_db()
    assert target.problem == "no_answer"
    assert Forward.objects.count() == 1


def test_without_a_key_in_the_environment_nothing_is_sent(
    world: World, receiver: Receiver, target: ForwardTarget, settings
) -> None:
    settings.FORWARD_KEYS = {}
    store(world.north, small())
    assert deliver_forwards() == 0
    target.refresh_from_db()
    assert (target.problem, receiver.headers) == ("no_key", [])


def test_one_that_is_refused_is_put_aside_and_the_rest_goes_on(
    world: World, receiver: Receiver, target: ForwardTarget
) -> None:
    bad, *good = [str(uuid4()) for _ in range(5)]
    receiver.judge = lambda batch: 400 if any(one["id"] == bad for one in batch) else 200
    store(world.north, *[small(id=one) for one in (bad, *good)])
    assert deliver_forwards() == 4
    assert sorted(receiver.ids) == sorted(good)
    (refused,) = refused_forwards(world.north)
    assert (refused.statement_id, refused.reason) == (bad, "status_400")
    (state,) = targets_of(world.north)
    assert (state.waiting, state.refused) == (0, 1)
    receiver.judge = lambda _: 200
    again = {"actor": world.users["administrator"], "root": world.north, "target_id": target.pk}
    assert send_again(**again) == 1
    assert deliver_forwards() == 1
    assert not Forward.objects.exists()


def test_a_crash_after_sending_sends_again_and_forgets_nothing(
    world: World, receiver: Receiver, target: ForwardTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(world.north, small(), small())

    def sent_then_killed(*given: object) -> object:
        delivery.send(*given)  # type: ignore[arg-type] - passed on as they came
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("redcloud.apps.records.actions.forwarding.send", sent_then_killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_forwards()
    assert deliver_forwards() == 0  # the claim of the one that died still stands
    due_now(target)
    assert deliver_forwards() == 2
    assert receiver.batches[0] == receiver.batches[1]


def test_a_batch_of_two_editions_goes_as_two_requests(
    world: World, receiver: Receiver, target: ForwardTarget
) -> None:
    store(world.north, small(), small())
    store(world.north, small(version="2.0.0"), edition="2.0.0")
    assert deliver_forwards() == 3
    assert [one["X-Experience-API-Version"] for one in receiver.headers] == ["1.0.3", "2.0.0"]


def test_a_voiding_statement_goes_after_what_it_voids(
    world: World, receiver: Receiver, target: ForwardTarget
) -> None:
    first = str(uuid4())
    store(world.north, small(id=first))
    store(world.north, voiding(first))
    deliver_forwards()
    assert receiver.ids[0] == first
    assert len(receiver.ids) == 2


def test_what_is_erased_is_not_sent_any_more(
    world: World, receiver: Receiver, target: ForwardTarget, django_capture_on_commit_callbacks
) -> None:
    store(world.north, small())
    link_identity(
        actor=world.users["member"],
        member=world.members["member"],
        identity=Identity.objects.get(kind="mbox"),
    )
    erase_member(world.members["member"].pk)
    assert not Forward.objects.exists()
    assert deliver_forwards() == 0


def test_forwarding_ends_on_its_day_and_when_it_is_stopped(
    world: World, receiver: Receiver, target: ForwardTarget
) -> None:
    store(world.north, small())
    ForwardTarget.objects.filter(pk=target.pk).update(expires_at=timezone.now())
    assert deliver_forwards() == 0
    assert not Forward.objects.exists()
    other = told(world, receiver.url, name="other")
    store(world.north, small())
    stop_target(actor=world.users["administrator"], root=world.north, target_id=other.pk)
    store(world.north, small())
    assert not Forward.objects.exists()
    assert receiver.batches == []


def test_a_target_needs_an_approver_a_purpose_and_an_end(world: World) -> None:
    for changes in ({"approver": " "}, {"purpose": ""}, {"expires_at": timezone.now()}):
        with pytest.raises(ValueError, match="approver"):
            told(world, "https://example.org/xapi/", **changes)
    target = told(world, "https://example.org/xapi/")
    with pytest.raises(IntegrityError), transaction.atomic():
        ForwardTarget.objects.filter(pk=target.pk).update(purpose="")


def test_every_member_can_read_who_is_told_and_why(world: World, target: ForwardTarget) -> None:
    lines = [f"{one.what} {one.why} {one.seen_by} {one.kept}" for one in records_holdings()]
    (line,) = [one for one in lines if "city" in one]
    assert "李四" in line
    assert "全市学习档案" in line
    assert timezone.localdate(target.expires_at).isoformat() in line


def test_a_target_of_another_organisation_is_not_there(world: World, target: ForwardTarget) -> None:
    with pytest.raises(NotVisible):
        stop_target(actor=world.users["administrator"], root=world.south, target_id=target.pk)
