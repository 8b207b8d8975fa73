"""Stage study: opens a unit of a package for a member (cmi5 8, 10). A viewer in, an open launch out."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

import msgspec
from django.db import transaction
from django.utils import timezone

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Member, User
from redcloud.apps.records.actions import own_account
from redcloud.apps.records.actions.documents import Condition, Incoming, put_document
from redcloud.apps.records.models import AgentProfile, StateDocument
from redcloud.apps.records.queries.documents import Place, find_document
from redcloud.apps.study.actions.hearing import abandon, say, settle
from redcloud.apps.study.actions.progress import begin_item
from redcloud.apps.study.models import Launch, Mode, Package, PackageAccount, Registration
from redcloud.apps.study.queries import item_visible_to, own_member
from redcloud.apps.study.queries.launches import (
    hash_of,
    heard_of,
    launch_by_fetch,
    root_of_launch,
    terms_of,
    unit_iri,
)
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS
from redcloud.engine.study.packages import LAUNCH_DATA, PREFERENCES, statements
from redcloud.engine.study.packages.addresses import address_of
from redcloud.engine.study.packages.moveon import is_over
from redcloud.engine.study.packages.order import said_of

LASTS = timedelta(hours=24)
"""How long a unit may stay open."""
KEPT_AFTER_CLOSING = timedelta(hours=1)
"""How long the files of a unit that said goodbye can still be shown."""
TOKEN_KEY: Final = "launch-"  # noqa: S105 - a prefix, no secret
"""What the name in a token begins with; keys of credentials are hexadecimal digits."""
_KEY_BYTES = 32
_ANY_CONDITION = Condition()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things of this platform are, as the learner's browser reaches them.

    ``back``: the page to return to. ``files``: where files of packages lie, with a slash at the end.
    """

    back: str
    files: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A launch that was made just now: the only moment at which its keys are known."""

    launch: Launch
    files_key: str
    fetch_key: str

    @property
    def parameters(self) -> Mapping[str, str]:
        """Of what goes into the address of the unit, what does not depend on addresses (8.1)."""
        terms = terms_of(self.launch)
        return {
            "actor": msgspec.json.encode(terms.actor.as_agent()).decode(),
            "registration": str(terms.registration),
            "activityId": terms.activity,
        }


@transaction.atomic
def launch_unit(
    *,
    actor: User,
    viewer: Viewer,
    item_uid: Any,
    unit: str,
    at: Addresses,
    languages: str,
) -> Opened:
    """Open a unit for the member who is looking; what stood open of the package before is abandoned.

    Parameters
    ----------
    unit : the publisher's id of it.
    languages : which the member reads, for the learner's preferences (11.1).

    Raises
    ------
    NotVisible
        If the item is not for this viewer, has no package, or its package no such unit.
    """
    member = own_member(viewer)
    item = item_visible_to(viewer, item_uid)
    package = Package.objects.filter(item=item, current__isnull=False).select_related("current").first()
    if package is None:
        raise NotVisible
    registration = _registration(member, package)
    if registration.version.course.unit(unit) is None:
        raise NotVisible
    begin_item(actor=actor, viewer=viewer, uid=item.uid)
    _abandon_open(registration.account)
    opened = _opened(registration, unit)
    launch = opened.launch
    _keep_documents(launch, at.back, languages)
    place = f"{at.files}{registration.version.uid}/"
    terms = terms_of(launch)
    say(registration, [statements.launched(terms, address_of(terms.unit.url, place), launch.begins_at)])
    record(actor=actor, action="study.launch_unit")
    return opened


def _registration(member: Member, package: Package) -> Registration:
    """The member's way through the package: the one under way, else one through what is current."""
    account = _account(member, package)
    found = _registrations(account).order_by("-pk").first()
    return found or _registered(account, package)


def _registrations(account: PackageAccount) -> Any:
    return Registration.objects.filter(account=account).select_related(
        "account__identity", "account__member__user", "account__member__root", "version__package__item__root"
    )


def _account(member: Member, package: Package) -> PackageAccount:
    # Of two taps at once the second waits for the first; before anything is said, as an erasure does it.
    held = Member.objects.select_for_update(of=("self",)).filter(pk=member.pk).first()
    if held is None or held.user_id is None:
        raise NotVisible
    found = PackageAccount.objects.filter(member=member, package=package).first()
    if found is not None:
        return found
    identity = own_account(member=member, home_page=PACKAGE_ACCOUNTS)
    return PackageAccount.objects.create(member=member, package=package, identity=identity)


def _registered(account: PackageAccount, package: Package) -> Registration:
    if package.current is None:
        raise NotVisible
    made = Registration.objects.create(account=account, version=package.current)
    registration: Registration = _registrations(account).get(pk=made.pk)
    settle(registration)
    return registration


@transaction.atomic
def begin_newer(*, actor: User, viewer: Viewer, item_uid: Any) -> None:
    """Begin the current version of a package from its start, in place of an earlier one.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or there is no newer version than the member's own.
    """
    member = own_member(viewer)
    item = item_visible_to(viewer, item_uid)
    account = PackageAccount.objects.filter(member=member, package__item=item).first()
    package = Package.objects.filter(item=item, current__isnull=False).select_related("current").first()
    if account is None or package is None:
        raise NotVisible
    if Registration.objects.filter(account=account, version=package.current_id).exists():
        raise NotVisible
    _abandon_open(account)
    _registered(account, package)
    record(actor=actor, action="study.begin_newer")


def _abandon_open(account: PackageAccount) -> None:
    launches = Launch.objects.filter(registration__account=account).select_related(
        "registration__account__identity", "registration__version__package__item__root"
    )
    for launch in launches:
        abandon(launch)


def _opened(registration: Registration, unit: str) -> Opened:
    found = registration.version.course.unit(unit)
    said = said_of(heard_of(registration, unit_iri(registration, unit)))
    is_review = found is not None and is_over(found.move_on, said)
    files_key, fetch_key = (secrets.token_urlsafe(_KEY_BYTES) for _ in range(2))
    now = timezone.now()
    launch = Launch.objects.create(
        registration=registration,
        unit=unit,
        mode=Mode.REVIEW if is_review else Mode.NORMAL,
        files_hash=hash_of(files_key),
        fetch_hash=hash_of(fetch_key),
        begins_at=now,
        ends_at=now + LASTS,
    )
    return Opened(launch, files_key, fetch_key)


def _keep_documents(launch: Launch, back: str, languages: str) -> None:
    """Write what the unit reads first: its launch data, and what languages its learner reads."""
    root, terms = root_of_launch(launch), terms_of(launch)
    at_unit = Place(StateDocument, root, terms.activity, terms.actor, terms.registration)
    _keep(at_unit, LAUNCH_DATA, terms.launch_data(back))
    of_learner = Place(AgentProfile, root, agent=terms.actor)
    if find_document(of_learner, PREFERENCES) is None:
        _keep(of_learner, PREFERENCES, {"languagePreference": languages})


def _keep(place: Place, name: str, value: dict[str, Any]) -> None:
    put_document(
        place=place,
        name=name,
        document=Incoming(msgspec.json.encode(value), "application/json"),
        condition=_ANY_CONDITION,
        replaces=True,
        creates=True,
    )


@transaction.atomic
def hand_token(*, key: str) -> str | Literal["used", "unknown"]:
    """Return the token of a launch, once; afterwards that it was used (8.2).

    The token is what stands after "Basic" in the header of the unit's requests.
    """
    found = launch_by_fetch(key)
    if found is None:
        return "unknown"
    secret = secrets.token_urlsafe(_KEY_BYTES)
    unused = Launch.objects.filter(pk=found.pk, token_hash="", closed_at=None)
    if not unused.update(token_hash=hash_of(secret)):
        return "used"
    return b64encode(f"{TOKEN_KEY}{found.uid.hex}:{secret}".encode()).decode()


def end_launches() -> int:
    """End what stayed open too long, and forget what was closed; return how many."""
    now = timezone.now()
    over = Launch.objects.filter(ends_at__lte=now) | Launch.objects.filter(
        closed_at__lte=now - KEPT_AFTER_CLOSING
    )
    keys = list(over.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        _end(key)
    return len(keys)


@transaction.atomic
def _end(key: int) -> None:
    found = Launch.objects.filter(pk=key).select_related(
        "registration__account__identity", "registration__version__package__item__root"
    )
    launch = found.first()
    if launch is not None:
        Registration.objects.select_for_update(of=("self",)).get(pk=launch.registration_id)
        abandon(launch)
