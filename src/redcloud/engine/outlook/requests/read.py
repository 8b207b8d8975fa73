"""Stage outlook. Reads the rules on formalism: a TOML file in, a ``FormalismPack`` or its faults out."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import get_args

from redcloud.engine.outlook.requests.shapes import (
    FieldKind,
    FormalismPack,
    FormalismRule,
    KnownFact,
    RuleCode,
)
from redcloud.engine.rules.pack import CERTAINTIES, Force, Source
from redcloud.engine.rules.read import PackRefused
from redcloud.engine.rules.table import Fault, Table

RULE_CODES: tuple[RuleCode, ...] = get_args(RuleCode)
NUMBERED = frozenset({"short_deadline", "too_often"})


def read_formalism(text: str) -> FormalismPack:
    """Read and check the file.

    Raises
    ------
    PackRefused
        With every fault found; also where a kind of request is left without a rule today.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackRefused([Fault("", "not_toml", str(error))]) from error
    faults: list[Fault] = []
    file = Table(raw, "", faults)
    file.integer("schema", least=1, most=1)
    sources = tuple(_source(name, table) for name, table in file.named_tables("sources"))
    pack = FormalismPack(
        sources=sources,
        rules=tuple(_rule(table, {one.code for one in sources}) for table in file.listed_tables("rule")),
        known=tuple(_known(table) for table in file.listed_tables("known")),
        minutes=_minutes(file.table("minutes")),
    )
    file.finish()
    unsaid = set(RULE_CODES) - {rule.code for rule in pack.rules if rule.force.until is None}
    faults += [Fault(f"rule.{code}", "missing") for code in sorted(unsaid)]
    if faults:
        raise PackRefused(faults)
    return pack


def _source(code: str, table: Table) -> Source:
    source = Source(code, table.words("title"), table.day("issued") or date.min)
    table.finish()
    return source


def _rule(table: Table, sources: set[str]) -> FormalismRule:
    code = table.choice("code", RULE_CODES)
    source = table.text("source")
    if source and source not in sources:
        table.fault("source", "unknown_reference", source)
    rule = FormalismRule(
        code=code,
        force=Force(
            article=table.text("article"),
            source=source,
            since=table.day("effective_from") or date.min,
            until=table.day("effective_until", optional=True),
            certainty=table.choice("certainty", CERTAINTIES),
        ),
        marks=tuple(mark.casefold() for mark in table.texts("marks")) if table.has("marks") else (),
        number=table.integer("number", least=1, most=366) if code in NUMBERED else None,
        why=table.words("why"),
        instead=table.words("instead"),
    )
    table.finish()
    return rule


def _known(table: Table) -> KnownFact:
    marks = tuple(mark.casefold() for mark in table.texts("marks"))
    fact = KnownFact(table.text("code"), table.words("words"), marks)
    table.finish()
    return fact


def _minutes(table: Table) -> dict[str, int]:
    kinds: tuple[str, ...] = ("reading", *get_args(FieldKind))
    minutes = {kind: table.integer(kind, least=1, most=240) for kind in kinds}
    table.finish()
    return minutes
