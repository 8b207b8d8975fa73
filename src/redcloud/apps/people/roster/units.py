"""Stage people: finds the branches that roster rows name, and makes the ones that are missing.

In: rows and the tree of one root. Out: for each row its branch, or the code of why not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from redcloud.apps.people.models import BRANCH_KINDS, Organisation, OrganisationKind
from redcloud.engine.people.shapes import RejectCode, RosterRow, Unit
from redcloud.engine.people.units import same_name


class Tree:
    """The organisations of one root in memory, by parent and folded name; 2 queries a level to write."""

    def __init__(self, root: Organisation) -> None:
        self.root = root
        self.made: list[Organisation] = []
        self._children: dict[tuple[int, str], Organisation] = {}
        self._branches: defaultdict[str, list[Organisation]] = defaultdict(list)
        self._by_id: dict[int, Organisation] = {root.pk: root}
        for node in Organisation.objects.filter(root=root).exclude(pk=root.pk).order_by("pk"):
            self._know(node)

    def _know(self, node: Organisation) -> None:
        folded = same_name(node.name)
        self._children.setdefault((node.parent_id or 0, folded), node)
        self._by_id[node.pk] = node
        if node.kind in BRANCH_KINDS:
            self._branches[folded].append(node)

    def child(self, parent: Organisation, name: str) -> Organisation | None:
        """The unit of that name directly under ``parent``."""
        return self._children.get((parent.pk, same_name(name)))

    def find(self, units: Sequence[Unit]) -> Organisation | RejectCode | None:
        """Find the branch that a row names, without making anything.

        A branch named alone may stand anywhere in the tree, if only one there has that name.

        Returns
        -------
        Organisation, the code of why the row cannot be placed, or None where the branch is not there yet.
        """
        node: Organisation | None = self.root
        for depth, unit in enumerate(units):
            node = self.child(node, unit.name) if node is not None else None
            if node is None:
                break
            if (node.kind in BRANCH_KINDS) != (depth == len(units) - 1):
                return "unit_not_a_branch"
        if node is None and len(units) == 1:
            found = self._branches[same_name(units[0].name)]
            if len(found) > 1:
                return "unit_ambiguous"
            return found[0] if found else None
        return node

    def make(self, ways: Iterable[tuple[Unit, ...]]) -> None:
        """Make every unit on ``ways`` that is missing, level by level."""
        missing = list(dict.fromkeys(ways))
        for depth in range(max((len(way) for way in missing), default=0)):
            level: dict[tuple[int, str], Organisation] = {}
            for way in missing:
                if len(way) <= depth:
                    continue
                parent = self._parent(way[:depth])
                key = (parent.pk, same_name(way[depth].name))
                if key not in self._children:
                    new = Organisation(
                        parent=parent, root=self.root, kind=way[depth].kind, name=way[depth].name
                    )
                    level.setdefault(key, new)
            self._store(list(level.values()))

    def make_groups(self, wanted: Iterable[tuple[Organisation, str]]) -> None:
        """Make the groups that are missing in their branches."""
        level: dict[tuple[int, str], Organisation] = {}
        for branch, name in wanted:
            key = (branch.pk, same_name(name))
            if key not in self._children:
                group = Organisation(parent=branch, root=self.root, kind=OrganisationKind.GROUP, name=name)
                level.setdefault(key, group)
        self._store(list(level.values()))

    def _parent(self, way: Sequence[Unit]) -> Organisation:
        node = self.root
        for unit in way:
            node = self._children[node.pk, same_name(unit.name)]
        return node

    def _store(self, nodes: list[Organisation]) -> None:
        # In bulk, so without Organisation.save: the path needs the key and is written right after.
        for node in Organisation.objects.bulk_create(nodes, batch_size=2_000):
            node.path = f"{self._by_id[node.parent_id or 0].path}{node.pk}/"
            self._know(node)
            self.made.append(node)
        Organisation.objects.bulk_update(nodes, ["path"], batch_size=2_000)

    def committee_above(self, branch: Organisation) -> Organisation:
        """The nearest committee above a branch; the root where there is none between."""
        node = self._by_id[branch.parent_id or self.root.pk]
        while node.kind != OrganisationKind.COMMITTEE and node.parent_id is not None:
            node = self._by_id[node.parent_id]
        return node

    def way_to(self, node: Organisation) -> str:
        """Names from below the root down to ``node``, as a roster would write them."""
        names = []
        while node.pk != self.root.pk:
            names.append(node.name)
            node = self._by_id[node.parent_id or self.root.pk]
        return "/".join(reversed(names))


def ways_to_make(tree: Tree, rows: Iterable[RosterRow]) -> list[tuple[Unit, ...]]:
    """The ways of good rows whose branch is not there yet; ways of several steps come first."""
    missing = {row.units for row in rows if tree.find(row.units) is None}
    return sorted(missing, key=lambda way: (len(way) == 1, [unit.name for unit in way]))
