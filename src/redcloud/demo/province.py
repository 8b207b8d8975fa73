"""The demo's province while it is loaded: simulated tables in, the rows they became out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID, uuid5

import pyarrow as pa

from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.rules.queries import load_pack
from redcloud.demo.cast import Cast, choose_cast
from redcloud.demo.folder import Note
from redcloud.demo.own_words import in_own_words
from redcloud.demo.shelf import library_items
from redcloud.engine.simulate import plan_province, simulate

BATCH: Final = 2000
_NAMESPACE: Final = UUID("5d0b0f43-6a51-5c0e-9f0e-5f1d6f0c0a01")


def rows_of(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Give a table row by row, a batch in memory at a time."""
    for batch in table.to_batches(max_chunksize=BATCH):
        yield from batch.to_pylist()


@dataclass(slots=True)
class Province:
    """What is being loaded. Keys of the simulation are turned into rows of the database here.

    Everything is found again by its uid, which follows from the seed, so that a load that was
    interrupted goes on with the same rows.
    """

    note: Note
    tables: dict[str, pa.Table]
    organisation_ids: dict[int, int] = field(default_factory=dict)
    _members: dict[int, Member] = field(default_factory=dict)
    _users: dict[int, User] = field(default_factory=dict)

    @classmethod
    def of(cls, note: Note) -> Province:
        """Simulate the province that a note names."""
        plan = plan_province(
            members=note.members,
            seed=note.seed,
            today=note.day,
            organisations=note.organisations,
            branches=note.branches,
        )
        pack = load_pack(note.pack)
        return cls(note, in_own_words(simulate(plan, library_items(own_words=bool(pack.terms))), pack))

    def uid(self, thing: str, key: object) -> UUID:
        """Give the uid of a simulated thing."""
        return uuid5(_NAMESPACE, f"{self.note.seed}:{self.note.today}:{thing}:{key}")

    def cast(self) -> Cast:
        """Choose the members behind the demo's five people."""
        return choose_cast(self.tables)

    def root_slugs(self) -> list[str]:
        """Slugs of the organisations."""
        return [slug for slug in self.tables["organisations"]["slug"].to_pylist() if slug]

    def roots(self) -> list[Organisation]:
        """The organisations as rows, in the order of the simulation."""
        found = {root.slug: root for root in Organisation.objects.filter(slug__in=self.root_slugs())}
        return [found[slug] for slug in self.root_slugs()]

    def organisations(self) -> dict[int, int]:
        """Primary keys by simulated key; every organisation has been loaded.

        Found level by level: beneath one parent no two names are alike.
        """
        if not self.organisation_ids:
            ids = {(root.parent_id, root.name): root.pk for root in self.roots()}
            rooted = Organisation.objects.filter(root__in=self.roots()).exclude(parent=None)
            ids |= {(o.parent_id, o.name): o.pk for o in rooted}
            for row in rows_of(self.tables["organisations"]):
                parent = self.organisation_ids.get(row["parent"]) if row["parent"] else None
                self.organisation_ids[row["organisation"]] = ids[parent, row["name"]]
        return self.organisation_ids

    def members(self) -> dict[int, Member]:
        """Members by simulated key; all have been loaded."""
        if not self._members:
            self._members = by_uid(
                Member.objects.filter(root__in=self.roots()).select_related("root"),
                ((key, self.uid("member", key)) for key in self.tables["members"]["member"].to_pylist()),
            )
        return self._members

    def users(self) -> dict[int, User]:
        """Accounts by simulated key of their member; few members have one."""
        if not self._users:
            accounts = User.objects.filter(member__root__in=self.roots()).select_related("member")
            users = {user.member.uid: user for user in accounts}
            self._users = {
                key: users[member.uid] for key, member in self.members().items() if member.uid in users
            }
        return self._users


class HasUid(Protocol):
    """A row that is found by its uid."""

    uid: UUID


Row = TypeVar("Row", bound=HasUid)


def by_uid(rows: Iterable[Row], keys: Iterable[tuple[int, UUID]]) -> dict[int, Row]:
    """Find rows by simulated key."""
    found = {row.uid: row for row in rows}
    return {key: found[uid] for key, uid in keys}
