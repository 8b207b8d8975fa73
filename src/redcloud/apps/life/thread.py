"""Stage life: the discussion at a meeting. In: a viewer and a meeting's uid. Out: the thread's subject."""

from __future__ import annotations

from uuid import UUID

from redcloud.apps.discussions.registry import ThreadSubject
from redcloud.apps.life.queries import meeting_visible_to
from redcloud.apps.people.access import Viewer


def meeting_thread(viewer: Viewer, object_id: UUID) -> ThreadSubject:
    """A meeting's discussion is read by its branch and written by the branch's present members.

    Raises
    ------
    NotVisible
    """
    meeting = meeting_visible_to(viewer, object_id)
    return ThreadSubject(
        title=meeting.title,
        page="meeting",
        page_arguments=(meeting.uid,),
        branch_id=meeting.branch_id,
        may_comment=meeting.branch_id in viewer.branch_ids,
    )
