"""Stage needs: where a resident can ask. A search or a district in, places out; open to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

from django.db.models import Q, QuerySet

from redcloud.apps.needs.models import Place
from redcloud.apps.people.access import NotVisible, Viewer, administered_by
from redcloud.apps.people.models import BRANCH_KINDS, Organisation
from redcloud.engine.needs.places import place_of_branch

SHOWN_AT_ONCE = 60
FEW_ENOUGH_TO_LIST = 30
_DEGREES_LATITUDE = 0.2  # about 22 km
_NAMES_SEARCHED = 2000
_PROPOSED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """What the page "where is it?" offers.

    Attributes
    ----------
    places : places where one can ask, with their district.
    districts : groupings to go into.
    inside : the district that is open, if any.
    more : whether some were left out, so that searching is the way on.
    """

    places: list[Place]
    districts: list[Place]
    inside: Place | None
    search: str
    more: bool


def _askable() -> QuerySet[Place]:
    return Place.objects.exclude(branch=None).select_related("parent", "root").order_by("name", "pk")


def place_choice(*, search: str = "", district_id: int | None = None) -> PlaceChoice:
    """Offer places: by name, inside a district, or from the top."""
    search = search.strip()[:60]
    if search:
        named = Q(name__icontains=search) | Q(parent__name__icontains=search)
        return _listed(_askable().filter(named), [], None, search)
    if district_id is not None:
        inside = Place.objects.select_related("parent").filter(pk=district_id).first()
        if inside is None:
            raise NotVisible
        return _listed(_askable().filter(parent=inside), _districts(inside), inside, "")
    everything = _askable()[: FEW_ENOUGH_TO_LIST + 1]
    if len(everything) <= FEW_ENOUGH_TO_LIST:
        return PlaceChoice(list(everything), [], None, "", more=False)
    return _listed(_askable().filter(parent=None), _districts(None), None, "")


def _districts(inside: Place | None) -> list[Place]:
    found = Place.objects.filter(parent=inside, children__isnull=False).distinct().order_by("name", "pk")
    return list(found[:SHOWN_AT_ONCE])


def _listed(found: QuerySet[Place], districts: list[Place], inside: Place | None, search: str) -> PlaceChoice:
    places = list(found[: SHOWN_AT_ONCE + 1])
    more = len(places) > SHOWN_AT_ONCE
    return PlaceChoice(places[:SHOWN_AT_ONCE], districts, inside, search, more)


def place_for_asking(place_id: int, root_id: int | None = None) -> Place:
    """Return a place that a branch serves.

    Raises
    ------
    NotVisible
        When there is no such place, or nobody serves it.
    """
    found = _askable().select_related("parent", "root", "branch").filter(pk=place_id)
    place = (found if root_id is None else found.filter(root_id=root_id)).first()
    if place is None:
        raise NotVisible
    return place


def place_named_in(address: str, root_id: int) -> Place | None:
    """Return the place with the longest name that stands in ``address``; None when two fit equally.

    A name of a district tells places of the same name apart.
    """
    rows = _askable().filter(root_id=root_id).values_list("pk", "name", "parent__name")[:_NAMES_SEARCHED]
    scored = sorted(
        ((len(name), len(district or "") if (district or "") in address else 0, pk))
        for pk, name, district in rows
        if name in address
    )
    if not scored or (len(scored) > 1 and scored[-1][:2] == scored[-2][:2]):
        return None
    return place_for_asking(scored[-1][2])


def nearest_place(latitude: float, longitude: float, root_id: int) -> Place | None:
    """Return the place whose middle is nearest (equirectangular distance), within about 20 km."""
    shrink = max(cos(radians(latitude)), 0.01)
    reach = _DEGREES_LATITUDE / shrink
    near = _askable().filter(
        root_id=root_id,
        latitude__range=(latitude - _DEGREES_LATITUDE, latitude + _DEGREES_LATITUDE),
        longitude__range=(longitude - reach, longitude + reach),
    )

    def squared_distance(place: Place) -> float:
        up = (place.latitude or 0.0) - latitude
        across = ((place.longitude or 0.0) - longitude) * shrink
        return up * up + across * across

    return min(near, key=squared_distance, default=None)


@dataclass(frozen=True, slots=True)
class PlacesCount:
    """How many places residents can choose, and how many branches have none."""

    askable: int
    branches_without: int


def places_counted(viewer: Viewer, root_id: int) -> PlacesCount:
    """Count the places of an organisation for its administrator.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    without = Organisation.objects.filter(root=root, kind__in=BRANCH_KINDS, serves=None)
    return PlacesCount(Place.objects.filter(root=root).exclude(branch=None).count(), without.count())


def places_administered(viewer: Viewer, root_id: int, search: str = "") -> QuerySet[Place]:
    """Places of an organisation, by district and name; districts themselves are left out.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    places = Place.objects.filter(root=root, children=None).select_related("parent", "branch")
    search = search.strip()[:60]
    if search:
        places = places.filter(
            Q(name__icontains=search) | Q(parent__name__icontains=search) | Q(branch__name__icontains=search)
        )
    return places.order_by("parent__name", "name", "pk")


def places_proposed(viewer: Viewer, root_id: int) -> list[tuple[str, str]]:
    """Places that branches without one are called after, each with the branch's name.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    branches = Organisation.objects.filter(root=root, kind__in=BRANCH_KINDS, serves=None)
    names = list(branches.order_by("name", "pk").values_list("name", flat=True)[:_PROPOSED_AT_ONCE])
    alone = {name for name in names if names.count(name) == 1}
    return [(place_of_branch(name), name) for name in names if name in alone and place_of_branch(name)]
