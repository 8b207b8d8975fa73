"""Stage study: the terms of one launch: who, in which registration and session, of which unit, how.

Everything that a statement of the launch has to agree with, and what the learner's side and ours name
things by (cmi5 8.1, 9.3.9, 9.6, 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID, uuid5

from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import activity_iri
from redcloud.engine.study.packages.structure import Unit

LaunchMode = Literal["Normal", "Browse", "Review"]
CONTEXT: Final = "https://w3id.org/xapi/cmi5/context/extensions/"
SESSION: Final = CONTEXT + "sessionid"
LAUNCH_DATA: Final = "LMS.LaunchData"
PREFERENCES: Final = "cmi5LearnerPreferences"


def part_iri(root_slug: str, package: UUID, publisher_id: str, thing: Literal["unit", "block"]) -> str:
    """Return the id that this platform gives a unit or block: the same for everybody, in every version."""
    return activity_iri(root_slug, thing, uuid5(package, publisher_id))


def course_iri(root_slug: str, package: UUID) -> str:
    """Return the id that this platform gives the course of a package."""
    return activity_iri(root_slug, "package", package)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a launch was made with."""

    actor: Identifier
    registration: UUID
    launch: UUID
    activity: str
    unit: Unit
    mode: LaunchMode

    @property
    def context_template(self) -> dict[str, Any]:
        """What every statement of the launch has in its context (10)."""
        return {
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": self.unit.id}]},
            "extensions": {SESSION: str(self.launch)},
        }

    def launch_data(self, return_url: str) -> dict[str, Any]:
        """The document that a unit reads before anything else (10)."""
        unit = self.unit
        data: dict[str, Any] = {
            "contextTemplate": self.context_template,
            "launchMode": self.mode,
            "launchMethod": unit.launch_method,
            "moveOn": unit.move_on,
            "returnURL": return_url,
        }
        if unit.mastery is not None:
            data["masteryScore"] = unit.mastery
        if unit.launch_parameters is not None:
            data["launchParameters"] = unit.launch_parameters
        if unit.entitlement_key is not None:
            data["entitlementKey"] = {"courseStructure": unit.entitlement_key}
        return data
