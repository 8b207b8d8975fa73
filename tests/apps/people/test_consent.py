"""Consent: append-only, the newest answer counts, nobody answers for another, the trail tells nothing."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import set_consent, set_own_consent
from redcloud.apps.people.models import AuditEntry, Consent, Purpose
from redcloud.apps.people.queries import answers_of, consents_on, has_consent
from redcloud.apps.people.registries import consent_changed
from tests.world import World


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.tuples(st.sampled_from(Purpose.values), st.booleans()), max_size=8))
def test_the_newest_answer_of_each_purpose_counts_and_none_is_a_no(
    world: World, answers: list[tuple[str, bool]]
) -> None:
    member, user = world.members["member"], world.users["member"]
    with transaction.atomic():
        for purpose, granted in answers:
            set_consent(actor=user, member=member, purpose=purpose, granted=granted)
        newest = dict(answers)
        for purpose in Purpose.values:
            assert has_consent(member.pk, purpose) == newest.get(purpose, False)
            assert (member.pk in consents_on(purpose, world.north.pk)) == newest.get(purpose, False)
        assert {answer.purpose: answer.granted for answer in answers_of(member.pk)} == {
            purpose: newest.get(purpose, False) for purpose in Purpose.values
        }
        assert Consent.objects.filter(member=member).count() == len(answers)
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ["colleague", "secretary", "officer", "administrator"])
def test_nobody_answers_for_somebody_else(world: World, role: str) -> None:
    with pytest.raises(PermissionError):
        set_consent(
            actor=world.users[role], member=world.members["member"], purpose=Purpose.PORTRAIT, granted=True
        )
    assert not Consent.objects.exists()


def test_an_account_on_no_roster_has_nothing_to_agree_to(world: World) -> None:
    with pytest.raises(NotVisible):
        set_own_consent(actor=world.users["officer"], purpose=Purpose.PORTRAIT, granted=True)


def test_the_trail_says_that_an_answer_was_given_and_not_which(world: World) -> None:
    trails = []
    for granted in (True, False):
        before = set(AuditEntry.objects.values_list("pk", flat=True))
        set_own_consent(actor=world.users["member"], purpose=Purpose.PORTRAIT, granted=granted)
        entry = AuditEntry.objects.exclude(pk__in=before).get()
        trails.append((entry.action, entry.target_kind, entry.target_id, entry.organisation_id))
    assert trails[0] == trails[1]


def test_later_stages_hear_of_an_answer_once_it_is_stored(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    heard: list[tuple[int, str, bool]] = []
    monkeypatch.setattr(consent_changed, "_functions", {"test": lambda *told: heard.append(told)})
    with django_capture_on_commit_callbacks(execute=True):
        set_own_consent(actor=world.users["member"], purpose=Purpose.PORTRAIT, granted=True)
        assert heard == []
    assert heard == [(world.members["member"].pk, "portrait", True)]
