"""Stage people: what a member can take away, and have erased.

In: the member who asks. Out: an archive of open files; or the account and everything collected, gone.
Later stages add theirs through ``registries.export`` and ``registries.erasure``.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit, registries
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import (
    ActivationCode,
    AuditEntry,
    Consent,
    Member,
    Membership,
    PasswordSlip,
    PendingRole,
    RoleAssignment,
    Transfer,
    User,
)
from redcloud.apps.people.overwriting import overwriting_deletes
from redcloud.apps.people.queries import slips_of

_README = """智慧红云 · 我的数据 / Smart Red Cloud · my data

每个文件对应平台的一个部分，格式是 JSON（UTF-8）。时间为 UTC。
One file for each part of the platform, in JSON (UTF-8). Times are UTC.
"""


def people_data(member_id: int) -> dict[str, Any]:
    """Return what the stage people holds about a member (registered in ``registries.export``)."""
    member = Member.objects.select_related("user", "root").get(pk=member_id)
    memberships = Membership.objects.filter(member=member).select_related("organisation", "group")
    roles = RoleAssignment.objects.filter(user__member=member).select_related("organisation")
    return {
        "name": member.name,
        "member_number": member.roster_key,
        "organisation": member.root.name,
        "stage": member.stage,
        "stage_since": member.stage_since,
        "email": member.email,
        "user_name": member.user.username if member.user else None,
        "account_email": member.user.email if member.user else None,
        "account_made": member.user.date_joined if member.user else None,
        "language": member.user.language if member.user else None,
        "memberships": [
            {
                "branch": row.organisation.name,
                "group": row.group.name if row.group else None,
                "since": row.since,
                "until": row.until,
            }
            for row in memberships.order_by("since")
        ],
        "roles": [
            {"role": row.role, "organisation": row.organisation.name, "since": row.since, "until": row.until}
            for row in roles.order_by("since")
        ],
        "transfers": [
            {
                "origin": row.origin.name,
                "target": row.target.name,
                "state": row.state,
                "asked_at": row.asked_at,
                "settled_at": row.settled_at,
            }
            for row in Transfer.objects.filter(member=member)
            .select_related("origin", "target")
            .order_by("id")
        ],
        "slips_allowed": member.slips_allowed,
        "slips_for_a_new_password": [
            {
                "made_by": line.made_by,
                "made_at": line.made_at,
                "used_at": line.used_at,
                "stopped_at": line.stopped_at,
            }
            for line in slips_of(member_id)
        ],
        "consents": list(
            Consent.objects.filter(member=member).order_by("id").values("purpose", "granted", "at")
        ),
    }


def _member_of(actor: User) -> Member:
    member = Member.objects.filter(user=actor).first()
    if member is None:
        raise NotVisible  # only a member has data of their own to take away or erase
    return member


def archive(*, actor: User) -> bytes:
    """Return everything held about the member who asks, as a ZIP of JSON files, one a stage.

    Raises
    ------
    NotVisible
        When the account is not a member's.
    """
    member = _member_of(actor)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("README.txt", _README + f"\n{timezone.now().isoformat()}\n")
        for stage, data in registries.export.call(member.pk).items():
            text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
            files.writestr(f"{stage}.json", text)
    audit.record(actor=actor, action="people.export_own_data", target=member, organisation=None)
    return buffer.getvalue()


def erase(*, actor: User) -> None:
    """Erase what was collected about the member who asks, and the account, beyond what a disk could show.

    What stays is the line on the organisation's own roster (name, number, branch of today, stage):
    the organisation keeps it, like its paper roster, and another import would bring it back.

    Raises
    ------
    NotVisible
        When the account is not a member's.
    """
    with overwriting_deletes():
        _erase(actor)


@transaction.atomic
def _erase(actor: User) -> None:
    member = Member.objects.select_for_update().get(pk=_member_of(actor).pk)
    registries.erasure.call(member.pk)
    for rows in (Consent, ActivationCode, PasswordSlip, PendingRole, Transfer):
        rows.objects.filter(member=member).delete()
    Membership.objects.filter(member=member).exclude(until=None).delete()
    # What the member did and had done to their things: the entries stay, and no longer say whose.
    AuditEntry.objects.filter(target_kind=member._meta.label_lower, target_id=str(member.pk)).update(
        target_id=""
    )
    # The trail names the member's roster line only: the account that it would point to is going.
    audit.record(actor=None, action="people.erase_member", target=member, organisation=None)
    member.user = None
    member.email = ""
    member.slips_allowed = False
    member.save(update_fields=["user", "email", "slips_allowed"])
    actor.delete()
