"""Stage study: which files of a folder an item does not have yet. Files by name in, new ones out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from redcloud.apps.media import media
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.filetypes import check_file, check_size
from redcloud.apps.study.models import MOST_FILES, Item, ItemFile
from redcloud.engine.study.folders.bundle import BadBundle, Stored

MOST_KNOWN = 5_000
"""Files of which it is remembered what they hold."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be attached: its name as it will be kept, how to read it, what it holds."""

    name: str
    stored: Stored
    digest: str


class Attached:
    """The files that a root's items have, those that wait with a proposal among them."""

    def __init__(self, root: Organisation) -> None:
        self._files: dict[int, list[ItemFile]] = defaultdict(list)
        for file in ItemFile.objects.filter(item__root=root, removed_at=None):
            self._files[file.item_id].append(file)

    def new_of(
        self, item: Item | None, files: Mapping[str, Stored]
    ) -> tuple[tuple[NewFile, ...], list[tuple[str, str]]]:
        """Files that an item has not, or not so; and those that cannot be attached, each with a sentence."""
        present = self._files[item.pk] if item else []
        new: dict[str, NewFile] = {}
        refused: list[tuple[str, str]] = []
        for given, stored in files.items():
            try:
                check_size(stored.size)  # before it is read: an archive may hold what no memory does
                content = stored.read()
                name = check_file(File(BytesIO(content), given)).name_for(given)
            except ValidationError as wrong:
                refused.append((given, " ".join(wrong.messages)))
                continue
            except BadBundle:
                refused.append((given, _("文件打不开，可能已经损坏。")))
                continue
            digest = hashlib.sha256(content).hexdigest()
            if name in new:
                refused.append((given, _("另一个文件也叫这个名字。请改名。")))
            elif not any(file.name == name and _holds(file, len(content), digest) for file in present):
                new[name] = NewFile(name, stored, digest)
        names = {file.name for file in present if not file.waiting} | set(new)
        if len(names) > MOST_FILES:
            refused.append(("", _("一篇内容最多有 %(count)s 个附件。") % {"count": MOST_FILES}))
        return tuple(new.values()), refused


def _holds(file: ItemFile, size: int, digest: str) -> bool:
    return file.size == size and _digest(str(file.file.name)) == digest


@lru_cache(maxsize=MOST_KNOWN)
def _digest(place: str) -> str:
    """What a file holds, which never changes; asked when a plan is shown, and again when it is stored."""
    with media().open(place) as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
