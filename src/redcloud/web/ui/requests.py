"""Web ui: who sent a request, with types. In: a request. Out: its viewer, and the user who acts."""

from __future__ import annotations

from django.http import HttpRequest

from redcloud.apps.people.access import ANONYMOUS, NotVisible, Viewer
from redcloud.apps.people.models import User


def viewer_of_request(request: HttpRequest) -> Viewer:
    """The viewer that ``ViewerMiddleware`` set."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    return viewer


def actor_of(request: HttpRequest) -> User:
    """The signed-in user who acts.

    Raises
    ------
    NotVisible
        For somebody who is not signed in.
    """
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user
