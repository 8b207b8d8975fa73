"""Names that a field, a column or a key never has without a reason beside it: they would judge a person."""

from __future__ import annotations

import dataclasses
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pyarrow as pa

import redcloud.apps
import redcloud.engine

LIST = Path(__file__).with_name("field_allow_list.toml")

JUDGING = re.compile(
    # scores and ranks
    r"score|rank|(?:^|_)points?(?:_|$)|streak|grade|rating|(?<!e)level|percentile|leaderboard|badge|medal|credit|penalt|"
    # views and character
    r"sentiment|stance|mood|emotion|attitude|opinion|loyal|belief|character|personality|(?<!por)trait|risk|suspic|"
    # absence
    r"absen|attendance|inactive|missed|late(?!st|d|r)|no_show|"
    # watching
    r"duration|seconds|elapsed|hours|dwell|clicks|views|visits|online|last_login|last_seen|session|device|"
    r"user_agent|ip_address|latitude|longitude|gps|track"
)
"""Words of a name that would score, rank, time, watch or judge a person. The innocent ones carry a note."""


def reviewed() -> dict[str, dict[str, str]]:
    """The list: section -> name -> note (empty where the name says it all)."""
    loaded: dict[str, dict[str, dict[str, str]]] = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return {
        f"{kind}.{section}": fields
        for kind, sections in loaded.items()
        for section, fields in sections.items()
    }


def modules_that_know_people() -> Iterator[ModuleType]:
    """Every module of the engine and the apps; what only makes a synthetic province is left out."""
    for package in (redcloud.engine, redcloud.apps):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name and ".simulate" not in found.name:
                yield import_module(found.name)


def names_in(module: ModuleType) -> Iterator[str]:
    """``Class.field`` and ``SCHEMA.column`` of a module's own dataclasses and Arrow schemas."""
    for name, value in vars(module).items():
        if isinstance(value, pa.Schema):
            yield from (f"{name}.{column}" for column in value.names)
        elif (
            isinstance(value, type)
            and value.__module__ == module.__name__
            and dataclasses.is_dataclass(value)
        ):
            yield from (f"{name}.{field.name}" for field in dataclasses.fields(value))
