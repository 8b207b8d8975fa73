"""Web office, feature overview: collects the page from the stages. In: a viewer and a node. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
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
from redcloud.web.ui.charts import Chart, bar_chart


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on an officer's page, in the order of the page: needs that wait come first."""

    organisation: Organisation
    above: list[Organisation]
    waiting: WaitingSummary
    waiting_chart: Chart | None
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
        waiting_chart=_by_category(waiting),
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


def _by_category(waiting: WaitingSummary) -> Chart | None:
    if not waiting.by_category:
        return None
    language = get_language() or "zh"
    return bar_chart(
        _("等待办理的诉求，按类别"),
        [category_name(code, language) for code, _count in waiting.by_category],
        {_("件"): [count for _code, count in waiting.by_category]},
        head=_("类别"),
    )


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
