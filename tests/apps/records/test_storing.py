"""Statements are stored once, whoever sends them, and reach the lake by the allow-list alone."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import drain_outbox
from redcloud.apps.records.actions.outbox import _apply
from redcloud.apps.records.models import (
    Activity,
    Basis,
    Identity,
    Outbox,
    Pseudonym,
    Refusal,
    Statement,
    StatementActor,
)
from tests.apps.records.making import FAILED, PLAYED, lake, small, store, voiding
from tests.engine.records.samples import FULL, changed, statements
from tests.world import World


@pytest.fixture
def root(world: World) -> Organisation:
    return world.north


def test_a_statement_is_kept_as_received(root: Organisation) -> None:
    raw = json.dumps(FULL, indent=1, ensure_ascii=False).encode()
    assert store(root, raw).stored == 1
    kept = Statement.objects.get()
    assert kept.raw.encode() == raw
    assert (str(kept.statement_id), kept.version, kept.source) == (FULL["id"], "1.0.0", "file")
    assert kept.activity is not None
    assert kept.activity.definition == FULL["object"]["definition"]


def test_the_same_statement_again_is_a_duplicate(root: Organisation) -> None:
    store(root, FULL)
    again = store(root, changed("verb/display", ...), FULL)
    assert (again.stored, again.duplicate, again.rejected) == (0, 2, [])
    assert Statement.objects.count() == 1


def test_one_id_with_another_content_is_rejected_and_changes_nothing(root: Organisation) -> None:
    store(root, FULL)
    result = store(root, changed("result/success", False), changed("timestamp", "2026-03-01T10:00:00Z"))
    assert [(one.line, one.rule, one.reason) for one in result.rejected] == [
        (1, "2.3.1.s9.b2", "same_id_other_content"),
        (2, "2.3.1.s9.b2", "same_id_other_content"),
    ]
    assert json.loads(Statement.objects.get().raw) == FULL


def test_a_timestamp_that_the_store_set_does_not_make_a_conflict(root: Organisation) -> None:
    statement = small(timestamp=...)
    store(root, statement)
    assert store(root, statement).duplicate == 1


def test_a_file_with_broken_lines_stores_the_good_ones(root: Organisation) -> None:
    result = store(root, small(), b"{", small(verb={"id": "x"}), small())
    assert result.stored == 2
    assert [(one.line, one.path, one.reason) for one in result.rejected] == [
        (2, "", "not_json"),
        (3, "verb.id", "not_an_iri"),
    ]
    assert list(Refusal.objects.values_list("line", "path", "reason")) == [
        (2, "", "not_json"),
        (3, "verb.id", "not_an_iri"),
    ]


def test_a_whole_batch_is_stored_or_nothing(root: Organisation) -> None:
    same = small()
    for batch in ([small(), b"{"], [small(), same, same]):
        result = store(root, *batch, whole=True)
        assert (result.stored, bool(result.rejected)) == (0, True)
    assert Statement.objects.count() == 0
    assert Identity.objects.count() == 0


def test_two_roots_share_no_statement_and_no_identity(world: World) -> None:
    statement = small()
    assert store(world.north, statement).stored == 1
    assert store(world.south, statement).stored == 1
    assert Identity.objects.filter(value="mailto:li@example.org").count() == 2
    assert Activity.objects.filter(iri="urn:x:course").count() == 2


def test_an_iri_longer_than_an_index_entry_is_stored(root: Organisation) -> None:
    iri = "https://example.org/" + "x" * 20_000
    actor = {"account": {"homePage": iri, "name": "y" * 20_000}}
    assert store(root, small(object={"id": iri}, verb={"id": iri}, actor=actor)).stored == 1
    assert Activity.objects.get().iri == iri


def test_the_first_definition_of_an_activity_stands(root: Organisation) -> None:
    def about(definition: dict[str, Any]) -> dict[str, Any]:
        return small(object={"id": "urn:x:a", **definition})

    store(root, about({}))
    store(root, about({"definition": {"type": "urn:x:first"}}))
    store(root, about({"definition": {"type": "urn:x:second"}}))
    assert Activity.objects.get().type == "urn:x:first"


def test_a_chunk_costs_the_same_queries_whatever_its_size(
    root: Organisation, django_assert_max_num_queries
) -> None:
    # PostgreSQL takes a few more: a COPY goes by way of a temporary table.
    with django_assert_max_num_queries(36):
        store(root, *[small(actor={"mbox": f"mailto:m{n}@example.org"}) for n in range(300)])


# --- the lake ------------------------------------------------------------------------------------


def test_the_lake_gets_verb_activity_and_day_under_a_pseudonym(root: Organisation) -> None:
    store(root, small(timestamp="2026-03-01T17:00:00Z"))  # already the second in Shanghai
    assert drain_outbox() == 1
    (row,) = lake().read().to_pylist()
    statement = Statement.objects.get()
    assert row == {
        "record_id": statement.pk,
        "pseudonym": Pseudonym.objects.get(identity=statement.actor).value,
        "verb": "completed",
        "activity": statement.activity_id,
        "day": date(2026, 3, 2),
    }
    assert Outbox.objects.count() == 0


def test_scores_unknown_verbs_and_groups_do_not_reach_the_lake(root: Organisation) -> None:
    group = {"objectType": "Group", "mbox": "mailto:team@example.org"}
    reference = {"objectType": "StatementRef", "id": FULL["id"]}
    store(
        root,
        small(verb={"id": FAILED}),
        small(verb={"id": "https://example.org/verbs/liked"}),
        small(actor=group),
        small(object=reference),
    )
    assert Statement.objects.count() == 4
    assert drain_outbox() == 0


def test_playing_pausing_and_seeking_a_day_is_one_beginning(root: Organisation) -> None:
    verbs = [PLAYED, PLAYED.replace("played", "paused"), PLAYED.replace("played", "seeked")]
    store(root, *[small(verb={"id": verb}) for verb in verbs])
    drain_outbox()
    assert lake().read().column("verb").to_pylist() == ["began"]


def test_an_extension_named_after_a_trait_is_found_nowhere_in_the_lake(root: Organisation) -> None:
    trait = "https://example.org/traits/loyalty-canary"
    statement = small(
        result={"score": {"scaled": 0.123}, "duration": "PT77S", "extensions": {trait: "canary-value"}},
        context={"platform": "canary-platform", "extensions": {trait: "canary-value"}},
        object={"id": "urn:x:course", "definition": {"extensions": {trait: "canary-value"}}},
    )
    store(root, statement)
    drain_outbox()
    assert lake().read().num_rows == 1
    assert set(Outbox._meta.get_fields()) == {
        Outbox._meta.get_field(name)
        for name in ("id", "operation", "record_id", "pseudonym", "verb", "activity", "day")
    }
    for file in settings.LAKE.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for word in (b"canary", b"loyalty", b"PT77S", b"0.123", b"li@example.org", b"urn:x:course"):
                assert word not in content, file


def test_a_crash_between_lake_and_outbox_loses_and_doubles_nothing(
    root: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(root, small(), small(object={"id": "urn:x:other"}))

    def crash(**_: Any) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr("redcloud.apps.records.actions.outbox.lake_changed.send", crash)
        with pytest.raises(RuntimeError):
            drain_outbox()
    assert (lake().read().num_rows, Outbox.objects.count()) == (2, 2)
    assert drain_outbox() == 2
    assert (lake().read().num_rows, Outbox.objects.count()) == (2, 0)


def test_the_outbox_can_be_drained_in_parts(root: Organisation) -> None:
    store(root, *[small(object={"id": f"urn:x:{n}"}) for n in range(5)])
    assert [drain_outbox(2), drain_outbox(2), drain_outbox(2), drain_outbox(2)] == [2, 2, 1, 0]
    assert lake().read().num_rows == 5


def test_all_that_waits_is_drained_and_never_more_than_a_pass_is_held(
    root: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(root, *[small(object={"id": f"urn:x:{n}"}) for n in range(5)])
    passes: list[int] = []
    monkeypatch.setattr("redcloud.apps.records.actions.outbox.AT_ONCE", 2)
    monkeypatch.setattr(
        "redcloud.apps.records.actions.outbox._apply", lambda rows: passes.append(len(rows)) or _apply(rows)
    )
    assert drain_outbox() == 5
    assert passes == [2, 2, 1]
    assert (lake().read().num_rows, Outbox.objects.count()) == (5, 0)


# --- voiding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("target_first", [True, False])
def test_a_voided_statement_leaves_the_lake_whichever_came_first(
    root: Organisation, target_first: bool
) -> None:
    target = small()
    both = [target, voiding(target["id"])]
    for one in both if target_first else both[::-1]:
        store(root, one)
        drain_outbox()
    assert Statement.objects.get(statement_id=target["id"]).voided
    assert lake().read().num_rows == 0


def test_voided_in_the_same_batch_or_before_the_drain(root: Organisation) -> None:
    together, later = small(), small()
    store(root, together, voiding(together["id"]), later)
    store(root, voiding(later["id"]))
    drain_outbox()
    assert Statement.objects.filter(voided=True).count() == 2
    assert lake().read().num_rows == 0


def test_a_voiding_statement_cannot_be_voided(root: Organisation) -> None:
    target = small()
    taking_back = voiding(target["id"])
    store(root, target, taking_back)
    store(root, voiding(taking_back["id"]))
    assert not Statement.objects.get(statement_id=taking_back["id"]).voided
    assert Statement.objects.get(statement_id=target["id"]).voided


def test_another_beginning_of_the_day_takes_the_place_of_a_voided_one(root: Organisation) -> None:
    first, second = small(verb={"id": PLAYED}), small(verb={"id": PLAYED})
    store(root, first)
    store(root, second)
    drain_outbox()
    store(root, voiding(first["id"]))
    while drain_outbox():
        pass
    (row,) = lake().read().to_pylist()
    assert row["record_id"] == Statement.objects.get(statement_id=second["id"]).pk


# --- identities ----------------------------------------------------------------------------------------


def test_an_actor_outside_the_roster_is_an_identity_with_a_recorded_basis(world: World) -> None:
    store(world.north, small(), basis=Basis.COLLECTED, basis_by=world.users["administrator"])
    identity = Identity.objects.get(value="mailto:li@example.org")
    assert (identity.member, identity.basis) == (None, "collected")
    assert identity.basis_at is not None
    assert identity.basis_by == world.users["administrator"]
    store(world.north, small(actor={"mbox": "mailto:wang@example.org"}))
    assert Identity.objects.get(value="mailto:wang@example.org").basis == ""


def test_pseudonyms_are_random_and_kept_apart(root: Organisation) -> None:
    store(root, *[small(actor={"mbox": f"mailto:m{n}@example.org"}) for n in range(20)])
    values = list(Pseudonym.objects.order_by("identity_id").values_list("value", flat=True))
    assert len(set(values)) == 20
    assert values != sorted(values)
    assert all(0 < value < 2**63 for value in values)
    assert {field.name for field in Pseudonym._meta.get_fields()} == {"id", "identity", "value"}


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(statements, min_size=1, max_size=6, unique_by=lambda one: one["id"]), st.data())
def test_any_order_and_repetition_gives_the_same_store(
    root: Organisation, given_ones: list[dict[str, Any]], data: st.DataObject
) -> None:
    Statement.objects.all().delete()
    order = data.draw(st.permutations(given_ones + given_ones))
    cut = data.draw(st.integers(0, len(order)))
    results = [store(root, *order[:cut]), store(root, *order[cut:])]
    assert sum(one.stored for one in results) == len(given_ones)
    assert sum(one.duplicate for one in results) == len(given_ones)
    assert not any(one.rejected for one in results)
    kept = {str(one.statement_id): json.loads(one.raw) for one in Statement.objects.all()}
    assert kept == {one["id"]: one for one in given_ones}
    actors = StatementActor.objects.values("statement", "identity").distinct().count()
    assert actors == StatementActor.objects.count()
