"""Stage discussions: who may take part in a thread. Later stages register a resolver by kind.

In: a viewer and an opaque (kind, object id). Out: the subject of the thread, or ``NotVisible``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from redcloud.apps.people.access import NotVisible, Viewer


@dataclass(frozen=True, slots=True)
class ThreadSubject:
    """What a thread is about, for one viewer.

    Attributes
    ----------
    title
        Of the object; shown on the page and named in the record, so it must be no one's words about
        a person.
    page, page_arguments
        Name and arguments of the address where the object is read; stages know no addresses.
    branch_id
        The branch whose people take part and whose secretary is asked about reported comments.
    may_comment
        Whether this viewer may write (only ever a member of that branch).
    """

    title: str
    page: str
    page_arguments: tuple[object, ...]
    branch_id: int
    may_comment: bool


Resolver = Callable[[Viewer, UUID], ThreadSubject]
_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Let ``resolver`` decide about threads of ``kind``; called from ``AppConfig.ready``."""
    _resolvers[kind] = resolver


def resolve(viewer: Viewer, kind: str, object_id: UUID) -> ThreadSubject:
    """The subject of a thread as this viewer may see it.

    Raises
    ------
    NotVisible
        If the kind is unknown, the object absent, or the viewer not among its people.
    """
    resolver = _resolvers.get(kind)
    if resolver is None or viewer.user_id is None:
        raise NotVisible
    return resolver(viewer, object_id)
