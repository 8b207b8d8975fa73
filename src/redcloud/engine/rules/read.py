"""Stage rules. Reads a rule pack: the text of a TOML file in, a ``RulePack`` out, or all its faults.

A pack is refused as a whole: half a set of rules would judge branches wrongly without a sign.
"""

from __future__ import annotations

from typing import get_args

from redcloud.engine.contracts import ActivityKind
from redcloud.engine.rules import pack as shapes
from redcloud.engine.rules.dated import close_file, known_code, open_file, read_force, read_sources
from redcloud.engine.rules.forbidden import forbidden_reason
from redcloud.engine.rules.table import Fault, Table
from redcloud.engine.rules.terms import TERM_CODES, OwnTerm

SCHEMA = 1
ACTIVITY_KINDS: tuple[ActivityKind, ...] = get_args(ActivityKind)
STAGES = ("applicant", "activist", "development_target", "probationary", "full")


def read_pack(text: str) -> shapes.RulePack:
    """Read and check one rule pack.

    Parameters
    ----------
    text
        The content of the file, TOML 1.0. docs/stages/rules.md describes every table.

    Returns
    -------
    RulePack
        With all versions of each rule; ``pack_on`` chooses those of a day.

    Raises
    ------
    PackRefused
        With every fault found: a missing or unknown key, a wrong type, a number without source,
        overlapping versions of a rule, or a target about a person, an absence or time online.
    """
    file = open_file(text)
    pack = _read_file(file)
    close_file(file, *_overlaps(pack))
    return pack


def _read_file(file: Table) -> shapes.RulePack:
    head = file.table("pack")
    head.integer("schema", least=SCHEMA, most=SCHEMA)
    code, version, words = head.text("code"), head.text("version"), head.words("words")
    members, voters = _stages(head, "member_stages"), _stages(head, "voting_stages")
    head.finish()
    sources = read_sources(file)
    known_sources = tuple(source.code for source in sources)
    kinds = tuple(_kind(name, table) for name, table in file.named_tables("kinds"))
    known_kinds = tuple(kind.code for kind in kinds)
    return shapes.RulePack(
        code=code,
        version=version,
        words=words,
        member_stages=members,
        voting_stages=voters,
        sources=sources,
        kinds=kinds,
        cadences=tuple(
            _cadence(table, known_kinds, known_sources) for table in file.listed_tables("cadence")
        ),
        quorums=tuple(_quorum(table, known_kinds, known_sources) for table in file.listed_tables("quorum")),
        limits=tuple(_limit(table, known_sources) for table in file.listed_tables("limit")),
        terms=_terms(file),
    )


def _terms(file: Table) -> tuple[OwnTerm, ...]:
    """All of the organisation's words or none: half of them would make sentences of two organisations."""
    if not file.has("terms"):
        return ()
    table = file.table("terms")
    terms = tuple(_term(code, table.table(code)) for code in TERM_CODES)
    table.finish()
    return terms


def _term(code: str, table: Table) -> OwnTerm:
    zh, en = table.text("zh"), table.text("en")
    term = OwnTerm(
        code=code,
        zh=zh,
        zh_short=table.text("zh_short") if table.has("zh_short") else zh,
        en=en,
        en_plural=table.text("en_plural") if table.has("en_plural") else f"{en}s",
    )
    table.finish()
    return term


def _stages(head: Table, key: str) -> tuple[str, ...]:
    stages = head.texts(key)
    for stage in stages:
        if stage not in STAGES:
            head.fault(key, "not_in_list", stage)
    return stages


def _kind(code: str, table: Table) -> shapes.MeetingKind:
    words = table.words("words")
    # A cadence counts meetings of a kind: what may not be counted may not be called a meeting either.
    reason = forbidden_reason(target="", words=(code, words.zh, words.en))
    if reason is not None:
        table.fault("words", reason, code)
    kind = shapes.MeetingKind(
        code=code,
        words=words,
        activity=table.choice("activity", ACTIVITY_KINDS),
        invited=table.choice("invited", shapes.INVITED),
        roll=table.boolean("roll"),
        votes=table.boolean("votes"),
        minutes_planned=table.integer("minutes_planned", least=5, most=600),
    )
    table.finish()
    return kind


def _cadence(table: Table, kinds: tuple[str, ...], sources: tuple[str, ...]) -> shapes.Cadence:
    code, target = _code_and_target(table)
    cadence = shapes.Cadence(
        code=code,
        target=target,
        kind=known_code(table, "kind", kinds),
        every=table.choice("every", shapes.PERIODS),
        times=table.integer("times", least=1, most=31),
        applies=table.choice("applies", shapes.APPLIES),
        usual_months=table.months("usual_months"),
        force=read_force(table, sources),
    )
    table.finish()
    return cadence


def _quorum(table: Table, kinds: tuple[str, ...], sources: tuple[str, ...]) -> shapes.Quorum:
    code, target = _code_and_target(table)
    denominator = table.integer("denominator", least=1, most=100)
    named = table.texts("kinds")
    for kind in named:
        if kind not in kinds:
            table.fault("kinds", "unknown_reference", kind)
    quorum = shapes.Quorum(
        code=code,
        target=target,
        kinds=named,
        occasion=table.choice("occasion", shapes.OCCASIONS),
        base=table.choice("base", shapes.BASES),
        comparison=table.choice("comparison", shapes.COMPARISONS),
        numerator=table.integer("numerator", least=1, most=denominator),
        denominator=denominator,
        force=read_force(table, sources),
    )
    table.finish()
    return quorum


def _limit(table: Table, sources: tuple[str, ...]) -> shapes.Limit:
    words = table.words("words")
    code, target = _code_and_target(table, words.zh, words.en)
    limit = shapes.Limit(
        code=code,
        target=target,
        words=words,
        value=table.integer("value", least=1, most=100_000),
        unit=table.choice("unit", shapes.UNITS),
        force=read_force(table, sources),
    )
    table.finish()
    return limit


def _code_and_target(table: Table, *words: str) -> tuple[str, shapes.Target]:
    """The rule's code and target; a forbidden target is named as such, not as "not in list"."""
    code = table.text("code")
    raw = str(table.take("target") or "")
    reason = forbidden_reason(target=raw, words=(code, *words))
    if reason is not None:
        table.fault("target", reason, raw or code)
        return code, shapes.TARGETS[0]
    return code, table.choice("target", shapes.TARGETS)


def _overlaps(pack: shapes.RulePack) -> list[Fault]:
    """Two versions of one rule in force on the same day would judge that day twice."""
    faults = []
    rules: list[tuple[str, shapes.Force]] = [
        *((f"cadence.{rule.code}", rule.force) for rule in pack.cadences),
        *((f"quorum.{rule.code}", rule.force) for rule in pack.quorums),
        *((f"limit.{rule.code}", rule.force) for rule in pack.limits),
    ]
    for place, (code, force) in enumerate(rules):
        for other_code, other in rules[:place]:
            if code != other_code:
                continue
            if force.holds_on(max(force.since, other.since)) and other.holds_on(
                max(force.since, other.since)
            ):
                faults.append(Fault(code, "overlapping_rules", force.since.isoformat()))
    return faults
