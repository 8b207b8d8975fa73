"""Stage rules. Reads one TOML table strictly: a mapping in, typed values and a list of faults out.

A fault does not stop the reading, so that whoever writes a pack sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVar

from redcloud.engine.rules.pack import Words

FaultCode = Literal[
    "not_toml",
    "missing",
    "unknown_key",
    "wrong_type",
    "not_in_list",
    "out_of_range",
    "unknown_reference",
    "dates_reversed",
    "overlapping_rules",
    "duplicate_code",
    "target_person",
    "target_absence",
    "target_time_online",
    "target_points",
]

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a pack: where in the file, which rule of the reader, the offending value."""

    path: str
    code: FaultCode
    found: str = ""


class Table:
    """One table of a pack being read. Each getter notes a fault and returns a harmless value."""

    def __init__(self, raw: object, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self._seen: set[str] = set()
        self._raw: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
        if not isinstance(raw, Mapping):
            self.fault("", "wrong_type", raw)

    def fault(self, key: str, code: FaultCode, found: object = "") -> None:
        """Note one fault at ``key`` of this table."""
        path = f"{self.path}.{key}".strip(".")
        self.faults.append(Fault(path, code, "" if found == "" else repr(found)[:80]))

    def has(self, key: str) -> bool:
        """Whether the file has ``key`` in this table."""
        return key in self._raw

    def take(self, key: str, *, optional: bool = False) -> object | None:
        """The raw value of ``key``, marking it as known."""
        self._seen.add(key)
        if key not in self._raw:
            if not optional:
                self.fault(key, "missing")
            return None
        return self._raw[key]

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.take(key)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.fault(key, "wrong_type", value)
        return ""

    def integer(self, key: str, *, least: int, most: int) -> int:
        """A whole number within ``least..most`` (TOML booleans are not numbers)."""
        value = self.take(key)
        if isinstance(value, int) and not isinstance(value, bool):
            if least <= value <= most:
                return value
            self.fault(key, "out_of_range", value)
        elif value is not None:
            self.fault(key, "wrong_type", value)
        return least

    def boolean(self, key: str) -> bool:
        """A TOML boolean."""
        value = self.take(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.fault(key, "wrong_type", value)
        return False

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """A TOML local date."""
        value = self.take(key, optional=optional)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.fault(key, "wrong_type", value)
        return None

    def choice(self, key: str, allowed: tuple[Choice, ...]) -> Choice:
        """One of the codes in ``allowed``."""
        value = self.take(key)
        for code in allowed:
            if value == code:
                return code
        if value is not None:
            self.fault(key, "not_in_list", value)
        return allowed[0]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of at least one text."""
        value = self.take(key)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return tuple(value)
        if value is not None:
            self.fault(key, "wrong_type", value)
        return ()

    def months(self, key: str) -> tuple[int, ...]:
        """An optional list of month numbers."""
        value = self.take(key, optional=True)
        if value is None:
            return ()
        if isinstance(value, list) and all(type(one) is int and 1 <= one <= 12 for one in value):
            return tuple(value)
        self.fault(key, "wrong_type", value)
        return ()

    def days(self, key: str) -> tuple[date, ...]:
        """A list of TOML local dates."""
        value = self.take(key)
        if isinstance(value, list) and all(type(one) is date for one in value):
            return tuple(value)
        if value is not None:
            self.fault(key, "wrong_type", value)
        return ()

    def words(self, key: str) -> Words:
        """A table with the Chinese and the English of one term."""
        inner = self.table(key)
        words = Words(zh=inner.text("zh"), en=inner.text("en"))
        inner.finish()
        return words

    def table(self, key: str) -> Table:
        """The table under ``key``."""
        return Table(self.take(key) or {}, f"{self.path}.{key}".strip("."), self.faults)

    def named_tables(self, key: str) -> list[tuple[str, Table]]:
        """Sub-tables by their own names, as in ``[kinds.class]``."""
        value = self.take(key)
        path = f"{self.path}.{key}".strip(".")
        if not isinstance(value, Mapping):
            if value is not None:
                self.fault(key, "wrong_type", value)
            return []
        return [(name, Table(raw, f"{path}.{name}", self.faults)) for name, raw in value.items()]

    def listed_tables(self, key: str) -> list[Table]:
        """An optional array of tables, as in ``[[cadence]]``."""
        value = self.take(key, optional=True)
        path = f"{self.path}.{key}".strip(".")
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(key, "wrong_type", value)
            return []
        return [Table(raw, f"{path}[{place}]", self.faults) for place, raw in enumerate(value)]

    def finish(self) -> None:
        """Note a fault for every key that nothing asked for: a typing error is never ignored."""
        for key in self._raw:
            if key not in self._seen:
                self.fault(key, "unknown_key", self._raw[key])
