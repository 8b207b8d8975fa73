"""What this holds and why: for everybody."""

from tests.web.access import EVERYBODY, Row
from tests.world import World


def rows(world: World) -> list[Row]:
    """One page."""
    return [Row("about-data", allowed=EVERYBODY)]
