"""Everything that can be stored or shown about people stands on a reviewed list.

``tests/field_allow_list.toml`` has one line for each field of each table, each column of the lake and of
the contracts between stages, and each kind of portrait line. A new one fails here until somebody has asked
of it: does it score, rank, time or judge a person, or speak of an absence? If so, it must not be added.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest
from django.apps import apps

from redcloud.engine import contracts

LIST = Path(__file__).with_name("field_allow_list.toml")

NEVER = re.compile(
    r"score|rank|point|streak|grade|rating|level|sentiment|stance|mood|loyal|belief|character|risk|"
    r"absen|attendance_rate|duration|seconds|elapsed|online|last_login|last_seen|session|device|user_agent|"
    r"ip_address|latitude|longitude|gps|track|missed|late"
)
"""Words of a field that would score, rank, time or judge a person. The few innocent ones carry a note."""


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
    return found


def codes() -> dict[str, set[str]]:
    """Closed lists: kinds of portrait line, verbs of the lake, kinds of activity, reasons."""
    closed: dict[str, Any] = {
        name: getattr(contracts, name)
        for name in ("LineKind", "LakeVerb", "ActivityKind", "ReasonCode", "HiddenReason")
    }
    return {f"codes.{name}": set(get_args(values)) for name, values in closed.items()}


def found() -> dict[str, set[str]]:
    return {**tables(), **columns(), **codes()}


def reviewed() -> dict[str, dict[str, str]]:
    """The list: section -> field -> note (empty where the name says it all)."""
    loaded: dict[str, dict[str, dict[str, str]]] = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return {
        f"{kind}.{section}": fields
        for kind, sections in loaded.items()
        for section, fields in sections.items()
    }


@pytest.mark.parametrize("section", sorted(found()))
def test_every_field_is_on_the_reviewed_list(section: str) -> None:
    added = found()[section] - set(reviewed().get(section, {}))
    assert not added, f"{section}: not reviewed: {sorted(added)}; see tests/field_allow_list.toml"


def test_the_list_names_nothing_that_is_gone() -> None:
    gone = {
        f"{section}: {name}"
        for section, fields in reviewed().items()
        for name in fields
        if name not in found().get(section, set())
    }
    assert gone == set()


def test_a_name_that_sounds_like_judging_carries_a_note() -> None:
    silent = [
        f"{section}: {name}"
        for section, fields in reviewed().items()
        for name, note in fields.items()
        if NEVER.search(name) and not note
    ]
    assert silent == []


def test_the_lake_has_the_five_columns_and_no_more() -> None:
    assert contracts.LAKE_RECORDS.names == ["record_id", "pseudonym", "verb", "activity", "day"]
    assert not [field for field in contracts.LAKE_RECORDS if pa.types.is_timestamp(field.type)]


def test_the_check_sees_a_field_that_judges() -> None:
    """The guard itself: each of these would have to be explained in the list."""
    for name in ("quiz_score", "rank", "login_streak", "risk_flag", "duration_s", "absences", "last_login"):
        assert NEVER.search(name)
