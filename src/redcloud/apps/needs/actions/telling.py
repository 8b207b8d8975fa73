"""Stage needs: lets the people who have to act know. A need in, notices out; never its words."""

from __future__ import annotations

from django.utils import timezone

from redcloud.apps.needs.models import Need
from redcloud.apps.notices.actions import notify_all
from redcloud.apps.people.models import Member
from redcloud.apps.people.queries import committee_of


def tell_committee(need: Need, kind: str) -> None:
    """Notify the committee of the branch that has the need; a higher organisation sees its overview."""
    if not need.holder.is_branch:
        return
    held = committee_of(need.holder, timezone.localdate()).values("user__member")
    _tell(need, kind, Member.objects.filter(pk__in=held))


def tell_taker(need: Need, kind: str) -> None:
    """Notify the taker, or the committee where nobody has it."""
    if need.taker_id is None:
        tell_committee(need, kind)
    elif need.holder.is_branch:
        _tell(need, kind, Member.objects.filter(user_id=need.taker_id))


def _tell(need: Need, kind: str, members: object) -> None:
    notify_all(
        members=members,  # type: ignore[arg-type]  # members of a query
        kind=kind,
        target_url="branch-need",
        target_args=(need.holder_id, str(need.uid)),
    )
