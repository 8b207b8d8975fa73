"""Stage study: the recommenders by name. To add one, add a line here; the suite in
tests/suites/recommender.py then holds for it too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from redcloud.engine.study.interface import Recommender
from redcloud.engine.study.recommenders import MixedRecommender, PublicRecommender

RECOMMENDERS: Final[dict[str, Callable[[], Recommender]]] = {
    MixedRecommender.name: MixedRecommender,
    PublicRecommender.name: PublicRecommender,
}
PERSONAL: Final = MixedRecommender.name
NON_PERSONAL: Final = PublicRecommender.name
"""The feed for members who switched personalisation off, and for branches."""


def recommender(name: str) -> Recommender:
    """Make a recommender by its name.

    Raises
    ------
    KeyError
        If no recommender has that name.
    """
    return RECOMMENDERS[name]()
