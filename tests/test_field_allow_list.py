"""Everything that can be stored or shown about people stands on a reviewed list.

``tests/field_allow_list.toml`` has one line for each field of each table, each column of the lake, of the
kept portraits, of releases and of the contracts between stages, and each kind of portrait line; the keys of
exports and interfaces are looked at by ``tests/flows/test_exports.py``. A new one fails here until somebody
has asked of it: does it score, rank, time or judge a person, or speak of an absence? If so, it must not be
added. The names of everything else that is computed on are searched for words that judge.
"""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pyarrow as pa
import pytest
from django.apps import apps

from redcloud.engine import contracts
from redcloud.engine.portrait.shapes import KEPT
from tests.naming import JUDGING, modules_that_know_people, names_in, reviewed

JUDGED_WORDS = (
    "quiz_score", "rank", "points_total", "login_streak", "grade", "star_rating", "risk_flag", "duration_s",
    "time_elapsed", "seconds_spent", "sentiment", "stance", "mood", "loyalty", "absences", "was_absent",
    "attendance_rate", "last_login", "page_views", "hours_online", "study_level", "trait_open", "no_shows",
)  # fmt: skip


def tables() -> dict[str, set[str]]:
    """Fields of every table, allauth's and Django's included: what they keep is kept here too."""
    return {
        f"table.{model._meta.label_lower}": {
            field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        }
        for model in apps.get_models(include_auto_created=True)
    }


def columns() -> dict[str, set[str]]:
    """Columns of the Arrow schemas and fields of the dataclasses that cross stages."""
    found: dict[str, set[str]] = {}
    for name, value in vars(contracts).items():
        if isinstance(value, pa.Schema):
            found[f"columns.{name}"] = set(value.names)
        elif isinstance(value, type) and dataclasses.is_dataclass(value):
            found[f"columns.{name}"] = {field.name for field in dataclasses.fields(value)}
    return found | {"kept.rows": set(KEPT.names)}


def codes() -> dict[str, set[str]]:
    """Closed lists: kinds of portrait line, verbs of the lake, kinds of activity, reasons."""
    closed: dict[str, Any] = {
        name: getattr(contracts, name)
        for name in ("LineKind", "LakeVerb", "ActivityKind", "ReasonCode", "HiddenReason")
    }
    return {f"codes.{name}": set(get_args(values)) for name, values in closed.items()}


def found() -> dict[str, set[str]]:
    return {**tables(), **columns(), **codes()}


@pytest.mark.parametrize("section", sorted(found()))
def test_every_field_is_on_the_reviewed_list(section: str) -> None:
    added = found()[section] - set(reviewed().get(section, {}))
    assert not added, f"{section}: not reviewed: {sorted(added)}; see tests/field_allow_list.toml"


def test_the_list_names_nothing_that_is_gone() -> None:
    elsewhere = ("exports.", "names.")
    gone = {
        f"{section}: {name}"
        for section, fields in reviewed().items()
        for name in fields
        if not section.startswith(elsewhere) and name not in found().get(section, set())
    }
    assert gone == set()


def test_a_name_that_sounds_like_judging_carries_a_note() -> None:
    silent = [
        f"{section}: {name}"
        for section, fields in reviewed().items()
        for name, note in fields.items()
        if JUDGING.search(name) and not note
    ]
    assert silent == []


def test_nothing_that_is_computed_on_has_a_name_that_judges() -> None:
    """Dataclasses and Arrow schemas of the engine and the apps; those of the list are checked there."""
    innocent = reviewed()["names.innocent"]
    assert all(innocent.values())
    sounding = {
        name
        for module in modules_that_know_people()
        for name in names_in(module)
        if JUDGING.search(name.split(".")[1])
    }
    assert sounding == set(innocent), "see [names.innocent] in tests/field_allow_list.toml"


def test_the_lake_has_the_five_columns_and_no_more() -> None:
    assert contracts.LAKE_RECORDS.names == ["record_id", "pseudonym", "verb", "activity", "day"]
    assert not [field for field in contracts.LAKE_RECORDS if pa.types.is_timestamp(field.type)]


@pytest.mark.parametrize("name", JUDGED_WORDS)
def test_the_check_sees_a_name_that_judges(name: str) -> None:
    """The guard itself: each of these would have to be explained in the list."""
    assert JUDGING.search(name)
