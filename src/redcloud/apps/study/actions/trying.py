"""Stage study: an editor tries a package before members open it (cmi5 10, "Browse"). Nothing of it stays.

A trial has a random name of its own, which leads to nobody; completes nothing; and goes with all that was
said in it when it is over.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.records.actions import own_account
from redcloud.apps.study.actions.opening import Addresses, Opened, open_launch
from redcloud.apps.study.models import Mode, PackageAccount, PackageVersion, Registration
from redcloud.apps.study.queries.library import item_edited_by
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS


@transaction.atomic
def try_unit(
    *, actor: User, viewer: Viewer, item_uid: UUID, number: int, unit: str, at: Addresses, languages: str
) -> Opened:
    """Open a unit of any version, one that waits included, for an editor to look around.

    Raises
    ------
    NotVisible
        If the item is not the viewer's to edit, or there is no such version or unit.
    """
    item = item_edited_by(viewer, item_uid)
    found = PackageVersion.objects.filter(package__item=item, number=number)
    version = found.select_related("package__item__root").first()
    if version is None:
        raise NotVisible
    identity = own_account(root=item.root, home_page=PACKAGE_ACCOUNTS)
    account = PackageAccount.objects.create(package=version.package, identity=identity)
    registration = Registration.objects.create(account=account, version=version)
    opened = open_launch(registration, unit, Mode.BROWSE, at=at, languages=languages)
    record(actor=actor, action="study.try_unit", target=item, organisation=item.root)
    return opened
