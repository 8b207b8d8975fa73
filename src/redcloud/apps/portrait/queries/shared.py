"""Stage portrait: lines that a member shares with the secretary of their branch.

Not shared, expired and absent look the same, and nothing lists who shares.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member, Role
from redcloud.apps.people.queries import branch_of, has_consent
from redcloud.apps.portrait.models import Hidden, Note, Share
from redcloud.apps.portrait.queries.own import Portrait, activity_names, lines_of, topic_names
from redcloud.apps.portrait.queries.written import about_lines
from redcloud.apps.records.queries import pseudonyms_of_member, subject_of


@dataclass(frozen=True, slots=True)
class SharedLines:
    """What a member shows to a secretary: those lines and no others."""

    member: Member
    portrait: Portrait


def shared_lines(viewer: Viewer, member_uid: UUID) -> SharedLines:
    """The lines that a member shares with the viewer as secretary of their branch.

    Reading them is a look and must be written down: call ``actions.open_shared_lines``.

    Raises
    ------
    NotVisible
        When nothing is shared with the viewer at this moment, for whatever reason.
    """
    member = Member.objects.filter(uid=member_uid).first()
    branches = viewer.organisation_ids(Role.SECRETARY)
    if member is None or not branches:
        raise NotVisible
    # Shares before consent: where nothing is shared, neither the answer nor how long it takes says more.
    until = _until(member, branches)
    if not until or not has_consent(member.pk, "portrait"):
        raise NotVisible
    every = lines_of(pseudonyms_of_member(member.pk), subject_of(member.pk), timezone.localdate())
    lines = [line for line in every if (line.kind, line.key) in until]
    if not lines:
        raise NotVisible
    notes = {(note.line_kind, note.line_key): note.text for note in Note.objects.filter(member=member)}
    return SharedLines(
        member,
        Portrait(
            folding=True,
            lines=lines,
            activity_names=activity_names(lines),
            topic_names=topic_names(lines, member.root_id),
            notes={name: text for name, text in notes.items() if name in until},
            shares=until,
        ),
    )


def _until(member: Member, branches: Collection[int]) -> dict[tuple[str, str], datetime]:
    """What a member shares with one of ``branches``, until when: only with where they belong today."""
    here = branch_of(member, timezone.localdate())
    rows = Share.objects.filter(member=member, branch=here, branch__in=branches, until__gt=timezone.now())
    hidden = dict(about_lines(Hidden.objects.filter(member=member), "hidden_at"))
    return {name: end for name, end in about_lines(rows, "until") if name not in hidden}
