"""Discussions for their own branch; volunteering for its doer."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.utils import timezone

from redcloud.apps.discussions.actions import comment
from redcloud.apps.discussions.models import Comment
from redcloud.apps.life.actions import note_volunteering
from tests.apps.life.stories import called
from tests.web.access import Row
from tests.world import World

OWN = frozenset({"member", "colleague", "secretary"})
MEMBERS = OWN | {"south_member", "south_secretary", "sibling_secretary"}
DONE = frozenset({302})


def rows(world: World) -> list[Row]:
    """Every URL of the features discussions and volunteering."""
    meeting = called(world).uid
    entry = note_volunteering(
        actor=world.users["member"],
        viewer=world.viewer("member"),
        kind="elderly",
        what="陪诊",
        day=timezone.localdate(),
    )
    return [
        Row("discussion", ("meeting", meeting), allowed=OWN),
        Row("discussion", ("meeting", meeting), OWN, "post", {"text": "我来"}, DONE),
        Row("discussion", ("meeting", uuid4())),
        Row("discussion", ("no-such-kind", meeting)),
        Row("discussion-consent", ("meeting", meeting), OWN, "post", {"granted": "no"}, DONE),
        Row("discussion-subject", (_said(world, meeting).uid,), set(), "post", {"code": "parking"}),
        Row("discussion-delete", (_said(world, meeting).uid,), {"member"}, "post", status=DONE),
        Row("discussion-restore", (_said(world, meeting).uid,), {"member"}, "post", status=DONE),
        Row(
            "discussion-report",
            (_said(world, meeting).uid,),
            {"colleague", "secretary"},
            "post",
            {"reason": "other"},
            DONE,
        ),
        Row("member-volunteering", allowed=MEMBERS),
        Row("member-volunteering-withdraw", (entry.uid,), {"member"}, "post", status=DONE),
    ]


def _said(world: World, meeting: UUID) -> Comment:
    return comment(
        actor=world.users["member"],
        viewer=world.viewer("member"),
        kind="meeting",
        object_id=meeting,
        text="话",
    )
