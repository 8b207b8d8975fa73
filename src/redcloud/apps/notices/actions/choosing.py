"""Stage notices: how a member wants to hear. A member's choice in; preferences and devices out."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.channels.outside import is_address_to_call
from redcloud.apps.notices.models import (
    Channel,
    Delivery,
    DeliveryState,
    Preference,
    PushDevice,
)
from redcloud.apps.notices.sealing import seal
from redcloud.apps.notices.signals import sending_asked
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Member, User

MOST_DEVICES = 10
TRIAL_LASTS = timedelta(minutes=10)
AGAIN_FOR = timedelta(days=3)


def _own(actor: User, member: Member) -> None:
    if member.user_id != actor.pk:
        raise PermissionError("only the member chooses")


@transaction.atomic
def set_preference(
    *,
    actor: User,
    member: Member,
    email: bool,
    rhythm: str,
    weekday: int,
    hour: int,
    quiet_from: int,
    quiet_until: int,
) -> Preference:
    """Store how a member wants to hear. Only the member sets it.

    Raises
    ------
    PermissionError
        When somebody else than the member asks.
    """
    _own(actor, member)
    preference, _made = Preference.objects.update_or_create(
        member=member,
        defaults={
            "email": email,
            "rhythm": rhythm,
            "weekday": weekday,
            "hour": hour,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
        },
    )
    if not email:
        _drop_mails(member.pk)
    audit.record(actor=actor, action="notices.set_preference", target=preference, organisation=None)
    return preference


def _drop_mails(member_id: int) -> None:
    """Take back what waits to be sent by e-mail, and what could not be: it is not wanted any more."""
    unsent = Delivery.objects.filter(digest__member_id=member_id, channel=Channel.EMAIL)
    unsent.exclude(state=DeliveryState.SENT).delete()


@transaction.atomic
def stop_email(*, token: UUID) -> bool:
    """End the e-mails of whoever holds the token from one of them; False when there is no such token."""
    preference = Preference.objects.filter(unsubscribe_token=token).first()
    if preference is None:
        return False
    if preference.email:
        preference.email = False
        preference.save(update_fields=["email"])
        audit.record(actor=None, action="notices.stop_email", target=preference, organisation=None)
    _drop_mails(preference.member_id)
    return True


@transaction.atomic
def try_email_again(*, actor: User, member: Member) -> int:
    """Send a member's own e-mails that did not get through once more; return how many.

    Raises
    ------
    PermissionError
        When somebody else than the member asks.
    """
    _own(actor, member)
    now = timezone.now()
    failed = Delivery.objects.filter(
        digest__member=member, channel=Channel.EMAIL, state=DeliveryState.FAILED
    ).order_by("-pk")
    # One is enough to see whether it works now; the others told of what stands on the list all the same.
    newest = failed.first()
    if newest is None:
        return 0
    failed.exclude(pk=newest.pk).delete()
    Delivery.objects.filter(pk=newest.pk).update(
        state=DeliveryState.PENDING, attempts=0, not_before=now, not_after=now + AGAIN_FOR, fault=""
    )
    transaction.on_commit(lambda: sending_asked.send(sender=None), robust=True)
    return 1


# --- devices -------------------------------------------------------------------------------------------


@transaction.atomic
def add_device(*, actor: User, member: Member, endpoint: str, p256dh: str, auth: str) -> PushDevice:
    """Remind a member on the device whose browser gave this subscription.

    A browser that reminded somebody else before reminds this member alone from now on.

    Raises
    ------
    PermissionError
        When somebody else than the member asks.
    ValueError
        ``not_public``, ``bad_keys`` or ``too_many``.
    """
    _own(actor, member)
    if len(endpoint) > 2000 or not is_address_to_call(endpoint):
        raise ValueError("not_public")
    if not _are_keys(p256dh, auth):
        raise ValueError("bad_keys")
    mark = mark_of(endpoint)
    others = PushDevice.objects.filter(member=member).exclude(address_hash=mark)
    if others.count() >= MOST_DEVICES:
        raise ValueError("too_many")
    Preference.objects.get_or_create(member=member)
    sealed = seal(json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}))
    PushDevice.objects.filter(address_hash=mark).exclude(member=member).delete()
    device, _made = PushDevice.objects.update_or_create(
        address_hash=mark, defaults={"member": member, "address": sealed}
    )
    audit.record(actor=actor, action="notices.add_device", target=device, organisation=None)
    return device


def mark_of(endpoint: str) -> str:
    """Return by what a browser is known again; its page can compute it too."""
    return sha256(endpoint.encode()).hexdigest()


def _are_keys(p256dh: str, auth: str) -> bool:
    """Whether a message can be encrypted for these keys (RFC 8291, 3.1 and 3.2)."""
    try:
        point, secret = (
            base64.b64decode(text + "=" * (-len(text) % 4), b"-_", True) for text in (p256dh, auth)
        )
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == 65 and len(secret) == 16


def _device(member: Member, uid: UUID) -> PushDevice:
    found = PushDevice.objects.filter(member=member, uid=uid).first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def remove_device(*, actor: User, member: Member, uid: UUID) -> None:
    """End the reminders on one of the member's devices.

    Raises
    ------
    PermissionError, NotVisible
    """
    _own(actor, member)
    device = _device(member, uid)
    audit.record(actor=actor, action="notices.remove_device", target=device, organisation=None)
    device.delete()


@transaction.atomic
def stop_device(*, token: UUID) -> bool:
    """End the reminders on the device that got this token with one; False when there is no such token."""
    device = PushDevice.objects.filter(stop_token=token).first()
    if device is None:
        return False
    audit.record(actor=None, action="notices.stop_device", target=device, organisation=None)
    device.delete()
    return True


@transaction.atomic
def try_device(*, actor: User, member: Member, uid: UUID) -> Delivery:
    """Send a reminder to one of the member's devices now, to see whether it arrives.

    Raises
    ------
    PermissionError, NotVisible
    """
    _own(actor, member)
    device = _device(member, uid)
    return try_out(root_id=member.root_id, channel=Channel.PUSH, device=device)


def try_out(*, root_id: int, channel: Channel, **way: object) -> Delivery:
    """Put a trial in the outbox; one that waits already is the one, however often somebody taps."""
    now = timezone.now()
    trials = Delivery.objects.filter(channel=channel, trial=True, **way)
    waiting = trials.filter(state=DeliveryState.PENDING, not_after__gt=now).first()
    if waiting is None:
        trials.delete()
        waiting = Delivery.objects.create(
            root_id=root_id, channel=channel, trial=True, not_after=now + TRIAL_LASTS, **way
        )
    transaction.on_commit(lambda: sending_asked.send(sender=None), robust=True)
    return waiting
