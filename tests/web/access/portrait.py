"""Access rows of the member's portrait: one's own, and nothing of anybody else's."""

from __future__ import annotations

from django.utils import timezone

from tests.web.access import Row
from tests.world import World

MEMBERS = {"member", "colleague", "secretary", "sibling_secretary", "south_member", "south_secretary"}
LINE = ("participation", "2026-02/class")
NAMED = {"kind": LINE[0], "key": LINE[1]}
SKILL = {"code": "first_aid"}
ANOTHER = {"code": "law"}
"""Stated by nobody of the world."""


def rows(world: World) -> list[Row]:
    """A member has the pages of their own portrait; a line that nobody has is not there for anybody."""
    return [
        Row("member-portrait", allowed=MEMBERS),
        Row("member-accounts", allowed=MEMBERS),
        Row("member-accounts-answer", allowed=set(), method="post", data={"key": "0" * 32, "answer": "mine"}),
        Row("member-portrait-spoken", ("parking",), allowed=set()),
        Row("member-portrait-looks", allowed=MEMBERS),
        Row("member-portrait-print", allowed=MEMBERS),
        Row("member-portrait-download", ("json",), allowed=MEMBERS),
        Row("member-portrait-download", ("exe",), allowed=set()),
        Row("member-portrait-evidence", LINE, allowed=set()),
        Row("member-portrait-note", allowed=set(), method="post", data=NAMED | {"text": "x"}),
        Row("member-portrait-dispute", allowed=set(), method="post", data=NAMED | {"wrong": "on"}),
        Row("member-portrait-share", allowed=set(), method="post", data=NAMED | {"days": "7"}),
        Row("member-portrait-hide", allowed=set(), method="post", data=NAMED | {"hidden": "on"}),
        Row(
            "member-portrait-hours",
            allowed=MEMBERS,
            method="post",
            data={"year": timezone.localdate().year, "hours": "32"},
            status={302},
        ),
        Row("member-portrait-stated", allowed=MEMBERS),
        Row("member-portrait-state", allowed=MEMBERS, method="post", data=SKILL, status={302}),
        Row("member-portrait-show", allowed=set(), method="post", data=ANOTHER | {"days": "7"}),
        Row("member-portrait-take-back", allowed=set(), method="post", data=ANOTHER),
        Row("branch-skills", (world.branch.pk,), allowed={"secretary"}),
        Row("member-portrait-shared", (world.members["member"].uid,), allowed=set()),
    ]
