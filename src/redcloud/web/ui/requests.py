"""Web ui: what a request says, with types. In: a request or a text. Out: viewer, user, number, uid."""

from __future__ import annotations

from uuid import UUID

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


MOST_DIGITS = 18
"""Every number of so many digits is one that the database can look for."""


def number_in(text: str) -> int | None:
    """The whole number that a form or an address names; None where it is none, or none that we give out.

    Examples
    --------
    >>> number_in("12"), number_in("0"), number_in("-1"), number_in("1.5"), number_in("９"), number_in("")
    (12, 0, None, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def uid_in(text: str) -> UUID | None:
    """The uid that a form or an address names; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
