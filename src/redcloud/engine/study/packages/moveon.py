"""Stage study: when a unit, a block and a course are satisfied (cmi5 13.1.4, 9.3.9). What was said in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from redcloud.engine.study.packages.structure import Block, MoveOn, Part, Structure, Unit

Said = Mapping[str, Collection[str]]
"""By the package's id of a unit: which of "completed" and "passed" was said of it."""


def is_satisfied(move_on: MoveOn, said: Collection[str]) -> bool:
    """Whether a unit's criterion is met by what was said of it.

    Examples
    --------
    >>> is_satisfied("CompletedAndPassed", {"passed"}), is_satisfied("CompletedOrPassed", {"passed"})
    (False, True)
    """
    completed, passed = "completed" in said, "passed" in said
    return {
        "Passed": passed,
        "Completed": completed,
        "CompletedAndPassed": completed and passed,
        "CompletedOrPassed": completed or passed,
        "NotApplicable": True,
    }[move_on]


def is_over(move_on: MoveOn, said: Collection[str]) -> bool:
    """Whether nothing is left to be said of a unit, so that opening it again is looking back.

    Of a unit without a criterion that is so once anything was said.
    """
    if move_on == "NotApplicable":
        return bool({"completed", "passed"}.intersection(said))
    return is_satisfied(move_on, said)


def satisfied_parts(structure: Structure, said: Said) -> Iterator[Structure | Part]:
    """Yield what is satisfied: units, then the blocks that they fill, the course last."""
    found: list[Part] = []
    whole = [_satisfied(part, said, found) for part in structure.parts]
    yield from found
    if all(whole):
        yield structure


def _satisfied(part: Part, said: Said, found: list[Part]) -> bool:
    if isinstance(part, Unit):
        holds = is_satisfied(part.move_on, said.get(part.id, ()))
    else:
        holds = _block_holds(part, said, found)
    if holds:
        found.append(part)
    return holds


def _block_holds(block: Block, said: Said, found: list[Part]) -> bool:
    # Each part is asked, so that those that are satisfied are found.
    holds = [_satisfied(part, said, found) for part in block.parts]
    return all(holds)
