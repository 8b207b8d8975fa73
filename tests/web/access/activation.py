"""Activation is open: who comes has a code and no account yet."""

from tests.web.access import EVERYBODY, Row
from tests.world import World


def rows(world: World) -> list[Row]:
    """The page, and a wrong code, which gets the page again."""
    return [
        Row("activate", allowed=EVERYBODY),
        Row("activate", allowed=EVERYBODY, method="post", data={"code": "ZZZZ"}),
    ]
