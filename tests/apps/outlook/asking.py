"""What the tests of requests from above start from: a clean draft."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from redcloud.apps.outlook.actions import send_request
from redcloud.apps.outlook.models import BranchRequest
from redcloud.apps.outlook.queries import Draft, DraftField
from tests.world import World

MONDAY = date(2026, 11, 23)


def draft(today: date = MONDAY, **changed: Any) -> Draft:
    """A form of two fields that nothing forbids."""
    given: dict[str, Any] = {
        "kind": "form",
        "title": "冬季取暖困难摸底",
        "purpose": "安排送暖力量",
        "addressed_to": "secretary",
        "due_on": today + timedelta(days=30),
        "repeats": "once",
        "counts": "outcome",
        "compares": "nothing",
        "evidence": "none",
        "task_minutes": 0,
        "fields": (
            DraftField("需要帮助的户数", "number", "organisation"),
            DraftField("最需要什么", "text", "organisation"),
        ),
    }
    return Draft(**(given | changed))


def sent(world: World, today: date = MONDAY, **changed: Any) -> BranchRequest:
    """A clean request of the root to its branches."""
    return send_request(
        actor=world.users["officer"],
        viewer=world.viewer("officer"),
        organisation_id=world.north.pk,
        draft=draft(today, **changed),
        today=today,
    )
