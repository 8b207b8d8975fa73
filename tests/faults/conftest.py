"""One installation for all faults: starting its processes is most of what such a test costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.disk import own_disk
from tests.faults.house import House, a_house


@pytest.fixture
def db(django_db_setup: None) -> None:
    """Have the tests' database made, as what the installation's is copied from; no test here touches it."""


@pytest.fixture(scope="package")
def _house(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with own_disk(folder) as has_own_disk, django_db_blocker.unblock(), a_house(folder) as house:
        house.has_own_disk = has_own_disk
        yield house


@pytest.fixture
def house(db: None, _house: House, django_db_blocker) -> Iterator[House]:
    """An installation whose pages answer, and whose worker is whatever the test makes of it."""
    if "pages" not in _house.running:
        _house.start_pages()
    with django_db_blocker.unblock():
        yield _house
