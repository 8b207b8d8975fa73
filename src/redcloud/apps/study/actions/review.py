"""Stage study: writes of the second look. Who asks and who approves in; a refusal or none out."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.access import Viewer, administered_by
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.study.models import Course, Quiz, ReviewRule


@transaction.atomic
def set_second_person(*, actor: User, viewer: Viewer, root_id: int, wanted: bool) -> None:
    """Ask for a second person's approval before anything of a root's library is published, or no longer.

    Raises
    ------
    NotVisible
        For anybody but an administrator of the root: an editor does not loosen the rule for oneself.
    """
    root = administered_by(viewer, root_id)
    if wanted:
        ReviewRule.objects.get_or_create(root=root)
    else:
        ReviewRule.objects.filter(root=root).delete()
    action = "study.ask_second_person" if wanted else "study.drop_second_person"
    record(actor=actor, action=action, target=root, organisation=root)


def check_approved(actor: User | None, thing: Course | Quiz) -> None:
    """Refuse to publish what a second person has to approve and did not.

    ``actor`` None is the command line: whoever holds the server decides there.

    Raises
    ------
    ValidationError
    """
    if actor is None or not ReviewRule.objects.filter(root=thing.root).exists():
        return
    if not thing.is_asked:
        raise ValidationError(_("本组织要求发布前由另一位编辑审核。请先提交审核。"))
    if thing.asked_by_id == actor.pk:
        raise ValidationError(_("这是您自己提交的，请另一位编辑审核后发布。"))


def ask(actor: User, thing: Course | Quiz) -> None:
    """Let a thing wait for a second person; the caller stores the audit row."""
    thing.asked_by, thing.asked_at = actor, timezone.now()
    thing.save(update_fields=["asked_by", "asked_at"])


def hand_back(thing: Course | Quiz) -> None:
    """Give a thing back to whoever asked; the caller stores the audit row."""
    thing.no_longer_asked()
    thing.save(update_fields=["asked_by", "asked_at"])
