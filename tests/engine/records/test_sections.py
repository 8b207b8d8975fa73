"""Each section of the specification, on statements and inside SubStatements, by both editions."""

from __future__ import annotations

from typing import Any

import pytest

from redcloud.engine.records.validation import Edition, statement_problems
from tests.engine.records.rows import OK, ONE, TWO, Row
from tests.engine.records.samples import changed
from tests.engine.records.sections import BASE, BASES, SECTIONS, STATEMENT_ONLY, WITH_SUBSTATEMENT

EDITIONS: dict[Edition, tuple[str, ...]] = {"1.0.3": (OK, ONE), "2.0.0": (OK, TWO)}


def _judged(row: Row, base: dict[str, Any], edition: Edition, before: str = "") -> str | None:
    """Return what is wrong with the answer to a row; None where it is as it should be."""
    path, value, accepted = row
    problems = statement_problems(changed(before + path, value, base), edition)
    if accepted in EDITIONS[edition]:
        return f"{path} = {value!r} is refused: {problems}" if problems else None
    if not problems:
        return f"{path} = {value!r} is accepted"
    if all(one.path and one.rule and one.section and one.reason for one in problems):
        return None
    return f"{path} = {value!r} is refused without saying where and why: {problems}"


@pytest.mark.parametrize("edition", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("section", [*SECTIONS, *STATEMENT_ONLY])
def test_statements_follow_each_section(section: str, edition: Edition) -> None:
    base = BASES.get(section, BASE)
    assert statement_problems(base, edition) == []
    judged = [_judged(row, base, edition) for row in {**SECTIONS, **STATEMENT_ONLY}[section]]
    assert [one for one in judged if one] == []


@pytest.mark.parametrize("edition", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("section", SECTIONS)
def test_substatements_follow_each_section(section: str, edition: Edition) -> None:
    assert statement_problems(WITH_SUBSTATEMENT, edition) == []
    judged = [_judged(row, WITH_SUBSTATEMENT, edition, "object/") for row in SECTIONS[section]]
    assert [one for one in judged if one] == []


def test_the_rows_are_many() -> None:
    assert sum(map(len, [*SECTIONS.values(), *STATEMENT_ONLY.values()])) > 900
