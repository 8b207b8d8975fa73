"""kill -9 of the worker while it sends: nothing is lost, and what was noted as sent is not sent again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone
from huey import SqliteHuey

from redcloud.apps.jobs import huey
from redcloud.apps.notices import tasks
from redcloud.apps.notices.models import Delivery, Digest, Preference
from redcloud.apps.people.models import Member, Stage
from tests.apps.notices.receiver import Receiver, receiving
from tests.faults.house import HOUSE, House, until

MESSAGES = 40


@pytest.fixture
def mail(house: House) -> Iterator[Receiver]:
    """A mail server to which the installation sends."""
    with receiving() as receiver:
        house.environment["REDCLOUD_EMAIL_URL"] = f"smtp://127.0.0.1:{receiver.port}"
        yield receiver
        del house.environment["REDCLOUD_EMAIL_URL"]


def waiting(house: House) -> list[str]:
    """Put one digest for each of many members in the outbox; return the names of the messages."""
    for number in range(MESSAGES):
        member = Member(
            root_id=house.root,
            name=f"收{number}",
            roster_key=f"mail{number}",
            email=f"reader{number}@example.org",
            stage=Stage.FULL,
            stage_since=date(2024, 1, 1),
        )
        member.save(using=HOUSE)
        Preference(member=member, email=True, quiet_from=0, quiet_until=0).save(using=HOUSE)
        digest = Digest(member=member, day=timezone.localdate(), notices=1, newest_notice=1)
        digest.save(using=HOUSE)
        Delivery(
            root_id=house.root,
            channel="email",
            digest=digest,
            not_after=timezone.now() + timedelta(days=1),
        ).save(using=HOUSE)
    return [str(uid) for uid in deliveries().values_list("uid", flat=True)]


def deliveries():
    return Delivery.objects.using(HOUSE)


def wake(house: House) -> None:
    """Ask the installation's worker to send, as a page does."""
    queue = SqliteHuey("redcloud", filename=str(house.folder / "jobs.sqlite3"), utc=True)
    queue.storage.enqueue(huey.serialize_task(tasks.send.s()))
    queue.storage.close()


def kill_at(house: House, mail: Receiver, number: int) -> threading.Event:
    """Have the worker die when the mail server has taken so many, before it hears that it has."""
    killed = threading.Event()

    def at_the_last() -> None:
        if len(mail.taken) == number and not killed.is_set():
            house.kill("worker")
            killed.set()

    mail.on_taken = at_the_last
    return killed


def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_only_what_was_not_noted(
    house: House, mail: Receiver
) -> None:
    names = waiting(house)
    killed = kill_at(house, mail, 10)
    house.start_worker()
    wake(house)
    assert killed.wait(120), house.said("worker")
    noted = {str(uid) for uid in deliveries().filter(state="sent").values_list("uid", flat=True)}
    assert len(noted) == 9
    under_way = deliveries().get(state="pending", attempts=1)
    # Nobody takes it up while the lease may still be somebody's.
    assert under_way.not_before > timezone.now()
    mail.on_taken = lambda: None
    house.start_worker()
    wake(house)
    until(lambda: deliveries().filter(state="sent").count() == MESSAGES - 1, "all others are sent")
    assert deliveries().get(pk=under_way.pk).state == "pending"
    deliveries().filter(pk=under_way.pk).update(not_before=timezone.now())  # the lease is over
    wake(house)
    until(lambda: deliveries().filter(state="sent").count() == MESSAGES, "that one is sent as well")
    house.kill("worker")
    came = Counter(message["Message-ID"].strip("<>").partition("@")[0] for message in mail.taken)
    assert set(came) == set(names)
    assert {name for name, times in came.items() if times > 1} == {str(under_way.uid)}
    assert came[str(under_way.uid)] == 2  # under one name, so that a mail program can see it
