"""Stage needs: under which subject a need is filed. The platform proposes, the handler decides.

The list of subjects is the release's (``engine.needs.categories``); topics of study, sensitive ones
among them, are never read out of a need.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.needs.actions.steps import locked
from redcloud.apps.needs.models import Need, NeedGuess
from redcloud.apps.needs.queries.handling import handled_need
from redcloud.apps.needs.queries.proposals import guess_of
from redcloud.apps.needs.teaching import NEEDS
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import User
from redcloud.apps.topics.models import TextModel
from redcloud.apps.topics.naming import named_by
from redcloud.apps.topics.queries import models_in_force
from redcloud.engine.needs.categories import NEED_CATEGORY_CODES
from redcloud.engine.needs.states import WAITING

AT_ONCE = 50


def guess(need: Need, learnt: str = "", model: TextModel | None = None) -> NeedGuess:
    """Write down what a need seems to be about: by its words, and by the text model where it was asked."""
    known = guess_of(need.words, learnt) | {"model": model, "made_at": timezone.now()}
    made, _new = NeedGuess.objects.update_or_create(need=need, defaults=known)
    return made


def guess_again(*, most: int = AT_ONCE) -> int:
    """Let the text models in force look at needs that wait and that they have not seen; how many.

    What a handler has settled is left alone.
    """
    done = 0
    for version in models_in_force(NEEDS):
        waiting = Need.objects.filter(root_id=version.root_id, state__in=sorted(WAITING))
        waiting = waiting.exclude(guess__settled_at__isnull=False).exclude(guess__model=version)
        needs = list(waiting.order_by("-received_at", "-pk")[:most])
        named = named_by(version, [{"words": need.words} for need in needs])
        for need, codes in zip(needs, named, strict=True):
            with transaction.atomic():
                current = locked(need)
                if current.words == need.words:  # else it was withdrawn meanwhile
                    guess(current, codes[0] if codes else "", version)
        done += len(needs)
    return done


@transaction.atomic
def file_under(*, actor: User, viewer: Viewer, uid: UUID, category: str) -> Need:
    """File a need under a subject: the proposed one, the one it has, or another. It teaches from then on.

    Raises
    ------
    NotVisible
        For others than those who handle it, for an unknown subject, and when it was withdrawn.
    """
    need = locked(handled_need(viewer, uid))
    if category not in NEED_CATEGORY_CODES or need.state == "withdrawn":
        raise NotVisible
    moment = timezone.now()
    if need.category != category:
        need.category, need.changed_at = category, moment
        need.save(update_fields=["category", "changed_at"])
    NeedGuess.objects.update_or_create(need=need, defaults={"settled_at": moment})
    audit.record(actor=actor, action="needs.file_under", target=need, organisation=need.holder)
    return need
