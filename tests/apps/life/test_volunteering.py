"""Volunteering: noted by the doer, seen by the doer, taken back by the doer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.life.actions import note_volunteering, withdraw_volunteering
from redcloud.apps.life.models import Volunteering
from redcloud.apps.life.queries import own_data, own_volunteering
from redcloud.apps.people.access import NotVisible
from redcloud.apps.records.models import Statement
from tests.world import World

CANARY = "canary-9c1f 帮王奶奶买药"


def note(world: World, role: str = "member", **changed: object) -> Volunteering:
    given: dict[str, object] = {
        "kind": "elderly",
        "what": CANARY,
        "day": timezone.localdate(),
        "place": "东里社区",
    }
    return note_volunteering(actor=world.users[role], viewer=world.viewer(role), **(given | changed))


def test_an_entry_becomes_a_record_without_the_doers_words(world: World) -> None:
    entry = note(world)
    statement = Statement.objects.select_related("activity", "verb").get()
    assert statement.verb.iri.endswith("/volunteered")
    assert statement.activity.iri == f"urn:redcloud:north:volunteering:{entry.uid}"
    stored = str(Statement.objects.values().get()) + str(statement.activity.definition)
    assert "canary" not in stored
    assert "东里" not in stored


def test_only_the_doer_sees_and_withdraws_an_entry(world: World) -> None:
    entry = note(world)
    assert own_volunteering(world.viewer("member")) == [entry]
    assert own_volunteering(world.viewer("colleague")) == []
    for role in ("colleague", "secretary", "officer", "administrator"):
        with pytest.raises(NotVisible):
            withdraw_volunteering(actor=world.users[role], viewer=world.viewer(role), uid=entry.uid)
    withdraw_volunteering(actor=world.users["member"], viewer=world.viewer("member"), uid=entry.uid)
    assert not Volunteering.objects.exists()
    assert not Statement.objects.filter(voided=False, is_voiding=False).exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"kind": "heroism"}, "unknown_kind"), ({"what": "  "}, "empty")],
)
def test_an_untidy_entry_is_refused(world: World, changed: dict[str, object], code: str) -> None:
    with pytest.raises(ValueError, match=code):
        note(world, **changed)


def test_a_service_of_tomorrow_is_not_noted_today(world: World) -> None:
    with pytest.raises(ValueError, match="in_the_future"):
        note(world, day=timezone.localdate() + timedelta(days=1))


def test_somebody_without_membership_has_no_list(world: World) -> None:
    with pytest.raises(NotVisible):
        own_volunteering(world.viewer("officer"))


def test_the_doer_takes_the_entries_away_in_the_export(world: World) -> None:
    note(world)
    (exported,) = own_data(world.members["member"].pk)["volunteering"]
    assert exported["what"] == CANARY


def test_no_column_of_an_entry_counts_time() -> None:
    names = {field.name for field in Volunteering._meta.get_fields()}
    assert names == {"id", "uid", "member", "kind", "what", "day", "place", "created_at"}
