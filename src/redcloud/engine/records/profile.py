"""Stage records: this product's own statements. In: a member, a verb, an activity. Out: a statement.

Described for other systems in docs/records/profile.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args
from uuid import UUID, uuid5

from redcloud.engine.contracts import ActivityKind, LakeVerb
from redcloud.engine.records.vocabulary import OWN

BASE: Final = "https://w3id.org/redcloud/"
ACTIVITY_TYPE: Final = BASE + "activity-type/"
CONTEXT: Final = BASE + "context/"
AUTHORITY: Final = BASE + "authority"
PACKAGE_ACCOUNTS: Final = BASE + "package-account"
"""Home page of the accounts by which study packages know members: a random name each, one a package."""
_NAMESPACE: Final = UUID("6f0f6c39-1f0e-5c8f-9c0d-6b6f5f4b7a11")

VERB_NAMES: Final[dict[LakeVerb, dict[str, str]]] = {
    "began": {"zh-Hans": "开始了", "en": "began"},
    "completed": {"zh-Hans": "完成了", "en": "completed"},
    "attended": {"zh-Hans": "参加了", "en": "attended"},
    "volunteered": {"zh-Hans": "志愿服务于", "en": "volunteered at"},
    "commented": {"zh-Hans": "参与了讨论", "en": "joined the discussion of"},
    "helped": {"zh-Hans": "帮助了", "en": "helped with"},
}

# Types of well-known profiles that are study, whoever coined them.
_STUDY_TYPES: Final = frozenset(
    {
        *(
            f"http://adlnet.gov/expapi/activities/{name}"
            for name in (
                "assessment",
                "cmi.interaction",
                "course",
                "interaction",
                "lesson",
                "media",
                "module",
                "objective",
                "question",
                "simulation",
            )
        ),
        *(
            f"https://w3id.org/xapi/{name}"
            for name in (
                "cmi5/activitytype/block",
                "cmi5/activitytype/course",
                "video/activity-type/video",
                "acrossx/activities/webpage",
                "acrossx/activities/video",
            )
        ),
        "http://activitystrea.ms/schema/1.0/article",
        "http://activitystrea.ms/schema/1.0/video",
        "http://activitystrea.ms/schema/1.0/audio",
        "http://id.tincanapi.com/activitytype/book",
        "http://id.tincanapi.com/activitytype/document",
        "http://id.tincanapi.com/activitytype/slide",
    }
)


@dataclass(frozen=True, slots=True)
class ActivityRef:
    """An activity as other stages name it: IRI, kind, its Chinese name, and an English one where there is."""

    iri: str
    type: ActivityKind
    name: str
    name_en: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The names as a language map of xAPI."""
        return {"zh-Hans": self.name, **({"en": self.name_en} if self.name_en else {})}


def activity_iri(root_slug: str, thing: str, uid: UUID | str) -> str:
    """Return the IRI of something of an organisation: ``urn:redcloud:<root>:<thing>:<uuid>``."""
    return f"urn:redcloud:{root_slug}:{thing}:{uid}"


def kind_of(activity_type: str) -> ActivityKind:
    """Return the kind that the portrait counts an activity type under; "other" where it is unknown."""
    if activity_type.startswith(ACTIVITY_TYPE):
        kind = activity_type.removeprefix(ACTIVITY_TYPE)
        return kind if kind in get_args(ActivityKind) else "other"  # type: ignore[return-value]  # looked up just here
    return "study" if activity_type in _STUDY_TYPES else "other"


def home_page(root_slug: str) -> str:
    """Return the account home page under which an organisation's members are named."""
    return f"{BASE}organisation/{root_slug}"


def member_agent(root_slug: str, member_uid: UUID | str) -> dict[str, Any]:
    """Return a member as an agent: an opaque account, no name, no address."""
    return {"objectType": "Agent", "account": {"homePage": home_page(root_slug), "name": str(member_uid)}}


def authority_agent(name: str) -> dict[str, Any]:
    """Return who vouches for a statement: ``name`` is the part of this product that wrote it."""
    return {"objectType": "Agent", "account": {"homePage": AUTHORITY, "name": name}}


def event_id(member_uid: UUID | str, verb: LakeVerb, iri: str, when: datetime) -> UUID:
    """Return the id of an event: the same event reported twice is one statement."""
    return uuid5(_NAMESPACE, f"{member_uid}|{verb}|{iri}|{when.isoformat()}")


def build_statement(
    *,
    root_slug: str,
    member_uid: UUID | str,
    verb: LakeVerb,
    activity: ActivityRef,
    when: datetime,
    context: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the statement that a member did something.

    Parameters
    ----------
    when : aware; the instant of the event.
    context : names and JSON values, kept as context extensions of this product's profile.
    """
    statement: dict[str, Any] = {
        "id": str(event_id(member_uid, verb, activity.iri, when)),
        "actor": member_agent(root_slug, member_uid),
        "verb": {"id": OWN + verb, "display": VERB_NAMES[verb]},
        "object": {
            "objectType": "Activity",
            "id": activity.iri,
            "definition": {"type": ACTIVITY_TYPE + activity.type, "name": activity.names},
        },
        "timestamp": when.isoformat(),
    }
    if context:
        statement["context"] = {"extensions": {CONTEXT + key: value for key, value in context.items()}}
    return statement


def build_voiding(*, statement_id: UUID | str, authority: str) -> dict[str, Any]:
    """Return the statement that takes another one back."""
    return {
        "id": str(uuid5(_NAMESPACE, f"void|{statement_id}")),
        "actor": authority_agent(authority),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"en": "voided"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
    }
