"""Stage portrait: released figures. A viewer and an organisation in, the last release's figures out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow.parquet as pq

from redcloud.apps.people.access import (
    NotVisible,
    Viewer,
    branch_visible_to,
    organisation_overseen_by,
)
from redcloud.apps.people.models import Organisation
from redcloud.apps.portrait.models import Release
from redcloud.apps.portrait.state import releases_folder


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a release; both numbers are None where it is protected."""

    organisation_id: int
    month: date
    kind: str
    contributors: int | None
    records: int | None


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """Figures of an organisation and of those directly below it, from the last release.

    Attributes
    ----------
    day
        Day of the release; None before the first one, and then everything else is empty.
    k
        Least number of contributors behind a figure.
    below
        Names of the organisations directly below, by key.
    figures
        Of the organisation and of ``below``. A month and kind that is missing is protected.
    cells, hidden
        Figures of the whole release, and how many of them are hidden by reason.
    share_shown_pct
        Share of all member-months that figures of branches show: the price of protection.
    """

    organisation: Organisation
    day: date | None = None
    k: int = 0
    below: dict[int, str] | None = None
    figures: tuple[Figure, ...] = ()
    cells: int = 0
    hidden: dict[str, int] | None = None
    share_shown_pct: int = 0

    def of(self, organisation_id: int) -> list[Figure]:
        """Figures of one organisation, by month and kind."""
        return [figure for figure in self.figures if figure.organisation_id == organisation_id]


def released_figures(viewer: Viewer, organisation_id: int) -> ReleaseView:
    """The last published figures for an officer above, or for a branch's own people; never live ones.

    Raises
    ------
    NotVisible
    """
    organisation = _visible(viewer, organisation_id)
    release = Release.objects.filter(root=organisation.root_id).order_by("-day").first()
    if release is None:
        return ReleaseView(organisation)
    children = Organisation.objects.filter(parent=organisation).exclude(kind="group").order_by("name")
    below = dict(children.values_list("pk", "name"))
    return ReleaseView(
        organisation=organisation,
        day=release.day,
        k=release.k,
        below=below,
        figures=_read(release, {organisation.pk, *below}),
        cells=release.cells,
        hidden={
            "too_few": release.hidden_too_few,
            "complementary": release.hidden_complementary,
            "all_or_none": release.hidden_all_or_none,
        },
        share_shown_pct=round(100 * release.contributions_shown / max(release.contributions, 1)),
    )


def _visible(viewer: Viewer, organisation_id: int) -> Organisation:
    try:
        return organisation_overseen_by(viewer, organisation_id)
    except NotVisible:
        return branch_visible_to(viewer, organisation_id)


def _read(release: Release, organisations: set[int]) -> tuple[Figure, ...]:
    table = pq.read_table(
        releases_folder() / release.path, filters=[("organisation", "in", sorted(organisations))]
    )
    return tuple(
        Figure(row["organisation"], row["month"], row["kind"], row["contributors"], row["records"])
        for row in table.to_pylist()
    )


def released_months(root_id: int) -> list[Figure]:
    """Every figure of the last release of a root that is shown, for later stages; none before the first.

    What a release shows is no secret from anybody inside the root's offices; what it hides is not in here.
    """
    release = Release.objects.filter(root=root_id).order_by("-day").first()
    if release is None:
        return []
    table = pq.read_table(releases_folder() / release.path)
    return [
        Figure(row["organisation"], row["month"], row["kind"], row["contributors"], row["records"])
        for row in table.to_pylist()
        if row["hidden"] is None
    ]
