"""Stage study: opens a unit of a package for a member (cmi5 8). A viewer in, an open launch out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Member, User
from redcloud.apps.records.actions import own_account
from redcloud.apps.study.actions.hearing import abandon, settle
from redcloud.apps.study.actions.opening import Addresses, Opened, open_launch
from redcloud.apps.study.actions.progress import begin_item
from redcloud.apps.study.models import Item, Launch, Mode, Package, PackageAccount, Registration
from redcloud.apps.study.queries import item_visible_to, own_member
from redcloud.apps.study.queries.launches import heard_of, unit_iri
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS
from redcloud.engine.study.packages.moveon import is_over
from redcloud.engine.study.packages.order import said_of

KEPT_AFTER_CLOSING = timedelta(hours=1)
"""How long the files of a unit that said goodbye can still be shown."""
_SEEN = (
    "registration__account__identity",
    "registration__version__package__item__root",
)


@transaction.atomic
def launch_unit(
    *, actor: User, viewer: Viewer, item_uid: UUID, unit: str, at: Addresses, languages: str
) -> Opened:
    """Open a unit for the member who is looking; what stood open of the package before is abandoned.

    Parameters
    ----------
    unit : the publisher's id of it.
    languages : which the member reads, for the learner's preferences (11.1).

    Raises
    ------
    NotVisible
        If the item is not for this viewer today, has no package, or its package no such unit.
    """
    member = own_member(viewer)
    package = _package(viewer, item_uid)
    registration = _registration(member, package)
    begin_item(actor=actor, viewer=viewer, uid=item_uid)
    _abandon_open(registration.account)
    opened = open_launch(registration, unit, _mode(registration, unit), at=at, languages=languages)
    record(actor=actor, action="study.launch_unit")
    return opened


def _package(viewer: Viewer, item_uid: UUID) -> Package:
    """The package of an item that members can open today; what is not published an editor tries out."""
    item: Item = item_visible_to(viewer, item_uid)
    found = Package.objects.filter(item=item, current__isnull=False).select_related("current").first()
    if found is None or not item.is_live:
        raise NotVisible
    return found


def _registration(member: Member, package: Package) -> Registration:
    """The member's way through the package: the one under way, else one through what is current."""
    account = _account(member, package)
    return _registrations(account).order_by("-pk").first() or _registered(account, package)


def _registrations(account: PackageAccount) -> QuerySet[Registration]:
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
    identity = own_account(root=member.root, home_page=PACKAGE_ACCOUNTS, member=member)
    return PackageAccount.objects.create(member=member, package=package, identity=identity)


def _registered(account: PackageAccount, package: Package) -> Registration:
    if package.current is None:
        raise NotVisible
    made = Registration.objects.create(account=account, version=package.current)
    registration = _registrations(account).get(pk=made.pk)
    settle(registration)
    return registration


def _mode(registration: Registration, unit: str) -> Mode:
    """Looking back where nothing is left to be said of a unit; else as it is meant."""
    found = registration.version.course.unit(unit)
    said = said_of(heard_of(registration, unit_iri(registration, unit)))
    return Mode.REVIEW if found is not None and is_over(found.move_on, said) else Mode.NORMAL


@transaction.atomic
def begin_newer(*, actor: User, viewer: Viewer, item_uid: UUID) -> None:
    """Begin the current version of a package from its start, in place of an earlier one.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or there is no newer version than the member's own.
    """
    member = own_member(viewer)
    package = _package(viewer, item_uid)
    account = PackageAccount.objects.filter(member=member, package=package).first()
    if account is None or Registration.objects.filter(account=account, version=package.current_id).exists():
        raise NotVisible
    _abandon_open(account)
    _registered(account, package)
    record(actor=actor, action="study.begin_newer")


def _abandon_open(account: PackageAccount) -> None:
    for launch in Launch.objects.filter(registration__account=account).select_related(*_SEEN):
        abandon(launch)


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
    launch = Launch.objects.filter(pk=key).select_related(*_SEEN).first()
    if launch is not None:
        Registration.objects.select_for_update(of=("self",)).filter(pk=launch.registration_id).first()
        abandon(launch)
