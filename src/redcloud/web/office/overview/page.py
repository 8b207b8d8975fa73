"""Web office, feature overview: collects the page from the stages. In: a viewer and a node. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from redcloud.apps.needs.queries import (
    ComplaintView,
    NeedLine,
    WaitingSummary,
    complaints_waiting,
    passed_to,
    waiting_under,
)
from redcloud.apps.people.access import Viewer, organisation_overseen_by
from redcloud.apps.people.models import Organisation, Role
from redcloud.apps.portrait.queries import ReleaseView, released_figures
from redcloud.engine.needs.categories import category_name
from redcloud.web.office.overview.figures import FiguresPage, lay_out
from redcloud.web.ui.bars import Bar, widths_of


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on an officer's page, in the order of the page: needs that wait come first."""

    organisation: Organisation
    above: list[Organisation]
    waiting: WaitingSummary
    by_category: list[Bar]
    by_place: list[Bar]
    quiet_places: int
    ages: list[tuple[str, int]]
    passed: list[NeedLine]
    complaints: list[ComplaintView]
    release: ReleaseView
    figures: FiguresPage


def overview_page(viewer: Viewer, organisation_id: int) -> Overview:
    """Collect the page of a node for an officer of it or above.

    Raises
    ------
    NotVisible
    """
    organisation = organisation_overseen_by(viewer, organisation_id)
    waiting = waiting_under(viewer, organisation_id)
    release = released_figures(viewer, organisation_id)
    return Overview(
        organisation=organisation,
        above=_above(viewer, organisation),
        waiting=waiting,
        by_category=_by_category(waiting),
        by_place=_by_place(waiting),
        quiet_places=sum(row.waiting == 0 for row in waiting.rows),
        ages=_by_age(waiting),
        passed=passed_to(viewer, organisation),
        complaints=complaints_waiting(viewer, organisation_id),
        release=release,
        figures=lay_out(release),
    )


def _above(viewer: Viewer, organisation: Organisation) -> list[Organisation]:
    """The way back up, as far as the viewer oversees it."""
    ids = [int(step) for step in organisation.path.strip("/").split("/")][:-1]
    nodes = Organisation.objects.in_bulk(ids)
    held = viewer.paths(Role.OFFICER)
    return [nodes[pk] for pk in ids if any(nodes[pk].path.startswith(path) for path in held)]


def _by_category(waiting: WaitingSummary) -> list[Bar]:
    language = get_language() or "zh"
    widths = widths_of([count for _code, count in waiting.by_category])
    return [
        Bar(category_name(code, language), count, width)
        for (code, count), width in zip(waiting.by_category, widths, strict=True)
    ]


def _by_place(waiting: WaitingSummary) -> list[Bar]:
    """Those below with something that waits, by name: never a ranking."""
    rows = [row for row in waiting.rows if row.waiting]
    return [
        Bar(
            name=row.name,
            number=row.waiting,
            width=width,
            note=_longest(row.oldest_days),
            url=reverse("office-overview", args=[row.organisation_id]),
            zh=True,
        )
        for row, width in zip(rows, widths_of([row.waiting for row in rows]), strict=True)
    ]


def _longest(days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return _("最久不到 1 天")
    return ngettext("最久 %(count)d 天", "最久 %(count)d 天", days) % {"count": days}


def _by_age(waiting: WaitingSummary) -> list[tuple[str, int]]:
    named: list[tuple[str, int]] = []
    lower = 0
    for bound, count in waiting.by_age:
        if bound is None:
            name = _("%(days)d 天以上") % {"days": lower}
        elif lower == 0:
            name = _("%(days)d 天以内") % {"days": bound}
        else:
            name = _("%(from)d 到 %(to)d 天") % {"from": lower, "to": bound}
        named.append((name, count))
        lower = bound or lower
    return named
