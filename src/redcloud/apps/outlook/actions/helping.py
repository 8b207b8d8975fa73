"""Stage outlook: writes. A branch asks the level above for help, in its own words, and takes it back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from redcloud.apps.outlook.models import HelpAsked
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.models import User
from redcloud.apps.people.turns import hold

LONGEST_SENTENCE = 300


@transaction.atomic
def ask_for_help(*, actor: User, viewer: Viewer, branch_id: int, sentence: str, today: date) -> HelpAsked:
    """Ask for help; officers above see it at once, since the branch says it itself.

    A second call changes the sentence of the first.

    Raises
    ------
    NotVisible
        For everybody but the committee.
    ValueError
        Where the sentence is empty or too long.
    """
    branch = branch_run_by(viewer, branch_id)
    if not 0 < len(sentence.strip()) <= LONGEST_SENTENCE:
        raise ValueError("sentence")
    hold(branch)
    asked, _made = HelpAsked.objects.update_or_create(
        branch=branch, withdrawn_on=None, defaults={"sentence": sentence.strip(), "asked_on": today}
    )
    audit.record(actor=actor, action="outlook.ask_for_help", target=asked, organisation=branch)
    return asked


@transaction.atomic
def take_help_back(*, actor: User, viewer: Viewer, branch_id: int, today: date) -> None:
    """Take the call for help back: nobody above sees it any more, and its words are deleted.

    Raises
    ------
    NotVisible
        Also where the branch has asked for none.
    """
    branch = branch_run_by(viewer, branch_id)
    asked = HelpAsked.objects.filter(branch=branch, withdrawn_on=None).first()
    if asked is None:
        raise NotVisible
    asked.withdrawn_on = today
    asked.sentence = ""
    asked.save(update_fields=["withdrawn_on", "sentence"])
    audit.record(actor=actor, action="outlook.take_help_back", target=asked, organisation=branch)
