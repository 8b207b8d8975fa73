"""Stage needs: where residents can ask. In: an administrator, lines of text. Out: places with a branch."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from redcloud.apps.needs.models import Need, Place
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, administered_by
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.people.queries import branches_named
from redcloud.engine.needs.places import PlaceLine, WrongLine, read_places


class PlacesRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """Lines that cannot be used; none of the others was stored either."""

    def __init__(self, wrong: Sequence[WrongLine]) -> None:
        super().__init__([line.code for line in wrong])
        self.wrong = sorted(wrong, key=lambda line: line.number)


@transaction.atomic
def add_places(*, actor: User, viewer: Viewer, root_id: int, text: str) -> int:
    """Store the places that ``text`` names, one a line, and return how many.

    Raises
    ------
    NotVisible
    PlacesRefused
        When a line is malformed, names no branch or several, or a place that is there.
    """
    root = administered_by(viewer, root_id)
    lines, wrong = read_places(text)
    branches = branches_named(root, {line.branch for line in lines})
    taken: set[tuple[str | None, str]] = set(
        Place.objects.filter(root=root).values_list("parent__name", "name")
    )
    good: list[tuple[PlaceLine, int]] = []
    for line in lines:
        found = branches[line.branch]
        where = (line.district or None, line.name)
        code = "branch" if not found else "branches" if len(found) > 1 else "taken" if where in taken else ""
        if code:
            wrong.append(WrongLine(line.number, f"{line.name} {line.branch}", code))
        else:
            taken.add(where)
            good.append((line, found[0]))
    if wrong:
        raise PlacesRefused(wrong)
    named = {line.district for line, _branch in good if line.district}
    districts = {name: _district(root, name) for name in named}
    Place.objects.bulk_create(
        Place(root=root, parent=districts.get(line.district), name=line.name, branch_id=branch)
        for line, branch in good
    )
    if good:
        audit.record(actor=actor, action="needs.add_places", target=root, organisation=root)
    return len(good)


@transaction.atomic
def change_place(
    *, actor: User, viewer: Viewer, root_id: int, place_id: int, name: str, branch: str
) -> Place:
    """Give a place another name or branch; with an empty branch nobody can ask there any more.

    Raises
    ------
    NotVisible
    PlacesRefused
        When no branch, or more than one, has that name.
    """
    root = administered_by(viewer, root_id)
    place = _place(root, place_id)
    found = branches_named(root, {branch})[branch] if branch else []
    if branch and len(found) != 1:
        raise PlacesRefused([WrongLine(1, branch, "branches" if found else "branch")])
    place.name, place.branch_id = name, found[0] if found else None
    place.save(update_fields=["name", "branch"])
    audit.record(actor=actor, action="needs.change_place", target=place, organisation=root)
    return place


@transaction.atomic
def delete_place(*, actor: User, viewer: Viewer, root_id: int, place_id: int) -> bool:
    """Delete a place that was entered by mistake; one where somebody has asked stays (False).

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    place = _place(root, place_id)
    if Need.objects.filter(place=place).exists() or place.children.exists():
        return False
    audit.record(actor=actor, action="needs.delete_place", target=place, organisation=root)
    place.delete()
    return True


def _place(root: Organisation, place_id: int) -> Place:
    place = Place.objects.filter(root=root, pk=place_id).first()
    if place is None:
        raise NotVisible
    return place


def _district(root: Organisation, name: str) -> Place:
    district, _made = Place.objects.get_or_create(root=root, parent=None, name=name, branch=None)
    return district
