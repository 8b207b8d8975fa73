"""Stage rules. What every file of dated rules has alike: opening it, its sources, when a rule holds.

In: the text of a TOML file, or a table of it. Out: the same checked, or a note of every fault.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from datetime import date

from redcloud.engine.rules.pack import CERTAINTIES, Force, Source
from redcloud.engine.rules.table import Fault, Table


class PackRefused(ValueError):  # noqa: N818 - it is an answer, not a fault
    """A file of rules that does not load; ``faults`` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.path}: {one.code} {one.found}".strip() for one in faults))


def open_file(text: str) -> Table:
    """The whole file as one table; its ``faults`` gather those of every table in it.

    Raises
    ------
    PackRefused
        Where it is no TOML.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackRefused([Fault("", "not_toml", str(error))]) from error
    return Table(raw, "", [])


def close_file(file: Table, *more: Fault) -> None:
    """End the reading.

    Parameters
    ----------
    more
        Faults that only the file as a whole shows.

    Raises
    ------
    PackRefused
        With every fault found on the way.
    """
    file.finish()
    file.faults.extend(more)
    if file.faults:
        raise PackRefused(file.faults)


def read_sources(file: Table) -> tuple[Source, ...]:
    """The documents that a file's numbers come from: ``[sources.NAME]``."""
    return tuple(_source(name, table) for name, table in file.named_tables("sources"))


def _source(code: str, table: Table) -> Source:
    source = Source(code, table.words("title"), table.day("issued") or date.min)
    table.finish()
    return source


def read_force(table: Table, sources: Collection[str]) -> Force:
    """Article, source, dates and certainty of one rule; ``sources`` are the codes that the file knows."""
    since = table.day("effective_from") or date.min
    until = table.day("effective_until", optional=True)
    if until is not None and until <= since:
        table.fault("effective_until", "dates_reversed", until)
    return Force(
        article=table.text("article"),
        source=known_code(table, "source", sources),
        since=since,
        until=until,
        certainty=table.choice("certainty", CERTAINTIES),
    )


def known_code(table: Table, key: str, codes: Collection[str]) -> str:
    """The code under ``key``, which another table of the file has to define."""
    code = table.text(key)
    if code and code not in codes:
        table.fault(key, "unknown_reference", code)
    return code
