"""PRODUCT line 7: a program writes; one that reads records of persons says who let it, why, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from redcloud.apps.people.models import AuditEntry
from redcloud.apps.records.actions import make_credential, revoke_credential
from redcloud.apps.records.models import READING_SCOPES, Credential, Scope
from redcloud.apps.records.queries import reading_credentials
from tests.world import World


def approval(**changed: Any) -> dict[str, Any]:
    """Everything that reading needs."""
    given = {
        "approver": "张书记",
        "purpose": "学时核对",
        "expires_at": timezone.now() + timedelta(days=30),
    }
    return given | changed


@pytest.mark.parametrize("scope", sorted(READING_SCOPES))
@pytest.mark.parametrize(
    "missing", [{"approver": ""}, {"approver": "  "}, {"purpose": ""}, {"expires_at": None}]
)
def test_a_key_that_reads_is_refused_while_approver_purpose_or_expiry_is_missing(
    scope: Scope, missing: dict[str, Any], world: World
) -> None:
    with pytest.raises(ValueError, match="an approver, a purpose and an expiry"):
        make_credential(
            actor=None, root=world.north, name="x", scopes=[Scope.WRITE, scope], **approval(**missing)
        )
    assert not Credential.objects.exists()
    assert not AuditEntry.objects.filter(action="records.make_credential").exists()


@pytest.mark.parametrize("missing", [{"approver": ""}, {"purpose": ""}, {"expires_at": None}])
def test_the_table_itself_takes_no_such_key(missing: dict[str, Any], world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(
            root=world.north, name="x", key="x", secret_hash="x", scopes=Scope.READ, **approval(**missing)
        )


def test_a_key_writes_where_nothing_else_is_said_and_reads_nothing(world: World) -> None:
    made = make_credential(actor=None, root=world.north, name="a platform").credential
    assert made.scopes == Scope.WRITE
    assert not reading_credentials(world.north).exists()


def test_members_see_a_key_that_reads_until_it_ends(world: World) -> None:
    made = make_credential(
        actor=None, root=world.north, name="a platform", scopes=[Scope.READ], **approval()
    ).credential
    (seen,) = reading_credentials(world.north)
    assert (seen.approver, seen.purpose, seen.expires_at) == (made.approver, made.purpose, made.expires_at)
    assert not reading_credentials(world.south).exists()
    revoke_credential(actor=None, credential=made)
    assert not reading_credentials(world.north).exists()
