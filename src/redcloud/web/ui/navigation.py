"""Web ui: the navigation, by who is looking. One list, so that its order can be read here."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import COMMITTEE_ROLES, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    title: str | Promise
    icon: str
    url: str
    current: bool
    folds: bool
    """On a phone it stands behind "more"; a wide screen shows it beside the others."""


ON_A_PHONE = 5
"""So many entries stand side by side on a narrow phone; where there are more, the last of these is "more"."""


def _wanted(viewer: Viewer) -> list[tuple[str | Promise, str, str, tuple[object, ...]]]:
    """Return (title, icon, url name, arguments) in the order shown."""
    if viewer.user_id is None:
        return [
            (_("首页"), "home", "landing", ()),
            (_("提诉求"), "message-plus", "need-ask", ()),
            (_("查进展"), "search", "need-follow", ()),
            (_("公开诉求"), "list-details", "needs-public", ()),
            (_("数据说明"), "shield-check", "about-data", ()),
        ]
    wanted: list[tuple[str | Promise, str, str, tuple[object, ...]]] = []
    if viewer.member_id is not None:
        wanted.append((_("首页"), "home", "member-home", ()))
    branches = tuple(dict.fromkeys((*viewer.organisation_ids(*COMMITTEE_ROLES), *viewer.branch_ids)))
    if branches:
        wanted.append((_("我的支部"), "users-group", "branch-home", (branches[0],)))
    if viewer.member_id is not None:
        wanted.append((_("学习"), "book", "study", ()))
        wanted.append((_("我的画像"), "user-heart", "member-portrait", ()))
    if viewer.holds(Role.OFFICER):
        wanted.append(
            (_("组织概览"), "chart-bar", "office-overview", (viewer.organisation_ids(Role.OFFICER)[0],))
        )
    if viewer.holds(Role.EDITOR):
        wanted.append((_("内容库"), "books", "library", ()))
    if viewer.holds(Role.ADMINISTRATOR):
        administered = viewer.organisation_ids(Role.ADMINISTRATOR)[0]
        wanted.append((_("管理"), "settings", "office-administration", (administered,)))
    return wanted


_ALSO_BELOW = {
    "need-ask": ("/needs/asked/",),
    "need-follow": ("/needs/followed/",),
    "member-home": ("/volunteering/",),
    "branch-home": ("/branches/", "/meetings/", "/discussions/meeting/"),
    "office-overview": ("/office/",),
}
"""Addresses that belong to an entry and do not begin with its own."""


_ADMINISTERED = ("roster/", "records/", "flow/", "sending/", "review/")
"""What an administrator reaches from the page of the administration, and stands beside it."""


def _sections(name: str, url: str) -> tuple[str, ...]:
    office = url.removesuffix("administration/")
    beside = [office + part for part in _ADMINISTERED] if name == "office-administration" else ()
    return (url, *beside, *_ALSO_BELOW.get(name, ()))


def entries_for(viewer: Viewer, path: str) -> list[Entry]:
    """Return the entries for this viewer, with the one whose section is open at ``path`` marked."""
    wanted = [
        (title, icon, name, reverse(name, args=arguments)) for title, icon, name, arguments in _wanted(viewer)
    ]
    # Addresses of other sections begin like the list of public requests, and every one like the front page.
    alone = {"/", reverse("needs-public")}
    inside = [
        (len(begin), url)
        for _title, _icon, name, url in wanted
        for begin in _sections(name, url)
        if path == begin or (begin not in alone and path.startswith(begin))
    ]
    here = max(inside, default=(0, ""))[1]
    first = len(wanted) if len(wanted) <= ON_A_PHONE else ON_A_PHONE - 1
    return [
        Entry(title, icon, url, current=url == here, folds=place >= first)
        for place, (title, icon, _name, url) in enumerate(wanted)
    ]
