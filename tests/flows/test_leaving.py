"""A member who has something in every stage takes a copy of it, closes the account, and is nowhere any more.

What may stay is said in docs/privacy.md, "What erasing leaves", and here in ``STAYS``, each with its reason.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.life.models import Roll
from redcloud.apps.people import own_data, registries
from redcloud.apps.people.models import AuditEntry, Member, User
from redcloud.apps.portrait.actions import build, open_shared_lines, share
from redcloud.apps.portrait.queries import portrait_of, released_figures
from redcloud.apps.records.actions import drain_outbox
from redcloud.apps.records.queries import pseudonyms_of_member
from redcloud.apps.study.actions import send
from redcloud.apps.study.models import Registration
from redcloud.web.office.overview.figures import csv_rows
from tests.apps.notices.choices import wants_push
from tests.apps.notices.outside import Browser, Outside
from tests.flows.lives import Life, agree_to_everything, lived, the_week_passes
from tests.flows.searching import everything_stored, places_with
from tests.naming import reviewed
from tests.world import World

STAYS = {
    ("people.membership", "member"): "the roster: branch of today",
    ("people.auditentry", "target_id"): "that the member closed the account, and nothing else",
}
WHERE_THE_NAME_STAYS = [
    "table people_member",  # the roster
    "table portrait_look",  # who looked at somebody else's portrait: that member's to know
]
NOT_OPENED = {
    "records.json: statements",  # as received: what another platform puts in them is its own
    "study.json: suggestions.facts",  # by reason; tests/suites/recommender.py counts each fact again
}


@pytest.fixture
def life(world: World, django_capture_on_commit_callbacks) -> Life:
    """The branch's secretary, who has done everything."""
    with django_capture_on_commit_callbacks(execute=True):
        agree_to_everything(world, "colleague")
        made = lived(world, "secretary")
        before = placed()
        the_week_passes(world)
    assert placed() == before, "the clock moves nobody (PRODUCT line 9)"
    line = portrait_of(world.viewer("colleague")).lines[0]
    share(actor=world.users["colleague"], kind=line.kind, key=line.key, days=7)
    open_shared_lines(actor=world.users["secretary"], member_uid=world.members["colleague"].uid)
    # After the week, so that nothing is sent to it.
    wants_push(world, made.member, Browser(Outside(""), "https://push.example.org/one"))
    return made


def test_a_member_takes_a_copy_of_everything_closes_the_account_and_is_nowhere_any_more(
    wherever_the_lake_lies: str, life: Life, signed_in, settings, django_capture_on_commit_callbacks
) -> None:
    """One story, told once, since telling it takes seconds; each check says what it looks through."""
    every_key_of_a_copy_is_on_the_reviewed_list(life, signed_in)
    before = Traces.of(life.member)
    assert set(before.places(settings.DATA)) > {"table records_statement", "table portrait_look"}
    assert {stage for stage, _ in before.rows()} > set(registries.erasure.stages())
    with django_capture_on_commit_callbacks(execute=True):
        own_data.erase(actor=User.objects.get(pk=before.user))
    drain_outbox()
    assert {place for _, place in before.rows()} == set(STAYS)
    assert before.places(settings.DATA) == WHERE_THE_NAME_STAYS
    assert Roll.objects.get().present == 2  # heads stay, names go
    the_week_passes_and_brings_nothing_back(life, before, settings.DATA)


def the_week_passes_and_brings_nothing_back(life: Life, before: Traces, folder: Path) -> None:
    build(actor=None)
    send(root=life.world.north, day=timezone.localdate() + timedelta(days=16))
    kept = {place for _, place in before.rows()}
    # A member without an account may be sent items again; nothing of the time before is in them.
    assert kept - {("study.suggestion", "member")} == set(STAYS)
    assert before.places(folder) == WHERE_THE_NAME_STAYS


def placed() -> list[tuple[object, ...]]:
    """Everybody's stage and memberships."""
    return list(
        Member.objects.order_by("pk", "memberships__pk").values_list(
            "pk",
            "stage",
            "stage_since",
            "memberships__organisation",
            "memberships__since",
            "memberships__until",
        )
    )


def every_key_of_a_copy_is_on_the_reviewed_list(life: Life, signed_in) -> None:
    found = {**copied(life), **downloaded(signed_in), **answered(life)}
    for name, keys in found.items():
        section = f"exports.{name}"
        assert keys == set(reviewed().get(section, {})), f"{section} in tests/field_allow_list.toml"


def copied(life: Life) -> dict[str, set[str]]:
    """Keys of each file of the archive that a member takes away."""
    data = own_data.archive(actor=life.world.users[life.key])
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        given = {name: json.loads(files.read(name)) for name in files.namelist() if name.endswith(".json")}
    assert set(given) == {f"{stage}.json" for stage in registries.export.stages()}
    return {name: set(keys_of(given[name], f"{name}: ")) for name in given}


def keys_of(value: Any, prefix: str) -> Iterator[str]:
    """Every key of a JSON value, by its way from the top; the items of a list share theirs."""
    if isinstance(value, list):
        for part in value:
            yield from keys_of(part, prefix)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield f"{prefix}{key}".split(": ", 1)[1]
            if f"{prefix}{key}" not in NOT_OPENED:
                yield from keys_of(part, f"{prefix}{key}.")


def downloaded(signed_in) -> dict[str, set[str]]:
    """Keys of the portrait's own files."""
    client = signed_in("secretary")
    as_json = client.get(reverse("member-portrait-download", args=["json"])).json()
    as_csv = client.get(reverse("member-portrait-download", args=["csv"])).content.decode("utf-8-sig")
    return {
        "my-portrait.json": set(keys_of(as_json, "my-portrait.json: ")),
        "my-portrait.csv": set(as_csv.splitlines()[0].split(",")),
    }


def answered(life: Life) -> dict[str, set[str]]:
    """Keys of what programs and officers are answered: needs in Open311, released figures."""
    needs = Client().get("/api/open311/v2/requests.json", {"jurisdiction_id": "north"}).json()
    assert needs
    figures = csv_rows(released_figures(life.world.viewer("officer"), life.world.north.pk))
    return {
        "open311-requests.json": set(keys_of(needs, "open311: ")),
        "figures.csv": {str(heading) for heading in next(iter(figures))},
    }


@dataclass(frozen=True)
class Traces:
    """Everything by which a member could be found again."""

    member: int
    user: int
    words: tuple[str, ...]

    @classmethod
    def of(cls, member: Member) -> Traces:
        """The member's keys, names and pseudonyms, taken down before they go."""
        assert member.user is not None
        pseudonyms = map(str, pseudonyms_of_member(member.pk))
        ways = Registration.objects.filter(account__member=member).select_related("account__identity")
        packages = {text for way in ways for text in (str(way.uid), way.account.identity.value)}
        assert packages
        words = (member.name, str(member.uid), member.email, member.user.username + "@", *pseudonyms)
        words += tuple(sorted(packages))
        return cls(member.pk, member.user.pk, words)

    def places(self, folder: Path) -> list[str]:
        """Tables and files where the name, the ids, the address or a pseudonym stand."""
        stored = everything_stored(folder)
        return sorted({place for word in self.words for place in places_with(word, stored)})

    def rows(self) -> set[tuple[str, tuple[str, str]]]:
        """(stage, (table, field)) of every row that points at the member or the account."""
        return {(model._meta.app_label, place) for model, place in self._pointing()}

    def _pointing(self) -> Iterator[tuple[type[Model], tuple[str, str]]]:
        keys = {Member: self.member, User: self.user}
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                key = keys.get(field.related_model)  # type: ignore[call-overload]
                if key is not None and model._base_manager.filter(**{field.attname: key}).exists():
                    yield model, (model._meta.label_lower, field.name)
        targets = {"people.member": self.member, "people.user": self.user}
        for kind, key in targets.items():
            if AuditEntry.objects.filter(target_kind=kind, target_id=key).exists():
                yield AuditEntry, ("people.auditentry", "target_id")
