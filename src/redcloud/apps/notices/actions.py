"""Stage notices: writes. What happened in; notices, preferences and e-mail digests out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.digest_mail import send_digest
from redcloud.apps.notices.models import Digest, DigestState, Notice, NoticeKind, Preference
from redcloud.apps.notices.queries import digests_due, waiting_digests
from redcloud.apps.people import audit
from redcloud.apps.people.models import Member, User

NOTICES_KEPT = timedelta(days=180)
ATTEMPTS = 6
_BACK_OFF_S = 300


def notify(*, member: Member, kind: str, target_url: str, target_args: Sequence[str | int] = ()) -> Notice:
    """Tell a member that something happened; it joins the list and the next digest.

    Parameters
    ----------
    kind : a ``NoticeKind``; the page makes the sentence, so that nothing of the content is copied.
    target_url : the URL name to open, with ``target_args``.

    Raises
    ------
    ValueError
        For an unknown kind.
    """
    return notify_all(members=[member], kind=kind, target_url=target_url, target_args=target_args)[0]


def notify_all(
    *, members: Iterable[Member], kind: str, target_url: str, target_args: Sequence[str | int] = ()
) -> list[Notice]:
    """Tell several members the same, in one insert; see ``notify``.

    No audit row: a notice is a consequence of an action that has its own.
    """
    if kind not in NoticeKind.values:
        raise ValueError(f"unknown kind of notice: {kind}")
    arguments = list(target_args)
    return Notice.objects.bulk_create(
        Notice(member=member, kind=kind, target_name=target_url, target_args=arguments) for member in members
    )


def mark_read(*, member_id: int, notice_ids: Sequence[int], now: datetime | None = None) -> int:
    """Mark a member's own notices as read. Nobody else can see it, and no trail of it is kept."""
    unread = Notice.objects.filter(member_id=member_id, read_at=None, pk__in=notice_ids)
    return unread.update(read_at=now or timezone.now())


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
    if member.user_id != actor.pk:
        raise PermissionError("only the member chooses")
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
    audit.record(actor=actor, action="notices.set_preference", target=preference, organisation=None)
    return preference


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
    # What waits to be sent is not sent any more either.
    Digest.objects.filter(member_id=preference.member_id, state=DigestState.PENDING).delete()
    return True


def queue_digests(*, now: datetime | None = None) -> int:
    """Put the digests that are due in the outbox. Safe to run at any time and twice at once.

    Returns
    -------
    int
        How many were due now.
    """
    due = digests_due(now or timezone.now())
    # One a member and day: the constraint decides, also between two workers.
    Digest.objects.bulk_create(due, ignore_conflicts=True)
    return len(due)


def send_digests(*, now: datetime | None = None) -> dict[str, int]:
    """Send what waits in the outbox; a fault of one e-mail leaves the others alone.

    Each digest is claimed by moving ``not_before`` on under its old value, so that two workers do not
    send it twice. A worker killed between handing over the e-mail and noting it sends it once more:
    at least once is what e-mail can promise.
    """
    moment = now or timezone.now()
    done = {"sent": 0, "failed": 0}
    for digest in waiting_digests(moment):
        wait = timedelta(seconds=_BACK_OFF_S * 2**digest.attempts)
        claimed = Digest.objects.filter(pk=digest.pk, state="pending", not_before=digest.not_before).update(
            not_before=moment + wait, attempts=digest.attempts + 1
        )
        if claimed:
            done["sent" if _send(digest, moment) else "failed"] += 1
    return done


def _send(digest: Digest, moment: datetime) -> bool:
    try:
        send_digest(digest)
    except OSError as fault:  # smtplib's exceptions are all OSError
        digest.error = type(fault).__name__
        last = digest.attempts + 1 >= ATTEMPTS
        digest.state = DigestState.FAILED if last else DigestState.PENDING
        digest.save(update_fields=["error", "state"])
        return False
    digest.state, digest.sent_at, digest.error = DigestState.SENT, moment, ""
    digest.save(update_fields=["state", "sent_at", "error"])
    return True


def delete_old(*, now: datetime | None = None) -> int:
    """Delete notices of half a year ago; a list of everything that ever happened helps nobody."""
    deleted, _ = Notice.objects.filter(created_at__lt=(now or timezone.now()) - NOTICES_KEPT).delete()
    return deleted


@transaction.atomic
def erase_member(member_id: int) -> int:
    """Delete what the stage holds about a member."""
    total = 0
    for model in (Notice, Digest, Preference):
        total += model.objects.filter(member_id=member_id).delete()[0]
    return total
