"""The digest: at the hour chosen, never twice a day, and it gives nothing away."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from redcloud.apps.notices import actions
from redcloud.apps.notices.actions import sending
from redcloud.apps.notices.actions.sending import ATTEMPTS
from redcloud.apps.notices.channels import mail as by_mail
from redcloud.apps.notices.channels.outside import carrier
from redcloud.apps.notices.models import Delivery, Digest, Notice, NoticeKind, Preference
from redcloud.apps.notices.queries.outbox import waiting_deliveries
from redcloud.apps.notices.rhythm import digest_moment, is_quiet
from redcloud.apps.people.models import Organisation
from tests.apps.notices.choices import wants_mail
from tests.commands.processes import free_port as closed_port

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_NINE = datetime(2026, 1, 5, 9, 5, tzinfo=ZONE)


def told(member, kind: str = "study_sent") -> None:
    actions.notify(member=member, kind=kind, target_url="landing")


def sent(now: datetime) -> int:
    return actions.send_waiting(now=now).sent


def run(now: datetime) -> dict[str, int]:
    actions.queue_digests(now=now)
    done = actions.send_waiting(now=now)
    return {"sent": done.sent, "later": done.later}


@pytest.mark.django_db
def test_one_message_arrives_at_the_hour_chosen(subscriber, mail) -> None:
    told(subscriber)
    told(subscriber, "meeting_called")
    assert run(MONDAY_NINE - timedelta(hours=1)) == {"sent": 0, "later": 0}
    assert run(MONDAY_NINE) == {"sent": 1, "later": 0}
    (message,) = mail.taken
    assert message["To"] == "somebody@example.org"
    assert "2" in message.get_content()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_message_shows_neither_membership_nor_topic(subscriber, mail, world, language) -> None:
    type(subscriber.user).objects.filter(pk=subscriber.user_id).update(language=language)
    for kind in NoticeKind.values:
        told(subscriber, kind)
    run(MONDAY_NINE)
    (message,) = mail.taken
    whole = "\n".join([str(message.items()), message.get_content()]).replace(settings.PUBLIC_URL, "")
    names = list(Organisation.objects.values_list("name", flat=True))
    words = ["智慧红云", "党", "支部", "诉求", "会议", "学习", "Cloud", "Party", "branch", "meeting", "study"]
    forbidden = [*words, *names, subscriber.name, *map(str, NoticeKind.labels)]
    assert [word for word in forbidden if word in whole] == []


@pytest.mark.django_db
def test_the_message_is_the_same_whatever_it_is_about(subscriber, mail) -> None:
    texts = []
    for week, kind in enumerate(("need_received", "study_sent")):
        told(subscriber, kind)
        run(MONDAY_NINE + timedelta(weeks=week))
        told_text = mail.taken[-1].get_content()
        texts.append((mail.taken[-1]["Subject"], re.sub(r"\d+", "", told_text.split("\n")[2])))
    assert texts[0] == texts[1]


@pytest.mark.django_db
def test_nobody_gets_two_on_one_day_however_often_it_runs(subscriber, mail) -> None:
    Preference.objects.update(rhythm="daily")
    for minutes in range(0, 600, 50):
        told(subscriber)
        run(MONDAY_NINE + timedelta(minutes=minutes))
    assert len(mail.taken) == 1
    run(MONDAY_NINE + timedelta(days=1))
    assert len(mail.taken) == 2


@pytest.mark.django_db
def test_nothing_new_means_no_message(subscriber, mail) -> None:
    run(MONDAY_NINE)
    told(subscriber)
    run(MONDAY_NINE + timedelta(weeks=1))
    run(MONDAY_NINE + timedelta(weeks=2))
    assert len(mail.taken) == 1


@pytest.mark.django_db
def test_what_was_read_is_not_sent(subscriber, mail) -> None:
    told(subscriber)
    actions.mark_read(member_id=subscriber.pk, notice_ids=[subscriber.notices.get().pk])
    run(MONDAY_NINE)
    assert mail.taken == []


@pytest.mark.django_db
def test_e_mail_is_off_by_default(world, mail) -> None:
    told(world.members["colleague"])
    run(MONDAY_NINE)
    assert mail.taken == []
    assert not Digest.objects.exists()


@pytest.mark.django_db
def test_a_mail_server_that_refuses_is_tried_again_later_and_sends_once(subscriber, mail) -> None:
    told(subscriber)
    mail.refuse = "450 not now"
    assert run(MONDAY_NINE) == {"sent": 0, "later": 1}
    assert run(MONDAY_NINE + timedelta(minutes=1)) == {"sent": 0, "later": 0}
    mail.refuse = ""
    assert run(MONDAY_NINE + timedelta(minutes=10)) == {"sent": 1, "later": 0}
    assert run(MONDAY_NINE + timedelta(minutes=30)) == {"sent": 0, "later": 0}
    assert len(mail.taken) == 1


@pytest.mark.django_db
def test_a_second_try_waits_for_the_end_of_the_quiet_hours(subscriber, mail) -> None:
    told(subscriber)
    mail.refuse = "450 not now"
    run(MONDAY_NINE)
    mail.refuse = ""
    assert sent(MONDAY_NINE.replace(hour=22)) == 0
    assert sent(MONDAY_NINE.replace(day=6, hour=7, minute=59)) == 0
    assert sent(MONDAY_NINE.replace(day=6, hour=8, minute=0)) == 1


@pytest.mark.django_db
def test_what_never_goes_out_is_given_up_and_says_why_without_the_address(subscriber, mail) -> None:
    told(subscriber)
    mail.refuse = "450 not now"
    now = MONDAY_NINE
    run(now)
    while now < MONDAY_NINE + timedelta(days=2):
        now += timedelta(hours=3)
        sent(now)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.fault) == ("failed", ATTEMPTS, "mailbox_busy")


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_is_not_tried_again(subscriber, mail) -> None:
    told(subscriber)
    mail.refuse = "550 no such user"
    run(MONDAY_NINE)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.fault) == ("failed", 1, "mailbox_refused")


@pytest.mark.django_db
def test_a_mail_server_that_is_away_costs_one_attempt_a_run_and_no_message(
    subscriber, mail, world, settings
) -> None:
    settings.EMAIL_PORT = closed_port()
    others = [world.members[key] for key in ("colleague", "secretary")]
    for member in others:
        wants_mail(world, member)
    for member in (subscriber, *others):
        told(member)
    assert run(MONDAY_NINE) == {"sent": 0, "later": 1}
    for hours in range(1, 30):
        sent(MONDAY_NINE + timedelta(hours=hours))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"pending"}
    settings.EMAIL_PORT = mail.port
    assert sent(MONDAY_NINE + timedelta(days=2)) == 3


@pytest.mark.django_db
def test_a_message_that_breaks_the_sender_keeps_no_other_up(subscriber, mail, world, monkeypatch) -> None:
    other = wants_mail(world, world.members["colleague"])
    for member in (subscriber, other):
        told(member)

    def compose(delivery: Delivery) -> EmailMessage:
        if delivery.of_digest.member == subscriber:
            raise RuntimeError("nobody thought of this")
        return written(delivery)

    written = by_mail.compose
    monkeypatch.setattr(by_mail, "compose", compose)
    assert run(MONDAY_NINE) == {"sent": 1, "later": 1}
    assert Delivery.objects.get(state="pending").fault == "unexpected"


@pytest.mark.django_db
def test_what_waits_until_nobody_needs_it_is_given_up(subscriber, mail) -> None:
    told(subscriber)
    actions.queue_digests(now=MONDAY_NINE)
    sent(MONDAY_NINE + timedelta(days=4))
    assert Delivery.objects.values_list("state", "fault").get() == ("failed", "too_late")
    assert mail.taken == []


@pytest.mark.django_db
def test_two_workers_that_found_the_same_message_send_it_once(subscriber, mail) -> None:
    told(subscriber)
    actions.queue_digests(now=MONDAY_NINE)
    found = waiting_deliveries(MONDAY_NINE, without=())
    assert sent(MONDAY_NINE) == 1
    with carrier() as session:
        ways, done = sending._Ways(session), actions.Run()
        for delivery in found:
            sending._take(delivery, ways, done, MONDAY_NINE)
    assert (done.sent, len(mail.taken)) == (0, 1)


@pytest.mark.django_db
def test_a_member_who_asks_gets_the_failed_message_once_more(subscriber, mail, world) -> None:
    told(subscriber)
    mail.refuse = "550 no such user"
    run(MONDAY_NINE)
    mail.refuse = ""
    assert actions.try_email_again(actor=world.users["member"], member=subscriber) == 1
    assert Delivery.objects.get().state == "pending"
    with pytest.raises(PermissionError):
        actions.try_email_again(actor=world.users["secretary"], member=subscriber)


@pytest.mark.django_db
def test_the_token_of_the_message_ends_the_messages_and_drops_what_waits(subscriber, mail) -> None:
    told(subscriber)
    actions.queue_digests(now=MONDAY_NINE)
    assert actions.stop_email(token=Preference.objects.get().unsubscribe_token)
    assert sent(MONDAY_NINE) == 0
    assert mail.taken == []


@pytest.mark.django_db
def test_the_message_carries_one_tap_unsubscribing(subscriber, mail) -> None:
    told(subscriber)
    run(MONDAY_NINE)
    (message,) = mail.taken
    token = Preference.objects.get().unsubscribe_token
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/notices/stop/{token}/" in message["List-Unsubscribe"]


@settings_of(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23), st.integers(0, 7 * 24 * 60), st.booleans())
def test_no_moment_lies_in_the_quiet_hours_or_before_the_hour_chosen(
    hour: int, quiet_from: int, quiet_until: int, minutes: int, weekly: bool
) -> None:
    now = datetime(2026, 1, 5, tzinfo=ZONE) + timedelta(minutes=minutes)
    moment = digest_moment(
        now, weekday=0 if weekly else None, hour=hour, quiet_from=quiet_from, quiet_until=quiet_until
    )
    if moment is not None:
        assert not is_quiet(now.hour, quiet_from, quiet_until)
        assert (moment.date(), moment.hour) == (now.date(), hour)
        assert moment <= now
        assert not weekly or now.weekday() == 0


@pytest.mark.django_db
def test_an_unknown_kind_is_refused(world) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        told(world.members["member"], "loyalty")


@pytest.mark.django_db
def test_erasing_a_member_deletes_notices_preference_and_outbox(subscriber) -> None:
    told(subscriber)
    actions.queue_digests(now=MONDAY_NINE)
    actions.erase_member(subscriber.pk)
    for model in (Notice, Digest, Delivery, Preference):
        assert not model.objects.exists()
