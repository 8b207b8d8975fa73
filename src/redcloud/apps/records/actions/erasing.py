"""Stage records: forgetting a person. In: a member. Out: no statement, document or lake row names them.

Statements in which the member acted are deleted. Where others' statements mention the member (as
instructor, in a group, as object), the mention is replaced by an account that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import msgspec
from django.db import transaction

from redcloud.apps.people.models import Member
from redcloud.apps.records.actions.removing import delete_statements
from redcloud.apps.records.actions.writing import pass_gate
from redcloud.apps.records.models import (
    AccountOffer,
    Identity,
    Operation,
    Outbox,
    Pseudonym,
    ReachActor,
    Statement,
    StatementActor,
)
from redcloud.apps.records.signals import outbox_filled
from redcloud.engine.records.identifiers import Identifier, identifier_of
from redcloud.engine.records.profile import BASE

ERASED = BASE + "erased"


@transaction.atomic
def erase_member(member_id: int) -> dict[str, int]:
    """Remove what the store holds of a member and ask the lake to do the same; return counts.

    The lake follows when the outbox is drained, which the commit wakes up. Later stages were called
    first (``people.registries.erasure``): they find their own rows by the pseudonyms that end here.

    Whoever is storing statements of the same root ends first, and who comes later waits: a statement that
    knows the identity already, and is committed after it is gone, would point at nobody and name the person.
    """
    pass_gate(Member.objects.values_list("root_id", flat=True).get(pk=member_id), alone=True)
    identities = list(Identity.objects.filter(member_id=member_id))
    keys = [identity.pk for identity in identities]
    acted = list(
        Statement.objects.filter(actors__identity__in=keys, actor__in=keys).values_list("pk", flat=True)
    )
    mentions = list(
        StatementActor.objects.filter(identity__in=keys)
        .exclude(statement__in=acted)
        .values_list("statement_id", flat=True)
    )
    delete_statements(acted)
    _unlink_mentions(set(mentions), identities)
    _end_pseudonyms(keys)
    AccountOffer.objects.filter(member_id=member_id).delete()
    StatementActor.objects.filter(identity__in=keys).delete()
    ReachActor.objects.filter(identity__in=keys).delete()
    Identity.objects.filter(pk__in=keys).delete()
    transaction.on_commit(lambda: outbox_filled.send(sender=None), robust=True)
    return {"identities": len(keys), "statements": len(acted), "mentions": len(set(mentions))}


@transaction.atomic
def forget_account(identity: Identity) -> None:
    """Remove an account that is nobody's, with all that was said and kept under it.

    Raises
    ------
    ValueError
        For an account that belongs to a member: that goes with the member.
    """
    if identity.member_id is not None:
        raise ValueError("an account of a member")
    pass_gate(identity.root_id, alone=True)
    linked = StatementActor.objects.filter(identity=identity).values("statement")
    delete_statements(list(Statement.objects.filter(pk__in=linked).values_list("pk", flat=True)))
    identity.delete()


def _unlink_mentions(keys: Iterable[int], identities: list[Identity]) -> None:
    gone = {one.identifier.digest: str(uuid4()) for one in identities}
    for statement in Statement.objects.filter(pk__in=list(keys)).order_by("pk"):
        decoded = _without(msgspec.json.decode(statement.raw), gone)
        statement.raw = msgspec.json.encode(decoded).decode()
        statement.save(update_fields=["raw"])


def _without(value: Any, gone: dict[Any, str]) -> Any:
    """Return a JSON value with every agent of ``gone`` replaced, wherever it stands."""
    if isinstance(value, list):
        return [_without(part, gone) for part in value]
    if not isinstance(value, dict):
        return value
    found = _identifier(value)
    if found is not None and found.digest in gone:
        account = {"homePage": ERASED, "name": gone[found.digest]}
        return {"objectType": value.get("objectType", "Agent"), "account": account}
    return {key: _without(part, gone) for key, part in value.items()}


def _identifier(value: dict[str, Any]) -> Identifier | None:
    """Return the identifier of what looks like an agent; extensions may hold anything."""
    try:
        return identifier_of(value)
    except (KeyError, TypeError, AttributeError):
        return None


def _end_pseudonyms(identity_keys: list[int]) -> None:
    rows = Pseudonym.objects.filter(identity__in=identity_keys)
    values = list(rows.values_list("value", flat=True))
    Outbox.objects.filter(pseudonym__in=values).delete()
    Outbox.objects.bulk_create([Outbox(operation=Operation.ERASE, pseudonym=value) for value in values])
    rows.delete()
