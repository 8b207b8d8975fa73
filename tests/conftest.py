"""Fixtures for every test: a data folder of its own, a small world of two tenants, signed-in clients."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

# Before Django reads its settings: tests never touch the checkout's own data folder.
_DATA = tempfile.mkdtemp(prefix="redcloud-test-")
os.environ["REDCLOUD_DATA"] = _DATA
os.environ.setdefault("REDCLOUD_SECRET_KEY", "only-for-tests-" + "0" * 40)

import pytest  # noqa: E402
from django.test import Client  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

from redcloud.commands.messages import compile_all  # noqa: E402
from redcloud.config.stores import storages  # noqa: E402
from tests.empty_database import django_db_setup, empty_database, prepared_database  # noqa: E402, F401
from tests.engine.records.lakes import lakes  # noqa: E402, F401
from tests.objects.running import ObjectServer, _object_server, object_server  # noqa: E402, F401
from tests.world import World, make_world  # noqa: E402

# How long an example takes says how busy the machine is: times belong to `redcloud bench`.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations once, before Django loads them."""
    if not hasattr(config, "workerinput"):
        compile_all()


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path: Path) -> Path:
    """Give every test its own lake and media folder."""
    settings.DATA = tmp_path
    settings.LAKE = tmp_path / "lake"
    settings.MEDIA = settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.fixture(params=["folder", "S3"])
def wherever_the_lake_lies(request: pytest.FixtureRequest, own_data_folder: Path, settings) -> str:
    """Run a test with the lake in a folder, and again with it in S3-compatible storage."""
    if request.param == "S3":
        settings.LAKE = request.getfixturevalue("object_server").place()
    return request.param


@pytest.fixture
def media_in_store(request: pytest.FixtureRequest, own_data_folder: Path, settings) -> ObjectServer:
    """Run a test with the media in S3-compatible storage."""
    server: ObjectServer = request.getfixturevalue("object_server")
    settings.MEDIA, settings.MEDIA_ROOT = server.place(), ""
    settings.STORAGES = storages(settings.MEDIA)
    return server


@pytest.fixture(params=["folder", "S3"])
def wherever_media_lie(request: pytest.FixtureRequest, own_data_folder: Path) -> str:
    """Run a test with the media in a folder, and again with them in S3-compatible storage."""
    if request.param == "S3":
        request.getfixturevalue("media_in_store")
    return request.param


@pytest.fixture
def world(db) -> World:
    """Two tenants; see tests/world.py for who is who."""
    return make_world()


@pytest.fixture
def signed_in(world: World) -> Callable[[str], Client]:
    """Return a client signed in as a person of the world, by role name; "anonymous" is nobody."""

    def sign_in(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(
                world.users[role], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return sign_in
