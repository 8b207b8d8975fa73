"""A package with two units on the shelf, and its first unit open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from redcloud.apps.study.models import Item
from tests.engine.study.packages.making import SECOND, au
from tests.web.api.launching import LaunchedUnit, opened, shelved
from tests.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def item(world: World) -> Item:
    return shelved(world, au(moveOn="CompletedAndPassed", masteryScore="0.6"), au(SECOND, moveOn="Completed"))


@pytest.fixture
def unit(item: Item, signed_in: SignIn) -> LaunchedUnit:
    return opened(signed_in("member"), item).begin()
