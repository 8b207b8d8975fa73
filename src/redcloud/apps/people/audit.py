"""Stage people: the audit trail. Says who did what to which object; never what it said."""

from __future__ import annotations

from django.db.models import Model

from redcloud.apps.people.models import AuditEntry, Organisation, User


def record(
    *, actor: User | None, action: str, target: Model | None = None, organisation: Organisation | None = None
) -> AuditEntry:
    """Write one audit row inside the caller's transaction.

    Parameters
    ----------
    actor : the signed-in user, or None for the system itself and for a resident without an account.
    action : ``stage.verb_noun``, for instance ``life.call_meeting``.
    target : the stored object acted on; only its kind and key are kept.
    organisation : where it happened, so that a branch can read its own trail.
    """
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        target_kind=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        organisation=organisation,
    )
