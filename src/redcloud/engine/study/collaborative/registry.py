"""Stage study: the families of collaborative models by name. To add one, add a line here.

``redcloud evaluate recommend`` then compares it, the chooser may take it, and the tests of every
family hold for it.
"""

from __future__ import annotations

from typing import Final

from redcloud.engine.study.collaborative.factors import Factors
from redcloud.engine.study.collaborative.model import Family
from redcloud.engine.study.collaborative.neighbours import ItemNeighbours, TextNeighbours, UserNeighbours
from redcloud.engine.study.collaborative.popularity import Popularity
from redcloud.engine.study.collaborative.spectral import Ease, Spectral

_ALL: tuple[Family, ...] = (
    Popularity(),
    Ease(),
    Spectral(),
    ItemNeighbours(),
    UserNeighbours(),
    Factors(),
    TextNeighbours(),
)
FAMILIES: Final[dict[str, Family]] = {family.name: family for family in _ALL}
"""In the order in which they are searched."""
EVERYBODY: Final = Popularity.name
"""Serves users of whom nothing is known."""
