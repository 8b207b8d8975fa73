"""Stage portrait: contributors of a tree for one month and kind in, what may be shown out.

What an attacker can work out
    Contributors add up along the tree, and nothing is shown below a hidden organisation. So all that
    follows by arithmetic is, for each shown organisation, the sum over its *remainder*: its hidden
    children. Inside a remainder every branch may hold anything from 0 to its size that keeps the sum.
    (Cox, "Suppression Methodology and Statistical Disclosure Control", JASA 1980, for tables; a tree is
    the case in which the remainders are disjoint, so that checking each suffices.)

When a remainder is safe
    With sum R and N people, the attacker's interval for a part of n people is
    [max(0, R - (N - n)), min(n, R)], so its width is min(n, R, N - R, N - n). A remainder is safe when

    * R >= k: the sum itself is about k contributors or more,
    * N - R >= SPREAD and N - n >= SPREAD for every part n: no part is known to within less than
      min(n, SPREAD), none is known to hold all or none, and none is the whole remainder.

Which further cells are hidden is chosen by size and key alone, which are no secret, never by
the numbers to be protected.

Against who knows this program
    "Something was hidden, so one of these was too small or complete" is information as well: with sums
    it can name a figure (Wong, Fu, Wang and Pei, "Minimality Attack in Privacy Preserving Data
    Publishing", VLDB 2007). Therefore one figure in sixteen is hidden without any need, chosen by a
    keyed hash, so that being hidden proves nothing. The choice is the same in every release:
    a coin tossed anew each week would show the figure the week after. For the same reason what a release hid
    stays hidden in the next ones (``release.protect``, ``hidden_before``).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from redcloud.engine.contracts import HiddenReason
from redcloud.engine.privacy.tree import Tree

SPREAD: Final = 3
"""Least width, in people, of what can be worked out about a hidden organisation of that size or more."""

DECOY_BYTES: Final = 16
"""Of 256 values of a byte, those that make a decoy: one in sixteen."""


def is_decoy(secret: bytes, organisation: int, cell: str) -> bool:
    """Whether the figure ``cell`` (month and kind) of an organisation is hidden without need."""
    name = f"{organisation}|{cell}".encode()
    return blake2b(name, key=secret[:64], digest_size=1).digest()[0] < DECOY_BYTES


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
