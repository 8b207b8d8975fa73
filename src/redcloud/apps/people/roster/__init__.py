"""Stage people: from a roster file to members, memberships and roles; the action is ``import_roster``."""

from redcloud.apps.people.roster.apply import import_roster
from redcloud.apps.people.roster.report import Problem, RosterReport

__all__ = ["Problem", "RosterReport", "import_roster"]
