"""Filters reach through statement references (Communication 2.1.3.s3), whichever end came first."""

from __future__ import annotations

from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import erase_member, store_statements
from redcloud.apps.records.actions.reaching import DEPTH_LIMIT
from redcloud.apps.records.models import Identity, Reach, ReachActivity, ReachActor, Statement
from redcloud.apps.records.queries import Filter, find_page
from redcloud.engine.records.identifiers import Identifier
from tests.apps.records.making import TESTS, small, store, voiding
from tests.web.api.calling import bare_root
from tests.world import World

BEN = {"mbox": "mailto:ben@example.org"}
ANDREW = {"mbox": "mailto:andrew@example.org"}
TRAINING, CONFIRMED, PASSED = "urn:x:explosives-training", "urn:x:confirmed", "urn:x:passed"
REGISTRATION = uuid4()


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


def agent(one: dict[str, str]) -> Identifier:
    return Identifier("mbox", one["mbox"])


def passed(**changes: Any) -> dict[str, Any]:
    """Ben passed explosives training."""
    context = {"registration": str(REGISTRATION), "instructor": {"openid": "https://id.example.org/i"}}
    return small(actor=BEN, verb={"id": PASSED}, object={"id": TRAINING}, context=context, **changes)


def confirmed(target: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Andrew confirmed that."""
    reference = {"objectType": "StatementRef", "id": target["id"]}
    return small(actor=ANDREW, verb={"id": CONFIRMED}, object=reference, **changes)


def ids(root: Organisation, **asked: Any) -> set[str]:
    return {str(one.statement_id) for one in find_page(root, Filter(**asked))[0]}


FILTERS: list[dict[str, Any]] = [
    {"agent": agent(BEN)},
    {"verb": PASSED},
    {"activity": TRAINING},
    {"registration": REGISTRATION},
    {"agent": agent(BEN), "verb": PASSED},
    {"agent": agent(BEN), "activity": TRAINING, "registration": REGISTRATION},
    {"activity": TRAINING, "verb": PASSED},
    {"agent": Identifier("openid", "https://id.example.org/i"), "related_agents": True},
    {"activity": TRAINING, "related_activities": True},
]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_every_filter_reaches_through_a_chain_in_any_order(
    root: Organisation, order: tuple[int, ...], together: bool
) -> None:
    original = passed()
    first = confirmed(original)
    second = confirmed(first)
    chain = [original, first, second]
    if together:
        store(root, *[chain[place] for place in order])
    else:
        for place in order:
            store(root, chain[place])
    everything = {one["id"] for one in chain}
    for asked in FILTERS:
        assert ids(root, **asked) == everything, asked
    assert ids(root, verb=CONFIRMED) == everything - {original["id"]}
    assert ids(root, verb=CONFIRMED, agent=agent(BEN)) == set()


def test_one_statement_has_to_meet_all_of_a_filter(root: Organisation) -> None:
    original = passed()
    store(root, original, confirmed(original))
    assert ids(root, agent=agent(ANDREW), verb=PASSED) == set()
    assert ids(root, agent=agent(ANDREW), activity=TRAINING) == set()
    other = {"agent": Identifier("openid", "https://id.example.org/i")}
    assert ids(root, **other) == set()


def test_references_in_context_and_substatements_reach_nothing(root: Organisation) -> None:
    original = passed()
    reference = {"objectType": "StatementRef", "id": original["id"]}
    inner = {"objectType": "SubStatement", "actor": ANDREW, "verb": {"id": CONFIRMED}, "object": reference}
    store(root, original, small(context={"statement": reference}), small(object=inner))
    assert ids(root, verb=PASSED) == {original["id"]}
    assert Reach.objects.count() == 0


def test_what_points_at_a_voided_statement_stays(root: Organisation) -> None:
    original = passed()
    comment, taking_back = confirmed(original), voiding(original["id"])
    store(root, original)
    store(root, taking_back)
    store(root, comment)
    for asked in FILTERS:
        assert ids(root, **asked) == {comment["id"], taking_back["id"]}, asked
    gone = voiding(comment["id"])
    store(root, gone)
    assert ids(root, verb=PASSED) == {taking_back["id"], gone["id"]}


def test_time_and_limit_are_asked_of_the_statement_itself(root: Organisation) -> None:
    original = passed()
    store(root, original)
    moment = Statement.objects.get().stored
    comment = confirmed(original)
    store(root, comment)
    assert ids(root, verb=PASSED, since=moment) == {comment["id"]}
    assert ids(root, verb=PASSED, until=moment) == {original["id"]}
    assert ids(root, verb=PASSED, limit=1) == {comment["id"]}
    assert ids(root, verb=PASSED, limit=1, ascending=True) == {original["id"]}


@pytest.mark.parametrize("ascending", [True, False])
def test_pages_mix_both_kinds_without_gap_or_repetition(root: Organisation, ascending: bool) -> None:
    for _ in range(4):
        original = passed()
        store(root, original)
        store(root, confirmed(original), confirmed(original))
    found: list[int] = []
    after = None
    while True:
        page, after = find_page(root, Filter(verb=PASSED, limit=5, ascending=ascending), after)
        found += [one.pk for one in page]
        if after is None:
            break
    assert len(found) == 12
    assert found == sorted(found, reverse=not ascending)


def test_circles_end(root: Organisation) -> None:
    one, two = small(verb={"id": PASSED}), small()
    one["object"] = {"objectType": "StatementRef", "id": two["id"]}
    two["object"] = {"objectType": "StatementRef", "id": one["id"]}
    itself = small(id=(own := str(uuid4())), object={"objectType": "StatementRef", "id": own})
    store(root, one)
    store(root, two, itself)
    assert ids(root, verb=PASSED) == {one["id"], two["id"]}
    assert Reach.objects.count() == 2


def test_a_long_chain_is_followed_as_far_as_the_limit(root: Organisation) -> None:
    chain = [passed()]
    for _ in range(DEPTH_LIMIT + 5):
        chain.append(confirmed(chain[-1]))
    store(root, *chain[::-1])
    assert ids(root, verb=PASSED) == {one["id"] for one in chain[: DEPTH_LIMIT + 1]}
    assert Reach.objects.count() == sum(min(place, DEPTH_LIMIT) for place in range(len(chain)))


def test_related_agents_finds_what_an_authority_vouches_for(root: Organisation) -> None:
    original = passed()
    other = Identifier("account", "other", "https://example.org")
    store(root, original)
    comment = confirmed(original)
    store_statements(root=root, statements=[comment], source="http", authority=other)
    assert ids(root, agent=other, related_agents=True) == {comment["id"]}
    assert ids(root, agent=other) == set()
    assert ids(root, agent=TESTS, related_agents=True) == {original["id"], comment["id"]}
    assert ids(root, agent=TESTS, related_agents=True, verb=PASSED) == {original["id"], comment["id"]}
    # Who reads its own only does not learn from a match what another wrote.
    assert ids(root, verb=PASSED, authority=other) == set()
    assert ids(root, verb=CONFIRMED, authority=other) == {comment["id"]}


def test_another_organisation_is_not_reached(world: World) -> None:
    original = passed()
    store(world.south, original)
    store(world.north, confirmed(original))
    assert ids(world.north, verb=PASSED) == set()


def test_an_erased_person_is_reached_no_more(world: World) -> None:
    original = passed()
    first = confirmed(original)
    second = {**confirmed(first), "actor": {"mbox": "mailto:carol@example.org"}}
    store(world.north, original, first, second)
    member = world.members["member"]
    Identity.objects.filter(digest=agent(ANDREW).digest).update(member=member)
    erase_member(member.pk)
    assert ids(world.north, verb=PASSED) == {original["id"]}
    for model in (Reach, ReachActor, ReachActivity):
        assert model._default_manager.count() == 0


def test_statements_that_point_nowhere_cost_no_query_more(
    root: Organisation, django_assert_max_num_queries: Any
) -> None:
    store(root, small())
    with django_assert_max_num_queries(26):
        store(root, small(), small())


def _reached(edges: list[int | None]) -> set[tuple[int, int]]:
    """Return every pair of a place and what it reaches, by following the pointers."""
    found = set()
    for start in range(len(edges)):
        at, seen = edges[start], {start}
        while at is not None and at not in seen:
            found.add((start, at))
            seen.add(at)
            at = edges[at]
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_pointers_in_any_order_reach_what_they_should(root: Organisation, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 6))
    edges = data.draw(st.lists(st.none() | st.integers(0, size - 1), min_size=size, max_size=size))
    keys = [str(uuid4()) for _ in range(size)]
    made = [
        small(id=keys[place])
        if target is None
        else small(id=keys[place], object={"objectType": "StatementRef", "id": keys[target]})
        for place, target in enumerate(edges)
    ]
    order = data.draw(st.permutations(made))
    cut = data.draw(st.integers(0, size))
    store(root, *order[:cut])
    store(root, *order[cut:])
    places = {UUID(key): place for place, key in enumerate(keys)}
    rows = Reach.objects.filter(statement__statement_id__in=places)
    pairs = rows.values_list("statement__statement_id", "via__statement_id")
    assert {(places[start], places[via]) for start, via in pairs} == _reached(edges)
