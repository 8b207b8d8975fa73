"""Stage study: writes of versions and of review. Nothing that members could read once is ever lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.files import drop_waiting, show_waiting
from redcloud.apps.study.actions.library import change_item, check_draft, make_item, publish_item
from redcloud.apps.study.actions.packages import drop_waiting_version, show_waiting_version
from redcloud.apps.study.drafts import Draft, content_of, draft_from
from redcloud.apps.study.keeping import KeptFile, kept
from redcloud.apps.study.models import Item, ItemVersion, VersionState
from redcloud.apps.study.queries.editing import review_rule
from redcloud.apps.study.queries.item_versions import open_proposal


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the item, and whether it waits for a second editor."""

    item: Item
    waits: bool


def save_item(
    *, actor: User | None, root: Organisation, draft: Draft, item: Item | None = None, publish: bool = False
) -> Saved:
    """Save what an editor entered, and publish it where asked for.

    Where the root wants review, what members would read waits for a second editor: the item stays as it
    is until then.

    Raises
    ------
    ValidationError
        If a field is missing or wrong, or the file cannot be kept now; keyed by field.
    """
    if draft.file is None or isinstance(draft.file, KeptFile):
        return _save(actor, root, draft, item, publish)
    with kept(draft.file) as file:
        return _save(actor, root, replace(draft, file=file), item, publish)


@transaction.atomic
def _save(actor: User | None, root: Organisation, draft: Draft, item: Item | None, publish: bool) -> Saved:
    waits = review_rule(root) and (publish or (item is not None and item.is_published))
    if waits:
        return Saved(_propose(actor, root, item, draft), waits=True)
    if item is None:
        item = make_item(actor=actor, root=root, draft=draft)
    else:
        withdraw(item)
        change_item(actor=actor, item=item, draft=draft)
    if publish:
        publish_item(actor=actor, item=item)
    return Saved(item, waits=False)


def _propose(actor: User | None, root: Organisation, item: Item | None, draft: Draft) -> Item:
    if not draft.topics:
        raise ValidationError({"topics": _("发布前请至少选一个主题。")})
    if item is None:
        item = make_item(actor=actor, root=root, draft=draft)
    elif item.is_published:
        check_draft(actor, item, draft, waiting=True)
    else:
        change_item(actor=actor, item=item, draft=draft)
    ItemVersion.objects.filter(item=item, state=VersionState.PROPOSED).delete()
    ItemVersion.objects.create(
        item=item, state=VersionState.PROPOSED, content=content_of(draft), made_by=actor
    )
    record(actor=actor, action="study.propose_item", target=item, organisation=root)
    return item


def withdraw(item: Item) -> None:
    """Take back what waits: a draft that is changed again no longer is what was handed in."""
    ItemVersion.objects.filter(item=item, state=VersionState.PROPOSED).delete()


@transaction.atomic
def approve_item(*, actor: User, item: Item) -> Item:
    """Publish what another editor proposed.

    Raises
    ------
    NotVisible
        If nothing waits.
    ValidationError
        If the same editor wrote it: a second pair of eyes is the point.
    """
    proposal = _waiting(item)
    if proposal.made_by_id == actor.pk:
        raise ValidationError(_("请另一位编辑来审核。"))
    draft = draft_from(item.root, proposal.content)
    if item.is_published:
        change_item(actor=proposal.made_by, item=item, draft=draft)
    publish_item(actor=actor, item=item)
    show_waiting(item)
    show_waiting_version(item)
    proposal.delete()
    record(actor=actor, action="study.approve_item", target=item, organisation=item.root)
    return item


@transaction.atomic
def decline_item(*, actor: User, item: Item, note: str = "") -> ItemVersion:
    """Give a proposal back, with a note; its author may also take it back.

    Raises
    ------
    NotVisible
        If nothing waits.
    """
    proposal = _waiting(item)
    proposal.state, proposal.note = VersionState.DECLINED, note.strip()[:500]
    proposal.decided_by, proposal.decided_at = actor, timezone.now()
    proposal.save()
    drop_waiting(item)
    drop_waiting_version(item)
    record(actor=actor, action="study.decline_item", target=item, organisation=item.root)
    return proposal


@transaction.atomic
def restore_version(*, actor: User, item: Item, version_id: int) -> Saved:
    """Make an earlier version the present one; the present one is kept in turn.

    Raises
    ------
    NotVisible
    ValidationError
        If what it said cannot stand any more.
    """
    version = ItemVersion.objects.filter(item=item, pk=version_id).first()
    if version is None:
        raise NotVisible
    draft = draft_from(item.root, version.content)
    again = version.state == VersionState.DECLINED
    return save_item(actor=actor, root=item.root, draft=draft, item=item, publish=again)


def _waiting(item: Item) -> ItemVersion:
    proposal = open_proposal(item)
    if proposal is None:
        raise NotVisible
    return proposal
