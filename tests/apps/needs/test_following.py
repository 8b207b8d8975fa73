"""The follow code: limited tries, withdrawal, deletion by time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from redcloud.apps.needs import actions
from redcloud.apps.needs.actions import TooManyAttempts
from redcloud.apps.needs.actions.attempts import LIMITS, _window
from redcloud.apps.needs.models import Attempt, Need, NeedContact, NeedMessage, NeedPhoto
from redcloud.apps.needs.queries import need_followed
from redcloud.apps.people.access import NotVisible
from redcloud.engine.needs.codes import code_hash, new_code
from tests.apps.needs.test_asking import jpeg

pytestmark = pytest.mark.django_db

ADDRESS = "203.0.113.7"


def test_a_right_code_is_found_however_it_is_typed_and_not_counted(ask) -> None:
    asked = ask()
    typed = f"  {asked.code.lower().replace('-', ' ')} "
    for _ in range(LIMITS["follow"].count + 3):
        assert actions.use_code(typed=typed, address=ADDRESS) == code_hash(asked.code)
    assert not Attempt.objects.exists()


def test_after_ten_wrong_codes_even_the_right_one_has_to_wait(ask) -> None:
    asked = ask()
    for _ in range(LIMITS["follow"].count):
        assert actions.use_code(typed=new_code(), address=ADDRESS) is None
    with pytest.raises(TooManyAttempts) as refused:
        actions.use_code(typed=asked.code, address=ADDRESS)
    assert 0 < refused.value.retry_after_s <= LIMITS["follow"].minutes * 60 + 1
    assert actions.use_code(typed=asked.code, address="203.0.113.8") == code_hash(asked.code)


def test_an_ipv6_client_is_its_network() -> None:
    for number in range(LIMITS["follow"].count):
        actions.use_code(typed="wrong", address=f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyAttempts):
        actions.use_code(typed="wrong", address="2001:db8:1:2:ffff::1")
    assert actions.use_code(typed="wrong", address="2001:db8:1:3::1") is None


def test_the_next_window_starts_afresh() -> None:
    now = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)
    for _ in range(LIMITS["follow"].count):
        actions.count_attempt(purpose="follow", address=ADDRESS, now=now)
    with pytest.raises(TooManyAttempts):
        actions.refuse_after(purpose="follow", address=ADDRESS, now=now)
    actions.refuse_after(purpose="follow", address=ADDRESS, now=now + timedelta(minutes=10))


def test_no_address_is_stored_and_two_days_cannot_be_tied_together() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for day in range(2):
        actions.count_attempt(purpose="follow", address=ADDRESS, now=now + timedelta(days=day))
    clients = list(Attempt.objects.values_list("client", flat=True))
    assert ADDRESS not in str(clients)
    assert len(set(clients)) == 2
    assert settings.SECRET_KEY not in str(clients)


def test_withdrawing_deletes_words_exchange_contact_and_photo_at_once(ask) -> None:
    asked = ask(words="CANARY", spot="CANARY", contact_way="CANARY", photo=jpeg())
    actions.add_words(code=code_hash(asked.code), words="CANARY")
    actions.withdraw(code=code_hash(asked.code))
    assert "CANARY" not in str(list(Need.objects.values()))
    assert not any(model.objects.exists() for model in (NeedContact, NeedPhoto, NeedMessage))
    assert Need.objects.get().state == "withdrawn"


def closed_need(ask, person, now: datetime):
    asked = ask(contact_way="138", photo=jpeg())
    person("secretary").does(actions.take, asked)
    person("secretary").does(actions.mark_solved, asked)
    actions.confirm_solved(code=code_hash(asked.code))
    Need.objects.filter(pk=asked.need.pk).update(closed_at=now)
    return asked


def test_contact_and_photo_are_deleted_30_days_after_closure_and_not_before(ask, person) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    closed_need(ask, person, now)
    still_open = ask(contact_way="139", photo=jpeg())
    assert actions.delete_old(now=now + timedelta(days=29, hours=23))["contacts"] == 0
    assert actions.delete_old(now=now + timedelta(days=30)) == {"contacts": 1, "photos": 1, "attempts": 0}
    assert NeedContact.objects.get().need == still_open.need
    assert NeedPhoto.objects.get().need == still_open.need


def test_a_reopened_need_keeps_its_contact(ask, person) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    asked = closed_need(ask, person, now)
    actions.reopen(code=code_hash(asked.code))
    assert actions.delete_old(now=now + timedelta(days=90))["contacts"] == 0


def test_without_an_answer_it_closes_as_unconfirmed_after_14_days_and_can_still_be_reopened(
    ask, person
) -> None:
    asked = ask()
    person("secretary").does(actions.take, asked)
    person("secretary").does(actions.mark_solved, asked)
    marked = Need.objects.get().marked_solved_at
    assert actions.close_unconfirmed(now=marked + timedelta(days=13, hours=23)) == 0
    assert actions.close_unconfirmed(now=marked + timedelta(days=14)) == 1
    assert (Need.objects.get().state, Need.objects.get().status) == ("unconfirmed", "closed")
    actions.reopen(code=code_hash(asked.code))
    assert Need.objects.get().state == "reopened"


def test_attempts_are_forgotten_after_a_day() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    actions.count_attempt(purpose="ask", address=ADDRESS, now=now)
    assert actions.delete_old(now=now + timedelta(hours=20))["attempts"] == 0
    assert actions.delete_old(now=now + timedelta(hours=26))["attempts"] == 1


def test_no_code_and_a_wrong_hash_open_nothing(ask) -> None:
    ask()
    for wrong in (None, "", "0" * 64):
        with pytest.raises(NotVisible):
            need_followed(wrong)


def test_a_window_begins_at_a_whole_second_wherever_in_it_one_asks() -> None:
    begun = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    moments = [begun + timedelta(microseconds=step * 7919) for step in range(0, 75_000, 37)]
    assert {_window("follow", moment)[0] for moment in moments} == {begun}
    assert _window("follow", begun)[1] == 600
