"""Stage people: imports a roster. In: the bytes of a file. Out: members, memberships, roles, a report.

One transaction a file; queries grow with chunks of 5,000 rows, not with rows. What a row does not say stays
as it is, and who is not in the file is not touched: partial files are the normal case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.people.roster.matching import NamesInBranches, Placed, has_number, members_by_number
from redcloud.apps.people.roster.report import RosterReport
from redcloud.apps.people.roster.roles import settle_roles
from redcloud.apps.people.roster.storing import create_members, settle_memberships, update_members
from redcloud.apps.people.roster.units import Tree, ways_to_make
from redcloud.apps.people.turns import hold
from redcloud.engine.people.roster import read_roster
from redcloud.engine.people.shapes import (
    Field,
    Note,
    NoteCode,
    Place,
    RejectCode,
    Rejection,
    Roster,
    RosterRow,
)


def import_roster(
    *,
    actor: User | None,
    root: Organisation,
    data: bytes,
    day: date | None = None,
    dry_run: bool = False,
    accept_renames: bool = False,
    own_words: Callable[[str], str] = str,
) -> RosterReport:
    """Create and update members from a roster file; safe to run twice.

    Parameters
    ----------
    actor : who imports; None for the command line.
    root : the organisation whose roster it is.
    data : the file, see ``engine.people.sheets``.
    day : the day on which the roster is true, today by default; transfers and roles begin on it.
    dry_run : do everything, report it, and leave no trace.
    accept_renames : let a row change the name of a member who already has an account.
    own_words : reads what another organisation writes in the product's words, see ``read_roster``.

    Raises
    ------
    UnreadableRoster
        When the file as a whole cannot be read; nothing is stored.
    """
    today = timezone.localdate()
    roster = read_roster(data, root_name=root.name, today=today, own_words=own_words)
    with transaction.atomic():
        # Two imports for one root, one after the other.
        hold(root)
        report = _Import(root, roster, day or today, accept_renames, dry_run).run()
        audit.record(actor=actor, action="people.import_roster", target=root, organisation=root)
        if dry_run:
            transaction.set_rollback(True)
    return report


class _Import:
    def __init__(
        self, root: Organisation, roster: Roster, day: date, accept_renames: bool, dry_run: bool
    ) -> None:
        self.root, self.roster, self.day, self.accept_renames = root, roster, day, accept_renames
        self.tree = Tree(root)
        self.report = RosterReport(
            dry_run=dry_run,
            unread=roster.unread,
            skipped=roster.skipped,
            rejections=list(roster.rejected),
            remarks=list(roster.notes),
        )

    def run(self) -> RosterReport:
        numbered = members_by_number(self.root, self.roster.rows)
        rows = [row for row in self.roster.rows if self._name_agrees(row, numbered)]
        placed = self._matched(self._placed(rows), numbered)
        self._remark_changes(placed)
        new = [one for one in placed if one.member is None]
        known = [one for one in placed if one.member is not None]
        self.tree.make_groups((one.branch, one.row.group) for one in placed if one.row.group)
        update_members(known)
        settle_memberships(known, self.tree, self.day)
        create_members(new, self.root, self.tree, self.day)
        settle_roles(placed, self.tree, self.day, self.report)
        return self._count(new, known)

    # --- which row speaks of whom, and where --------------------------------------------------

    def _name_agrees(self, row: RosterRow, numbered: dict[str, Member]) -> bool:
        """A number given on to another person must not open the first one's account and portrait."""
        member = numbered.get(row.number or "")
        if member is None or member.user_id is None or member.name == row.name or self.accept_renames:
            return True
        self._reject(row, "name", "name_differs", row.name)
        return False

    def _placed(self, rows: Sequence[RosterRow]) -> list[Placed]:
        found = [row for row in rows if self._can_be_placed(row)]
        # Full paths first: then a branch named alone means the same in this run and in the next.
        self.tree.make(ways_to_make(self.tree, (row for row in found if len(row.units) > 1)))
        found = [row for row in found if self._can_be_placed(row)]
        self.tree.make(ways_to_make(self.tree, found))
        placed = []
        for row in found:
            branch = self.tree.find(row.units)
            if not isinstance(branch, Organisation):  # pragma: no cover - it was just made
                raise TypeError(branch)
            placed.append(Placed(row, branch))
        return placed

    def _can_be_placed(self, row: RosterRow) -> bool:
        answer = self.tree.find(row.units)
        if not isinstance(answer, str):
            return True
        at: Field = "path" if "path" in self.roster.columns else "branch"
        self._reject(row, at, answer, row.units[-1].name)
        return False

    def _matched(self, placed: Sequence[Placed], numbered: dict[str, Member]) -> list[Placed]:
        names = NamesInBranches([one for one in placed if (one.row.number or "") not in numbered])
        taken: set[int] = set()
        good = []
        for one in placed:
            if one.row.number:
                one.member = numbered.get(one.row.number) or names.without_number(one)
            elif len(names.members(one)) > 1:
                self._reject(one.row, "name", "name_ambiguous", one.row.name)
                continue
            else:
                one.member = next(iter(names.members(one)), None)
            if one.member is not None and one.member.pk in taken:
                self._reject(one.row, "name", "name_repeated", one.row.name)
                continue
            taken |= {one.member.pk} if one.member else set()
            good.append(one)
        return good

    def _remark_changes(self, placed: Sequence[Placed]) -> None:
        for one in placed:
            if one.member is not None and one.member.name != one.row.name:
                self._note(one.row, "name", "name_changed", one.member.name)
            if one.member is not None and one.row.number and not has_number(one.member):
                self._note(one.row, "number", "key_adopted", one.row.number)

    # --- the report ---------------------------------------------------------------------------

    def _count(self, new: Sequence[Placed], known: Sequence[Placed]) -> RosterReport:
        report = self.report
        report.created = len(new)
        report.updated = sum(one.changed for one in known)
        report.unchanged = len(known) - report.updated
        report.transferred = sum(one.left for one in known)
        report.organisations = [self.tree.way_to(node) for node in self.tree.made]
        report.rejections.sort(key=lambda r: (r.place.sheet, r.place.line))
        report.remarks.sort(key=lambda n: (n.place.sheet, n.place.line))
        return report

    def _reject(self, row: RosterRow, field: Field, code: RejectCode, value: str) -> None:
        self.report.rejections.append(Rejection(self._place(row, field), field, code, value))

    def _note(self, row: RosterRow, field: Field, code: NoteCode, value: str) -> None:
        self.report.remarks.append(Note(self._place(row, field), field, code, value))

    def _place(self, row: RosterRow, field: Field) -> Place:
        return Place(row.sheet, row.line, self.roster.columns.get(field, ""))
