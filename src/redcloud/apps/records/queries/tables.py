"""Stage records: the dimensions that a fold joins. Out: SUBJECTS and ACTIVITIES as Arrow tables.

Nobody is in SUBJECTS without a recorded basis: a member by consent to the portrait, an identity that
no member has confirmed by the basis that was written down when it was collected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

import pyarrow as pa
from django.db.models import Min

from redcloud.apps.people.models import Purpose
from redcloud.apps.people.queries import consents_on
from redcloud.apps.records.models import Activity, Basis, Pseudonym
from redcloud.engine.contracts import ACTIVITIES, SUBJECTS
from redcloud.engine.records.identifiers import digest
from redcloud.engine.records.profile import kind_of

Named = tuple[int, str]
"""A root and an IRI: what two organisations call by one IRI are two activities."""


def keys_of_iris(named: Iterable[Named]) -> dict[Named, int]:
    """Keys of the activities that records speak of; of all others nothing (one query)."""
    wanted = set(named)
    rows = Activity.objects.filter(digest__in={digest(iri) for _root, iri in wanted})
    found = {(root, iri): pk for pk, root, iri in rows.values_list("pk", "root_id", "iri")}
    return {name: key for name, key in found.items() if name in wanted}


def uids_of_activities(activities: Collection[int]) -> set[str]:
    """What may be the uid of a thing of this product at the end of some activities' IRIs (one query)."""
    iris = Activity.objects.filter(pk__in=list(activities)).values_list("iri", flat=True)
    return {end for iri in iris if _is_uid(end := iri.rsplit(":", 1)[-1])}


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def subjects_table(
    *,
    root_id: int | None = None,
    pseudonyms: Iterable[int] | None = None,
    with_unlinked: bool = False,
) -> pa.Table:
    """Return which pseudonyms may be folded, and into whom.

    Parameters
    ----------
    root_id : only this organisation's.
    pseudonyms : only the subjects that these belong to, with all the pseudonyms of each.
    with_unlinked : with identities that no member has confirmed; they are in no aggregate and are
        seen from the command line only.

    Returns
    -------
    pa.Table
        SUBJECTS. A member's subject is the smallest pseudonym of the member's first identity.
    """
    rows = Pseudonym.objects.filter(identity__is_group=False).order_by("identity_id")
    if root_id is not None:
        rows = rows.filter(identity__root=root_id)
    if pseudonyms is not None:
        rows = rows.filter(identity_id__in=_family(list(pseudonyms)))
    first: dict[int, int] = {}
    found: list[tuple[int, int, bool]] = []
    # The type says what the stubs do not know: the link to a member may be missing.
    identities: list[tuple[int, int | None, str]] = list(
        rows.values_list("value", "identity__member_id", "identity__basis")
    )
    # Of everybody where everybody is folded; of a few whom a drain touched, theirs alone.
    among = None if pseudonyms is None else {member for _, member, _ in identities if member is not None}
    agreed = consents_on(Purpose.PORTRAIT, root_id, among)
    for value, member, basis in identities:
        if member is not None:
            if member in agreed:
                found.append((value, first.setdefault(member, value), True))
        elif with_unlinked and basis != Basis.NONE:
            found.append((value, value, False))
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, SUBJECTS, strict=True)],
        schema=SUBJECTS,
    )


def _family(values: list[int]) -> set[int]:
    """Return the identities of pseudonyms and all the other identities of the same members."""
    own = Pseudonym.objects.filter(value__in=values).values_list("identity_id", "identity__member_id")
    identities = {identity for identity, _ in own}
    members = {member for _, member in own if member is not None}
    others = Pseudonym.objects.filter(identity__member_id__in=members)
    return identities | set(others.values_list("identity_id", flat=True))


def subject_of(member_id: int) -> int | None:
    """Return the subject that stands for a member in a fold, whether or not it may be folded."""
    first = Pseudonym.objects.filter(identity__member_id=member_id).aggregate(first=Min("identity_id"))
    row = Pseudonym.objects.filter(identity_id=first["first"]).first()
    return row.value if row else None


def activities_table(*, root_id: int | None = None) -> pa.Table:
    """Return the kind of every activity, as ACTIVITIES."""
    rows = Activity.objects.order_by("pk")
    if root_id is not None:
        rows = rows.filter(root=root_id)
    pairs = list(rows.values_list("pk", "type"))
    return pa.table(
        [
            pa.array([pk for pk, _ in pairs], pa.int64()),
            pa.array([kind_of(kind) for _, kind in pairs], pa.string()),
        ],
        schema=ACTIVITIES,
    )
