"""Protection as the rule says it, a figure and an organisation at a time: what ``suppress`` must equal."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from redcloud.engine.contracts import HiddenReason
from redcloud.engine.privacy import Tree
from redcloud.engine.privacy.suppression import SPREAD


@dataclass(frozen=True, slots=True)
class Remainder:
    """The hidden children of a shown organisation, taken together."""

    contributors: int
    people: int
    largest_part: int

    def is_safe(self, k: int) -> bool:
        """Whether nothing about fewer than ``k``, and no all or none, follows from the sum."""
        if self.people == 0:
            return True
        return (
            self.contributors >= k
            and self.people - self.contributors >= SPREAD
            and self.people - self.largest_part >= SPREAD
        )


class Suppression:
    """Decides what is hidden for one month and kind.

    Parameters
    ----------
    tree
        The organisations.
    contributors, people
        Of every organisation, for this month and kind: ``tree.totals`` of those of the branches.
    k
        Least number of contributors that a figure may be about.
    decoys
        Organisations that are hidden without need, those of earlier releases among them; the root is none.
    """

    def __init__(
        self,
        tree: Tree,
        contributors: dict[int, int],
        people: dict[int, int],
        k: int,
        decoys: Set[int] = frozenset(),
    ) -> None:
        self._decoys = decoys
        self._tree = tree
        self._contributors = contributors
        self._people = people
        self._k = k
        self._hidden: dict[int, HiddenReason] = {}

    def hidden(self) -> dict[int, HiddenReason]:
        """Hidden organisations with the reason, which is for the audit and not for publication."""
        for organisation in self._tree.upwards():
            reason = self._primary(organisation)
            if reason is not None:
                self._hidden[organisation] = reason
            else:
                self._make_safe(organisation)
                if organisation in self._decoys:
                    self._hide(organisation)
        return self._hidden

    def _primary(self, organisation: int) -> HiddenReason | None:
        contributors, people = self._contributors[organisation], self._people[organisation]
        if contributors in (0, people):
            return "all_or_none"
        return "too_few" if contributors < self._k else None

    def _make_safe(self, organisation: int) -> None:
        """Hide more below a shown organisation until its remainder is safe; if nothing helps, hide it too."""
        children = self._tree.children.get(organisation, ())
        while not self._remainder(children).is_safe(self._k):
            shown = [child for child in children if child not in self._hidden]
            if not shown:
                self._hidden[organisation] = "complementary"
                return
            self._hide(min(shown, key=lambda child: (self._people[child], child)))

    def _hide(self, organisation: int) -> None:
        """Hide an organisation and all below it: what is shown below a hidden one would tell on it."""
        self._hidden.setdefault(organisation, "complementary")
        for child in self._tree.children.get(organisation, ()):
            self._hide(child)

    def _remainder(self, children: tuple[int, ...]) -> Remainder:
        hidden = [child for child in children if child in self._hidden]
        sizes = [self._people[child] for child in hidden]
        return Remainder(
            contributors=sum(self._contributors[child] for child in hidden),
            people=sum(sizes),
            largest_part=max(sizes, default=0),
        )
