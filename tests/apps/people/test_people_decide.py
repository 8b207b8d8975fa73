"""PRODUCT line 9: where somebody belongs and which stage they are in is decided by people: by a roster, or
by the committees of both branches.

Read from the source, so that a new stage that moves somebody by itself fails here: nothing but the roster
import, the transfers that two committees settle and the two actions behind them writes a membership or the
stage of a member.
``tests/flows/test_leaving.py`` holds the same for a whole week of the clock.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import redcloud

SOURCE = Path(redcloud.__file__).parent
MAY_DECIDE = {"apps/people/actions.py", "apps/people/roster/storing.py", "apps/people/transfers.py"}
ERASES = {"apps/people/own_data.py"}  # the member's own act takes past memberships away
MADE_UP = ("demo/", "engine/simulate/", "engine/people/")  # a synthetic province; a roster's rows, read
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}


def decisions(tree: ast.AST) -> Iterator[str]:
    """What in a module's code writes a membership or a member's stage."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (part for one in targets for part in ast.walk(one)):
                if isinstance(target, ast.Attribute) and target.attr in ("stage", "stage_since"):
                    yield f"sets {target.attr}"
        elif isinstance(node, ast.Call):
            yield from _calls(node)


def _calls(node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func)
    last = called.rsplit(".", 1)[-1]
    if last in ("join_branch", "leave_branch", "Membership"):
        yield f"calls {last}"
    if last in WRITES and called.startswith("Membership.objects"):
        yield f"writes memberships by {last}"
    if last in WRITES | {"Member"} and any(word.arg == "stage" for word in node.keywords):
        yield f"writes a stage by {last}"


def found_in(path: Path) -> list[str]:
    """Decisions in one file."""
    return list(decisions(ast.parse(path.read_text(encoding="utf-8"))))


def test_only_rosters_and_committees_decide_where_somebody_belongs_and_in_which_stage() -> None:
    deciding = {
        name
        for path in SOURCE.rglob("*.py")
        if not (name := path.relative_to(SOURCE).as_posix()).startswith(MADE_UP)
        and "/migrations/" not in name
        if found_in(path)
    }
    assert deciding == MAY_DECIDE | ERASES


@pytest.mark.parametrize(
    "code",
    [
        "member.stage = Stage.FULL",
        "a, member.stage = 1, 2",
        "Member.objects.filter(pk=1).update(stage='full')",
        "Membership.objects.filter(pk=1).update(until=today)",
        "join_branch(actor=None, member=m, branch=b, since=d)",
        "actions.leave_branch(actor=None, member=m, until=d)",
        "Membership(member=m, organisation=b)",
    ],
)
def test_the_search_sees_a_decision(code: str) -> None:
    """The guard itself."""
    assert list(decisions(ast.parse(code)))
