"""Stage people: finds the member that a roster row speaks of. In: rows and a root. Out: members, or why not.

By the member number where the file has one. Without numbers by name within the branch, which cannot
recognise a transfer; a number that comes later is taken over by the member it clearly belongs to.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from redcloud.apps.people.models import Member, Membership, Organisation
from redcloud.engine.people.shapes import RosterRow

T = TypeVar("T")
CHUNK = 5_000
"""Well below the number of parameters that SQLite takes in one query."""
_NAMELESS_KEY = "~"


@dataclass(slots=True)
class Placed:
    """A good row with its branch, and its member once that is known."""

    row: RosterRow
    branch: Organisation
    member: Member | None = None
    changed: bool = False
    left: bool = False  # moved away from another branch

    @property
    def known(self) -> Member:
        """The member, once there is one.

        Raises
        ------
        LookupError
            While the row has no member yet.
        """
        if self.member is None:
            raise LookupError(self.row.line)
        return self.member


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut ``values`` into lists of at most ``size``."""
    whole = list(values)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def members_by_number(root: Organisation, rows: Sequence[RosterRow]) -> dict[str, Member]:
    """The members of ``root`` whose numbers stand in ``rows``."""
    numbers = [row.number for row in rows if row.number]
    return {
        member.roster_key: member
        for some in chunks(numbers)
        for member in Member.objects.filter(root=root, roster_key__in=some)
    }


def key_without_number(branch: Organisation, name: str) -> str:
    """The roster key of a member whose roster has no numbers: stable for a branch and a name."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:24]
    return f"{_NAMELESS_KEY}{branch.pk}/{digest}"


def has_number(member: Member) -> bool:
    """Whether the member's roster key is a number that the organisation gave."""
    return not member.roster_key.startswith(_NAMELESS_KEY)


class NamesInBranches:
    """Present members by branch and name, for the branches of ``placed``."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._found: defaultdict[tuple[int, str], list[Member]] = defaultdict(list)
        branches = {one.branch.pk for one in placed}
        for some in chunks(branches):
            rows = Membership.objects.filter(organisation_id__in=some, until=None)
            for row in rows.select_related("member"):
                self._found[row.organisation_id, row.member.name].append(row.member)

    def members(self, one: Placed) -> list[Member]:
        """Members of that name in that branch."""
        return self._found.get((one.branch.pk, one.row.name), [])

    def without_number(self, one: Placed) -> Member | None:
        """The one member of that name in that branch, if the roster gave no number so far."""
        found = [member for member in self.members(one) if not has_number(member)]
        return found[0] if len(found) == 1 else None
