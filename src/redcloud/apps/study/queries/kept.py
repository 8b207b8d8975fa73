"""Stage study: which files rows have, of items and packages. In: names among the media. Out: rows' own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final
from uuid import UUID

from redcloud.apps.study.models import ItemFile, PackageFile, PackageVersion

ITEMS: Final = "study/items/"
PACKAGES: Final = "study/packages/"
FOLDERS: Final = (ITEMS, PACKAGES)


def known_files(names: Collection[str]) -> set[str]:
    """Of some names those that a row has; asked for by what a name is made of, which has an index."""
    items = [name for name in names if name.startswith(ITEMS)]
    return _of_items(items) | _of_versions([name for name in names if name.startswith(PACKAGES)])


def named_files() -> Iterator[tuple[str, int]]:
    """Every name that a row has, with the octets of its file; a package as it came has no size in its row."""
    yield from ItemFile.objects.values_list("file", "size").iterator()
    yield from PackageFile.objects.values_list("file", "size").iterator()


def _of_items(names: Collection[str]) -> set[str]:
    by_uid = {uid: name for name in names if (uid := _uid(name.removeprefix(ITEMS))) is not None}
    known = {by_uid[uid] for uid in ItemFile.objects.filter(uid__in=by_uid).values_list("uid", flat=True)}
    # Some of the first ones are called what somebody called them.
    others = set(names) - set(by_uid.values())
    return known | set(ItemFile.objects.filter(file__in=others).values_list("file", flat=True))


def _of_versions(names: Collection[str]) -> set[str]:
    """A version is kept or goes as a whole: all its files are written before its row."""
    uids = {name: _uid(name.split("/")[2]) for name in names}
    wanted = {uid for uid in uids.values() if uid is not None}
    kept = set(PackageVersion.objects.filter(uid__in=wanted).values_list("uid", flat=True))
    return {name for name, uid in uids.items() if uid in kept}


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
