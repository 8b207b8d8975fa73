"""Stage study: puts a file of an item among the media. A file in, what its row will say out.

Before the transaction that makes the row: a film takes minutes to a store, and nobody waits for a lock
meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from redcloud.apps.media import media, remove_now
from redcloud.apps.study.filetypes import FileType, check_file
from redcloud.apps.study.models.files import place_of
from redcloud.engine.objects import OutOfReach

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is among the media, and of which there is no row yet."""

    uid: UUID
    name: str
    found: FileType
    size: int

    @property
    def place(self) -> str:
        """Its name among the media."""
        return place_of(self.uid)


def keep(file: File[Any]) -> KeptFile:
    """Keep a file that a row is about to be made for.

    Raises
    ------
    ValidationError
        If it is too large, not a file of the closed list, or cannot be kept now; keyed by ``file``.
    """
    found = check_file(file)
    made = KeptFile(uuid4(), found.name_for(str(file.name or "")), found, file.size)
    try:
        with told("file"):
            media().save(made.place, file)
    except BaseException:
        forget([made])
        raise
    return made


def forget(made: Collection[KeptFile]) -> None:
    """Take files away again of which no row was made."""
    if made:
        remove_now(lambda where: where.remove([one.place for one in made]))


@contextmanager
def kept(file: File[Any]) -> Iterator[KeptFile]:
    """Keep a file as `keep` does; where what follows fails, it goes."""
    made = keep(file)
    try:
        yield made
    except BaseException:
        forget([made])
        raise


@contextmanager
def told(field: str) -> Iterator[None]:
    """Say beside a field that the place where files are kept does not answer: what was written there stays.

    Raises
    ------
    ValidationError
    """
    try:
        yield
    except OutOfReach as problem:
        log.warning("a file could not be kept", code=problem.code)
        sentence = _("存放文件的地方暂时没有应答，文件没有保存。请过几分钟再试；一直这样请告诉管理员。")
        raise ValidationError({field: sentence}) from None
