"""Whose files they are. In: what each stage says of its own. Out: which names rows have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """A stage that keeps files.

    Parameters
    ----------
    under : what the names of its files begin with, with its slash.
    known : of some names those that its rows have.
    named : every name that its rows have, with the octets of the file.
    """

    under: str
    known: Callable[[Collection[str]], Collection[str]]
    named: Callable[[], Iterator[tuple[str, int]]]


_owners: dict[str, Owner] = {}


def register(owner: Owner) -> None:
    """Say whose the files below a name are."""
    _owners[owner.under] = owner


def known(names: Collection[str]) -> set[str]:
    """Of some names those that a row has."""
    found: set[str] = set()
    for owner in _owners.values():
        found.update(owner.known([name for name in names if name.startswith(owner.under)]))
    return found


def named() -> Iterator[tuple[str, int]]:
    """Every name that a row has, with the octets of the file."""
    for owner in _owners.values():
        yield from owner.named()
