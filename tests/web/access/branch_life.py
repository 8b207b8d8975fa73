"""A branch's page, its meetings, its reported comments: for its own people, and for nobody above."""

from __future__ import annotations

from uuid import uuid4

from redcloud.apps.discussions.actions import comment, report_comment
from tests.apps.life.stories import called, roll
from tests.web.access import Row
from tests.world import World

OWN = frozenset({"member", "colleague", "secretary"})
COMMITTEE = frozenset({"secretary"})
DONE = frozenset({302})


def rows(world: World) -> list[Row]:
    """Every URL of the features home and meetings; writes that refuse must refuse before they act."""
    branch, planned, held = world.branch.pk, called(world), called(world)
    roll(world, held, ["member"])
    cancelled, talks = called(world), called(world, kind="heart_to_heart")
    return [
        Row("branch-home", (branch,), allowed=OWN),
        Row("branch-home", (world.south_branch.pk,), allowed={"south_member", "south_secretary"}),
        Row("branch-home", (world.general.pk,)),
        Row("branch-due-call", (branch,), allowed=COMMITTEE, method="post", status=DONE),
        Row("branch-due-answer", (branch,), COMMITTEE, "post", {"answer": "none"}, DONE),
        Row("branch-due-answer-back", (branch,), method="post", data={"answer": "999999"}),
        Row("branch-reports", (branch,), allowed=COMMITTEE),
        Row("branch-report-answer", (_reported(world),), COMMITTEE, "post", {"outcome": "kept"}, DONE),
        Row("branch-meetings", (branch,), allowed=OWN),
        Row("branch-meeting-new", (branch,), allowed=COMMITTEE),
        Row("branch-meeting-call", (branch, "class"), allowed=COMMITTEE),
        Row("branch-meeting-call", (branch, "no-such-kind")),
        Row("meeting", (planned.uid,), allowed=OWN),
        Row("meeting", (held.uid,), allowed=OWN),
        Row("meeting", (uuid4(),)),
        Row("meeting-change", (planned.uid,), allowed=COMMITTEE),
        Row("meeting-roll", (planned.uid,), allowed=COMMITTEE),
        Row("meeting-roll", (called(world, chair_id=world.members["member"].pk).uid,), allowed={"member"}),
        Row("meeting-minutes", (held.uid,), allowed=COMMITTEE),
        Row("meeting-chair", (planned.uid,), allowed=COMMITTEE, method="post", status=DONE),
        Row("meeting-held", (talks.uid,), allowed=COMMITTEE, method="post", status=DONE),
        Row("meeting-cancel", (cancelled.uid,), allowed=COMMITTEE, method="post", status=DONE),
        Row("meeting-restore", (cancelled.uid,), allowed=COMMITTEE, method="post", status=DONE),
    ]


def _reported(world: World) -> int:
    written = comment(
        actor=world.users["member"],
        viewer=world.viewer("member"),
        kind="meeting",
        object_id=called(world).uid,
        text="话",
    )
    report = report_comment(
        actor=world.users["colleague"],
        viewer=world.viewer("colleague"),
        uid=written.uid,
        reason="other",
    )
    return report.pk
