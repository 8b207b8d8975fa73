"""Stage study: what an editor enters for an item or a course, and the same as versions keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db.models import Q

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.keeping import KeptFile
from redcloud.apps.study.models import Course, Item
from redcloud.apps.study.packages import Unpacked
from redcloud.apps.topics.models import Topic
from redcloud.engine.study.languages import language_of

PLAIN_FIELDS = ("title", "title_en", "text", "minutes", "link", "licence", "language")
COURSE_FIELDS = ("title", "title_en", "text", "licence", "language")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor enters for an item. ``file`` is one more file, ``package`` a cmi5 package, or None."""

    title: str
    text: str
    minutes: int
    topics: tuple[Topic, ...]
    title_en: str = ""
    link: str = ""
    licence: str = "CC BY 4.0"
    # Empty: guessed from the words.
    language: str = ""
    expires_on: date | None = None
    owner: Organisation | None = None
    used_by: Organisation | None = None
    file: File[Any] | KeptFile | None = None
    package: Unpacked | None = None

    @property
    def spoken(self) -> str:
        """The language that was entered, else the one that the words are in."""
        return self.language or language_of(f"{self.title}\n{self.text}")

    @property
    def clean_text(self) -> str:
        """The text as it is stored: one kind of line end, one at the end."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """What an editor enters for a course."""

    title: str
    topics: tuple[Topic, ...]
    text: str = ""
    title_en: str = ""
    licence: str = "CC BY 4.0"
    # Empty: guessed from the words.
    language: str = ""
    # None: everybody of the root.
    used_by: Organisation | None = None


def draft_of(item: Item) -> Draft:
    """What an editor would enter for the item as it is."""
    plain = {name: getattr(item, name) for name in PLAIN_FIELDS}
    topics = tuple(sorted(item.topics.all(), key=lambda topic: topic.code))
    return Draft(**plain, topics=topics, expires_on=item.expires_on, owner=item.owner, used_by=item.used_by)


def content_of(draft: Draft) -> dict[str, Any]:
    """A draft as a version keeps it."""
    plain = {name: getattr(draft, name) for name in PLAIN_FIELDS}
    return plain | {
        "title": draft.title.strip(),
        "title_en": draft.title_en.strip(),
        "text": draft.clean_text,
        "language": draft.spoken,
        "topics": sorted(topic.code for topic in draft.topics),
        "expires_on": draft.expires_on.isoformat() if draft.expires_on else "",
        "owner": draft.owner.pk if draft.owner else None,
        "used_by": draft.used_by.pk if draft.used_by else None,
    }


def draft_from(root: Organisation, content: dict[str, Any]) -> Draft:
    """The draft that a version keeps; a topic or organisation that is gone since is left out."""
    places = Organisation.objects.filter(root_id=root.pk).in_bulk(
        [key for key in (content["owner"], content["used_by"]) if key]
    )
    return Draft(
        **{name: content[name] for name in PLAIN_FIELDS},
        topics=_topics(root, content),
        expires_on=date.fromisoformat(content["expires_on"]) if content["expires_on"] else None,
        owner=places.get(content["owner"]),
        used_by=places.get(content["used_by"]),
    )


def content_of_course(course: Course) -> dict[str, Any]:
    """A course as a version keeps it."""
    return {
        **{name: getattr(course, name) for name in COURSE_FIELDS},
        "topics": sorted(topic.code for topic in course.topics.all()),
        "used_by": course.used_by_id,
        "parts": list(course.parts.order_by("position", "id").values_list("item_id", flat=True)),
    }


def course_draft_from(root: Organisation, content: dict[str, Any]) -> CourseDraft:
    """The draft that a version of a course keeps, without its parts; what is gone since is left out."""
    return CourseDraft(
        **{name: content[name] for name in COURSE_FIELDS},
        topics=_topics(root, content),
        used_by=Organisation.objects.filter(root=root, pk=content["used_by"]).first(),
    )


def _topics(root: Organisation, content: dict[str, Any]) -> tuple[Topic, ...]:
    found = Topic.objects.filter(Q(root=None) | Q(root=root), code__in=content["topics"])
    return tuple(found.order_by("code"))
