"""Who may open the record store's interface: programs with a credential, and no session at all."""

from __future__ import annotations

from tests.web.access import EVERYBODY, Row
from tests.world import World


def rows(_world: World) -> list[Row]:
    """Signing in opens nothing here; 400 is the missing version header, 401 the missing credential."""
    closed = (
        "xapi-statements",
        "xapi-activities",
        "xapi-activities-profile",
        "xapi-activities-state",
        "xapi-agents",
        "xapi-agents-profile",
    )
    return [
        *(Row(name, refused={400, 401}) for name in closed),
        Row("xapi-about", allowed=EVERYBODY),
        Row("xapi-description", allowed=EVERYBODY),
        Row("xapi-unknown", refused={404}),
        Row("xapi-statements", method="post", refused={400, 401}),
        Row("xapi-statements", method="put", refused={400, 401}),
    ]
