"""Stage needs: what remains of a member who is erased: nothing that leads to them."""

from __future__ import annotations

from django.db import transaction

from redcloud.apps.needs.actions.steps import locked, move
from redcloud.apps.needs.models import Need, NeedComplaint, NeedHelper, NeedMessage
from redcloud.apps.people import audit
from redcloud.apps.people.models import Member
from redcloud.engine.needs.states import allows


@transaction.atomic
def erase_member(member_id: int) -> int:
    """Unlink a member from needs; what they had taken waits for somebody again.

    Returns
    -------
    int
        How many rows were changed or deleted.
    """
    helped, _ = NeedHelper.objects.filter(member_id=member_id).delete()
    member = Member.objects.filter(pk=member_id).first()
    if member is None or member.user_id is None:
        return helped
    changed = 0
    for found in Need.objects.filter(taker_id=member.user_id).select_related("holder"):
        need = locked(found)
        need.taker = None
        if allows(need.state, "release"):
            move(need, "release")
        else:
            need.save(update_fields=["taker"])
        changed += 1
    changed += NeedMessage.objects.filter(author_id=member.user_id).update(author=None)
    changed += NeedComplaint.objects.filter(answered_by_id=member.user_id).update(answered_by=None)
    audit.record(actor=None, action="needs.erase_member", target=None, organisation=member.root)
    return helped + changed
