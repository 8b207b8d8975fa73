"""Stage portrait: where members belonged, as the engine wants it. MEMBERSHIPS and ORGANISATIONS of a root."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import F

from redcloud.apps.people.models import Membership, Organisation, Purpose
from redcloud.apps.people.queries import consents_on
from redcloud.apps.records.models import Pseudonym
from redcloud.apps.records.queries import subjects_table
from redcloud.engine.contracts import MEMBERSHIPS, ORGANISATIONS, SUBJECTS


def counted_subjects(root_id: int) -> pa.Table:
    """SUBJECTS of a root who are in the figures, those included who have no record of anything yet.

    A member without a record has no pseudonym, and is one of the people of a branch all the same: without
    them "all took part" would be said of the active ones. Their key is the member's, made negative.
    """
    known = subjects_table(root_id=root_id)
    silent = sorted(consents_on(Purpose.PORTRAIT, root_id) - set(first_pseudonyms(root_id)))
    added = [{"pseudonym": -member, "subject": -member, "in_aggregates": True} for member in silent]
    return pa.concat_tables([known, pa.Table.from_pylist(added, schema=SUBJECTS)])


def memberships_table(root_id: int) -> pa.Table:
    """MEMBERSHIPS of the members of a root, by the subjects of ``counted_subjects``."""
    first = first_pseudonyms(root_id)
    rows = Membership.objects.filter(member__root=root_id).values_list(
        "member_id", "organisation_id", "since", "until"
    )
    placed = [(first.get(row[0], -row[0]), *row[1:]) for row in rows.iterator(chunk_size=10_000)]
    columns = list(zip(*placed, strict=True)) or [()] * len(MEMBERSHIPS)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, MEMBERSHIPS, strict=True)]
    return pa.table(arrays, schema=MEMBERSHIPS)


def organisations_table(root_id: int) -> pa.Table:
    """ORGANISATIONS of a root."""
    rows = Organisation.objects.filter(root=root_id).values("parent", "root", "kind", organisation=F("pk"))
    return pa.Table.from_pylist(list(rows), schema=ORGANISATIONS)


def first_pseudonyms(root_id: int) -> dict[int, int]:
    """Member to subject: the pseudonym of the member's first identity, as records has it."""
    pairs = Pseudonym.objects.filter(
        identity__root=root_id, identity__is_group=False, identity__member__isnull=False
    )
    first: dict[int, int] = {}
    for member, value in pairs.order_by("identity_id").values_list("identity__member_id", "value"):
        first.setdefault(member, value)
    return first
