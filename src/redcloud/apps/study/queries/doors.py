"""Stage study: which library a viewer has. A viewer in, the root of its library out."""

from __future__ import annotations

from redcloud.apps.people.access import NotVisible, Viewer, library_edited_by


def root_of(viewer: Viewer) -> int:
    """The root whose library the viewer reads.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    if viewer.user_id is None or viewer.root_id is None:
        raise NotVisible
    return viewer.root_id


def edits_library(viewer: Viewer, root_id: int) -> bool:
    """Whether the viewer edits a root's library."""
    try:
        library_edited_by(viewer, root_id)
    except NotVisible:
        return False
    return True
