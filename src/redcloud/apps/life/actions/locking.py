"""Stage life: one act on a meeting at a time. In: a meeting. Out: the meeting as it stands now."""

from __future__ import annotations

from redcloud.apps.life.models import Meeting


def locked(meeting: Meeting) -> Meeting:
    """Read a meeting again and hold it until the transaction ends.

    Whoever acts on the same meeting waits: a meeting is not cancelled while its roll is being called, and
    minutes are not confirmed with a roll that changes underneath.
    """
    held = Meeting.objects.select_for_update(of=("self",)).select_related("branch__root", "chair")
    return held.get(pk=meeting.pk)
