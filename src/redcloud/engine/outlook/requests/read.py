"""Stage outlook. Reads the rules on formalism: a TOML file in, a ``FormalismPack`` or its faults out."""

from __future__ import annotations

from typing import get_args

from redcloud.engine.outlook.requests.shapes import (
    FieldKind,
    FormalismPack,
    FormalismRule,
    KnownFact,
    RuleCode,
)
from redcloud.engine.rules.dated import close_file, open_file, read_force, read_sources
from redcloud.engine.rules.forbidden import forbidden_reason
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
    file = open_file(text)
    file.integer("schema", least=1, most=1)
    sources = read_sources(file)
    pack = FormalismPack(
        sources=sources,
        rules=tuple(_rule(table, {one.code for one in sources}) for table in file.listed_tables("rule")),
        known=tuple(_known(table) for table in file.listed_tables("known")),
        minutes=_minutes(file.table("minutes")),
    )
    unsaid = set(RULE_CODES) - {rule.code for rule in pack.rules if rule.force.until is None}
    close_file(file, *(Fault(f"rule.{code}", "missing") for code in sorted(unsaid)))
    return pack


def _rule(table: Table, sources: set[str]) -> FormalismRule:
    code = table.choice("code", RULE_CODES)
    rule = FormalismRule(
        code=code,
        force=read_force(table, sources),
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
    reason = forbidden_reason(target="", words=(fact.code, fact.words.zh, fact.words.en))
    if reason is not None:  # the catalogue is of facts about organisations: they go into answers
        table.fault("code", reason, fact.code)
    table.finish()
    return fact


def _minutes(table: Table) -> dict[str, int]:
    kinds: tuple[str, ...] = ("reading", *get_args(FieldKind))
    minutes = {kind: table.integer(kind, least=1, most=240) for kind in kinds}
    table.finish()
    return minutes
