"""Documents below the interface: races between writers, and what becomes of a member's documents."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, connections

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import erase_member, link_identity
from redcloud.apps.records.actions.documents import (
    Condition,
    DocumentRefused,
    Incoming,
    post_document,
    put_document,
)
from redcloud.apps.records.models import Activity, AgentProfile, Identity, StateDocument
from redcloud.apps.records.queries import export_of
from redcloud.apps.records.queries.documents import Place, find_document
from redcloud.engine.records.documents import members, tag_of
from redcloud.engine.records.identifiers import Identifier
from tests.apps.records.making import small, store
from tests.web.api.calling import bare_root
from tests.world import World

COURSE = "https://lms.example.org/course/1"
ABSENT = Condition(none_match=frozenset({"*"}))
WRITERS = 6


def place(root: Organisation, value: str = "mailto:li@example.org") -> Place:
    return Place(StateDocument, root, COURSE, Identifier("mbox", value))


def put(at: Place, content: bytes, condition: Condition) -> None:
    document = Incoming(content, "application/json")
    put_document(
        place=at, name="bookmark", document=document, condition=condition, replaces=False, creates=True
    )


# --- races ------------------------------------------------------------------------------------------


def at_once(write: Callable[[int], None]) -> list[str]:
    """Run writers in threads that start together; return what became of each."""
    start, outcomes = threading.Barrier(WRITERS), []

    def run(number: int) -> None:
        try:
            start.wait(timeout=20)
            write(number)
            outcomes.append("won")
        except DocumentRefused as refused:
            outcomes.append(refused.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


@pytest.fixture
def root(transactional_db: None) -> Organisation:
    if connection.vendor != "postgresql":
        pytest.skip("threads share the one connection of SQLite in memory")
    return bare_root()


LOST = ["precondition_failed"] * (WRITERS - 1)


def test_of_writers_with_the_same_tag_one_wins(root: Organisation) -> None:
    at = place(root)
    put(at, b"{}", ABSENT)
    same = Condition(match=frozenset({tag_of(b"{}")}))
    assert at_once(lambda number: put(at, b'{"by":%d}' % number, same)) == [*LOST, "won"]
    assert StateDocument.objects.count() == 1


def test_of_writers_who_create_one_wins(root: Organisation) -> None:
    at = place(root)
    assert at_once(lambda number: put(at, b'{"by":%d}' % number, ABSENT)) == [*LOST, "won"]
    assert (StateDocument.objects.count(), Activity.objects.count(), Identity.objects.count()) == (1, 1, 1)


def test_of_merges_at_once_none_is_lost(root: Organisation) -> None:
    at = place(root)

    def merge(number: int) -> None:
        document = Incoming(b'{"%d":%d}' % (number, number), "application/json")
        post_document(place=at, name="bookmark", document=document, condition=Condition())

    assert at_once(merge) == ["won"] * WRITERS
    found = find_document(at, "bookmark")
    assert found is not None
    assert set(members(bytes(found.content)) or {}) == {str(number) for number in range(WRITERS)}


def test_languages_that_arrive_at_once_are_all_kept(root: Organisation) -> None:
    store(root, small(object={"id": COURSE, "definition": {"name": {"en": "a"}}}))

    def speak(number: int) -> None:
        name = {f"x-{number}": "b"}
        assert store(root, small(object={"id": COURSE, "definition": {"name": name}})).stored == 1

    assert at_once(speak) == ["won"] * WRITERS
    assert len(Activity.objects.get(iri=COURSE).definition["name"]) == WRITERS + 1


# --- whose they are ---------------------------------------------------------------------------------


def test_a_members_documents_are_in_their_copy_and_gone_with_them(world: World) -> None:
    member, user = world.members["member"], world.users["member"]
    mine, other = place(world.north, "mailto:mine@example.org"), place(world.north)
    in_registration = Place(StateDocument, world.north, COURSE, mine.agent, uuid4())
    profile = Place(AgentProfile, world.north, agent=mine.agent)
    for at in (mine, other, in_registration, profile):
        put(at, b'{"page":7}', ABSENT)
    identity = Identity.objects.get(value="mailto:mine@example.org")
    link_identity(actor=user, member=member, identity=identity)

    copy = export_of(member.pk)["documents"]
    assert [one.get("activity") for one in copy] == [COURSE, COURSE, None]
    assert copy[1]["registration"] == str(in_registration.registration)
    assert {b64decode(one["content_base64"]) for one in copy} == {b'{"page":7}'}

    erase_member(member.pk)
    assert StateDocument.objects.get().identity.value == "mailto:li@example.org"
    assert not AgentProfile.objects.exists()
    assert find_document(mine, "bookmark") is None
    assert find_document(other, "bookmark") is not None
