"""Stage study: a discussion at a study item. A viewer and an item in, the thread's subject out.

Everybody of a root may read an item; its discussion belongs to the reader's own branch, so that
nobody is read by strangers.
"""

from __future__ import annotations

from uuid import UUID

from redcloud.apps.discussions.registry import ThreadSubject
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.study.queries import item_visible_to


def item_subject(viewer: Viewer, uid: UUID) -> ThreadSubject:
    """The item as what a thread is about, for a member of a branch.

    Raises
    ------
    NotVisible
    """
    if viewer.member_id is None or not viewer.branch_ids:
        raise NotVisible
    item = item_visible_to(viewer, uid)
    return ThreadSubject(
        title=item.title,
        page="study-item",
        page_arguments=(item.uid,),
        branch_id=viewer.branch_ids[0],
        may_comment=item.is_live,
    )
