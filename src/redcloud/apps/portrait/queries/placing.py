"""Stage portrait: where members belonged, as the engine wants it. MEMBERSHIPS and ORGANISATIONS of a root."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import F

from redcloud.apps.people.models import Membership, Organisation
from redcloud.apps.records.models import Pseudonym
from redcloud.engine.contracts import MEMBERSHIPS, ORGANISATIONS


def memberships_table(root_id: int) -> pa.Table:
    """MEMBERSHIPS of the members of a root who have a subject."""
    subjects = _subjects(root_id)
    rows = Membership.objects.filter(member__root=root_id).values_list(
        "member_id", "organisation_id", "since", "until"
    )
    known = [(subjects[row[0]], *row[1:]) for row in rows.iterator(chunk_size=10_000) if row[0] in subjects]
    columns = list(zip(*known, strict=True)) or [()] * len(MEMBERSHIPS)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, MEMBERSHIPS, strict=True)]
    return pa.table(arrays, schema=MEMBERSHIPS)


def organisations_table(root_id: int) -> pa.Table:
    """ORGANISATIONS of a root."""
    rows = Organisation.objects.filter(root=root_id).values("parent", "root", "kind", organisation=F("pk"))
    return pa.Table.from_pylist(list(rows), schema=ORGANISATIONS)


def _subjects(root_id: int) -> dict[int, int]:
    """Member to subject: the pseudonym of the member's first identity, as records has it."""
    pairs = Pseudonym.objects.filter(identity__root=root_id, identity__member__isnull=False)
    first: dict[int, int] = {}
    for member, value in pairs.order_by("identity_id").values_list("identity__member_id", "value"):
        first.setdefault(member, value)
    return first
