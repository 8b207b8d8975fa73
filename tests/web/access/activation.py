"""Activation is open, and so is a new password from a slip: who comes has a code and is not signed in."""

from tests.web.access import EVERYBODY, Row
from tests.world import World


def rows(world: World) -> list[Row]:
    """The page, and a wrong code, which gets the page again."""
    return [
        Row("activate", allowed=EVERYBODY),
        Row("activate", allowed=EVERYBODY, method="post", data={"code": "ZZZZ"}),
        Row("new-password", allowed=EVERYBODY),
        Row("new-password", allowed=EVERYBODY, method="post", data={"code": "ZZZZ"}),
    ]
