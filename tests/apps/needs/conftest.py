"""A place that the world's branch serves, and people who act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redcloud.apps.needs import actions
from redcloud.apps.needs.actions import Asked
from redcloud.apps.needs.models import Place
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    """Stonebridge, in the district Lakeside, served by the branch."""
    district = Place.objects.create(root=world.north, name="湖滨片区")
    return Place.objects.create(root=world.north, parent=district, name="石桥社区", branch=world.branch)


@pytest.fixture
def ask(place: Place) -> Callable[..., Asked]:
    """Return ``ask(words=…, …)``: somebody asks at the place."""

    def asking(**given: object) -> Asked:
        return actions.ask(**({"place": place, "words": "路灯不亮"} | given))

    return asking


class Person:
    """A person of the world who acts on needs."""

    def __init__(self, world: World, key: str) -> None:
        self.world, self.key = world, key

    def does(self, act: Callable[..., object], asked: Asked, **given: object) -> object:
        """Call a handler's action as this person."""
        return act(
            actor=self.world.users[self.key],
            viewer=self.world.viewer(self.key),
            uid=asked.need.uid,
            **given,
        )


@pytest.fixture
def person(world: World) -> Callable[[str], Person]:
    """Return ``person(key)``."""
    return lambda key: Person(world, key)
