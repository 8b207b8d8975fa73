"""Asking: without an account, and with nothing kept that leads to the person."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from redcloud.apps.needs.actions import NeedRefused
from redcloud.apps.needs.models import Need, NeedContact, NeedPhoto, Place
from redcloud.apps.needs.queries import need_followed
from redcloud.apps.notices.models import Notice
from redcloud.apps.people.models import AuditEntry
from redcloud.engine.needs.codes import code_hash
from redcloud.engine.needs.photo import PhotoRefused

pytestmark = pytest.mark.django_db


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "blue").save(out, "JPEG", comment=b"CANARY")
    return out.getvalue()


def test_a_need_goes_to_the_branch_of_the_place(ask, world) -> None:
    need = ask(category="parking", spot="三号楼").need
    assert (need.holder, need.root, need.state, need.status) == (
        world.branch,
        world.north,
        "received",
        "open",
    )


def test_the_code_is_nowhere_in_the_database_but_its_hash_is(ask) -> None:
    asked = ask()
    stored = " ".join(str(value) for value in Need.objects.filter(pk=asked.need.pk).values_list().get())
    assert asked.code not in stored
    assert asked.code.replace("-", "") not in stored
    assert code_hash(asked.code) in stored


def test_the_code_opens_exactly_its_own_need(ask) -> None:
    one, other = ask(), ask()
    assert need_followed(code_hash(one.code)).need == one.need
    assert need_followed(code_hash(other.code)).need == other.need


def test_two_needs_of_one_person_share_nothing_that_ties_them(ask) -> None:
    """Every stored value of the two rows differs, but for what was said to be the same."""
    rows = [Need.objects.filter(pk=ask().need.pk).values().get() for _ in range(2)]
    same = {name for name in rows[0] if rows[0][name] == rows[1][name]}
    told = {"root_id", "place_id", "holder_id", "taker_id", "category", "words", "spot", "state"}
    assert same == told | {"marked_solved_at", "closed_at"}


def test_the_photo_is_kept_without_its_metadata(ask) -> None:
    photo = NeedPhoto.objects.get(need=ask(photo=jpeg()).need)
    assert b"CANARY" not in bytes(photo.jpeg)


def test_with_a_bad_photo_nothing_is_stored(ask) -> None:
    with pytest.raises(PhotoRefused):
        ask(photo=b"no picture", contact_way="1")
    assert not Need.objects.exists()
    assert not NeedContact.objects.exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"words": "  "}, "no_words"),
        ({"words": "长" * 4001}, "too_long"),
        ({"category": "loyalty"}, "unknown_category"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_a_reason(ask, given, code) -> None:
    with pytest.raises(NeedRefused) as refused:
        ask(**given)
    assert refused.value.code == code
    assert not Need.objects.exists()


def test_a_place_that_nobody_serves_takes_no_needs(ask, world) -> None:
    nobody = Place.objects.create(root=world.north, name="无人")
    with pytest.raises(NeedRefused, match="nobody_serves"):
        ask(place=nobody)


def test_the_committee_is_told_and_nobody_else(ask, world) -> None:
    ask()
    assert {notice.member for notice in Notice.objects.all()} == {world.members["secretary"]}


def test_the_trail_says_that_somebody_asked_and_neither_who_nor_what(ask) -> None:
    ask(words="CANARY", contact_way="CANARY")
    entry = AuditEntry.objects.get(action="needs.ask")
    assert entry.actor is None
    assert "CANARY" not in str(AuditEntry.objects.values_list())
