"""Stage study: reads of launches. A key in, an open launch and its terms out; what was said.

Keys are looked up by their hash: who reads the database cannot open anything with what stands there.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.queries.registrations import said_in
from redcloud.apps.study.models import Launch, Mode, Registration
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import BASE
from redcloud.engine.study.packages import LaunchMode, Structure, Terms
from redcloud.engine.study.packages.order import VERBS, Heard, heard_in
from redcloud.engine.study.packages.terms import part_iri

PACKAGES = BASE + "package"
"""Home page of the accounts under which packages vouch for what they say."""
LATE = timedelta(seconds=60)
"""How long after its last word a unit may hand in what it said before (9.3.8)."""
_MODES: dict[str, LaunchMode] = {Mode.NORMAL: "Normal", Mode.BROWSE: "Browse", Mode.REVIEW: "Review"}


def hash_of(key: str) -> str:
    """Return what of a key is kept."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def _launches() -> QuerySet[Launch]:
    return Launch.objects.filter(ends_at__gt=timezone.now()).select_related(
        "registration__account__identity",
        "registration__account__member__user",
        "registration__version__package__item__root",
    )


def launch_by_files(key: str) -> Launch | None:
    """Return the launch whose files lie under a key; a unit that said goodbye may still show a page."""
    return _launches().filter(files_hash=hash_of(key)).first()


def launch_by_fetch(key: str) -> Launch | None:
    """Return the launch whose token is fetched by a key, whether it was fetched or not."""
    return _launches().filter(fetch_hash=hash_of(key)).first()


def launch_by_token(uid: UUID, secret: str) -> Launch | None:
    """Return the open launch of a token."""
    not_over = Q(closed_at=None) | Q(closed_at__gt=timezone.now() - LATE)
    found = _launches().filter(not_over, uid=uid).first()
    if found is None or not compare_digest(found.token_hash, hash_of(secret)):
        return None
    return found


def root_of_launch(launch: Launch) -> Organisation:
    """The root whose record store hears a launch."""
    return launch.registration.version.package.item.root


def authority_of(launch: Launch) -> Identifier:
    """Who vouches for what a unit says: its package."""
    return Identifier("account", str(launch.registration.version.package.uid), PACKAGES)


def terms_of(launch: Launch) -> Terms:
    """Return what everything that is said of a launch has to agree with."""
    version = launch.registration.version
    unit = version.course.unit(launch.unit)
    if unit is None:
        raise LookupError(launch.unit)
    return Terms(
        actor=launch.registration.account.identity.identifier,
        registration=launch.registration.uid,
        launch=launch.uid,
        activity=unit_iri(launch.registration, launch.unit),
        unit=unit,
        mode=_MODES[launch.mode],
    )


def unit_iri(registration: Registration, publisher_id: str) -> str:
    """Return the id that this platform gives a unit of a registration's package."""
    package = registration.version.package
    root = package.item.root
    return part_iri(root.slug or str(root.pk), package.uid, publisher_id, "unit")


def heard_of(registration: Registration, activity: str) -> list[Heard]:
    """Return what was said of a unit in a registration, in the order in which it came."""
    root = registration.version.package.item.root
    told = said_in(root, registration.uid, VERBS, activity)
    return [heard for statement, at in told if (heard := heard_in(statement, at)) is not None]


def verbs_by_unit(registration: Registration, course: Structure) -> dict[str, set[str]]:
    """Return by which verbs each unit spoke of itself in a registration, by the publisher's id."""
    root = registration.version.package.item.root
    heard: dict[str, set[str]] = defaultdict(set)
    for statement, at in said_in(root, registration.uid, VERBS):
        found = heard_in(statement, at)
        if found is not None:
            heard[statement["object"]["id"]].add(found.verb)
    return {unit.id: heard.get(unit_iri(registration, unit.id), set()) for unit in course.units}
