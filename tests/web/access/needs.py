"""Access rows of residents' pages, the branch's needs, the officer's overview, notices and Open311."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from PIL import Image

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Place
from redcloud.apps.notices.actions import add_device, notify
from redcloud.apps.notices.models import Preference
from redcloud.engine.needs.codes import code_hash
from tests.web.access import EVERYBODY, Row
from tests.web.office.releases import store_release
from tests.world import World

P256DH = "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U"

BRANCH = {"member", "colleague", "secretary"}
MEMBERS = {"member", "colleague", "secretary", "sibling_secretary", "south_member", "south_secretary"}


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return out.getvalue()


def _taken(world: World, place: Place, key: str, **given: Any) -> actions.Asked:
    asked = actions.ask(place=place, words="路灯不亮", contact_way="138", photo=_jpeg())
    viewer, actor = world.viewer(key), world.users[key]
    actions.take(actor=actor, viewer=viewer, uid=asked.need.uid)
    return asked


def rows(world: World) -> list[Row]:
    """Return the rows of these features."""
    place = Place.objects.create(root=world.north, name="石桥社区", branch=world.branch)
    return [*_resident(world, place), *_branch(world, place), *_office(world, place), *_notices(world)]


def _resident(world: World, place: Place) -> list[Row]:
    need = actions.ask(place=place, words="路灯不亮").need
    here = {"jurisdiction_id": "north"}
    return [
        Row("landing", allowed=EVERYBODY),
        Row("needs-public", allowed=EVERYBODY),
        Row("need-ask", allowed=EVERYBODY),
        Row("need-ask", allowed=EVERYBODY, data={"place": place.pk}),
        Row("need-asked", allowed=EVERYBODY),
        Row("need-follow", allowed=EVERYBODY),
        Row("need-followed", allowed=EVERYBODY, status={302}),  # without a code: to its form
        Row("need-photo", allowed=frozenset()),  # without a code: for nobody
        Row("open311-discovery", ("json",), allowed=EVERYBODY),
        Row("open311-services", ("json",), allowed=EVERYBODY, data=here),
        Row("open311-service", ("parking", "json"), allowed=EVERYBODY, data=here),
        Row("open311-requests", ("json",), allowed=EVERYBODY, data=here),
        Row("open311-request", (need.uid, "json"), allowed=EVERYBODY, data=here),
    ]


def _branch(world: World, place: Place) -> list[Row]:
    fresh = actions.ask(place=place, words="路灯不亮").need
    taken = _taken(world, place, "secretary").need
    one, other = (world.branch.pk, fresh.uid), (world.branch.pk, taken.uid)
    solved = _taken(world, place, "secretary").need
    words = {"words": "已经修好"}
    passing = {"organisation": world.sibling.pk, "reason": "在他们那边"}
    leaving = actions.ask(place=place, words="路灯不亮").need
    return [
        Row("branch-needs", (world.branch.pk,), allowed=BRANCH | {"officer"}),
        Row("branch-need", one, allowed=BRANCH),
        Row("branch-need-take", one, allowed={"secretary"}, method="post", status={302}),
        Row("branch-need-answer", other, allowed={"secretary"}, method="post", data=words, status={302}),
        Row(
            "branch-need-subject",
            other,
            allowed={"secretary"},
            method="post",
            data={"category": "parking"},
            status={302},
        ),
        Row("branch-need-contact", other, allowed={"secretary"}, method="post"),
        Row("branch-need-photo", other, allowed={"secretary"}),
        Row("branch-need-helped", other, allowed=BRANCH, method="post", status={302}),
        Row(
            "branch-need-solved",
            (world.branch.pk, solved.uid),
            allowed={"secretary"},
            method="post",
            data=words,
            status={302},
        ),
        Row(
            "branch-need-pass-on",
            (world.branch.pk, leaving.uid),
            allowed={"secretary"},
            method="post",
            data=passing,
            status={302},
        ),
        Row(
            "branch-need-hand-over",
            other,
            allowed={"secretary"},
            method="post",
            data={"member": world.members["member"].pk},
            status={302},
        ),
    ]


def _office(world: World, place: Place) -> list[Row]:
    asked = actions.ask(place=place, words="路灯不亮", photo=_jpeg())
    complaint = actions.complain(code=code_hash(asked.code) or "", words="没人管")
    actions.pass_on(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        uid=asked.need.uid,
        organisation_id=world.general.pk,
        reason="要协调",
    )
    passed = (world.general.pk, asked.need.uid)
    actions.take(actor=world.users["officer"], viewer=world.viewer("officer"), uid=asked.need.uid)
    store_release(world.north, date(2026, 1, 5), [])
    officers = {"officer", "south_officer"}
    return [
        Row("office", allowed=officers, status={302}),
        Row("office-overview", (world.north.pk,), allowed={"officer"}),
        Row("office-overview", (world.branch.pk,), allowed={"officer"}),
        Row("office-overview", (world.south.pk,), allowed={"south_officer"}),
        Row("office-figures-csv", (world.north.pk,), allowed={"officer"}),
        Row("office-need", passed, allowed={"officer"}),
        Row("office-need-photo", passed, allowed={"officer"}),
        Row("office-complaint", (complaint.uid,), allowed={"officer"}),
    ]


def _notices(world: World) -> list[Row]:
    member = world.members["member"]
    notice = notify(member=member, kind="study_sent", target_url="landing")
    preference = Preference.objects.create(member=member)
    return [
        *_devices(world),
        Row("member-notice-mail-again", allowed=MEMBERS, method="post", status={302}),
        Row("member-notices", allowed=MEMBERS),
        Row("member-notice-open", (notice.pk,), allowed={"member"}, method="post", status={302}),
        Row("member-notices-read", allowed=MEMBERS, method="post", status={302}),
        Row("member-notice-preferences", allowed=MEMBERS),
        Row("notice-unsubscribe", (preference.unsubscribe_token,), allowed=EVERYBODY),
    ]


def _devices(world: World) -> list[Row]:
    given = {"endpoint": "https://push.example.org/one", "p256dh": P256DH, "auth": "A" * 22}
    device = add_device(actor=world.users["member"], member=world.members["member"], **given)
    other = add_device(
        actor=world.users["member"],
        member=world.members["member"],
        **{**given, "endpoint": "https://push.example.org/two"},
    )
    added = {**given, "endpoint": "https://push.example.org/three"}
    return [
        Row("notice-worker", allowed=EVERYBODY),
        Row("notice-device-add", (), MEMBERS, "post", added, {201}),
        Row("notice-device-try", (device.uid,), {"member"}, "post", status={302}),
        Row("notice-device-remove", (other.uid,), {"member"}, "post", status={302}),
        Row("notice-push-stop", (device.stop_token,), allowed=EVERYBODY),
    ]
