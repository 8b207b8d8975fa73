"""Stage rules: writes. The one choice an organisation makes: which pack it lives by."""

from __future__ import annotations

from django.db import transaction

from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.rules.models import PackChoice
from redcloud.apps.rules.queries import load_pack


@transaction.atomic
def choose_pack(*, actor: User | None, root: Organisation, code: str) -> PackChoice:
    """Let ``root`` live by the pack ``code``.

    Raises
    ------
    UnknownPackError, PackRefused
        If the pack does not exist or does not load: nobody is left without rules.
    """
    load_pack(code)
    choice, _made = PackChoice.objects.update_or_create(root=root, defaults={"code": code})
    audit.record(actor=actor, action="rules.choose_pack", target=choice, organisation=root)
    return choice
