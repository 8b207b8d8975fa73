"""Stage study: imports a package. A file in; a new item, or a new version of the package of one, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import IO

from django.db import transaction

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.item_versions import save_item
from redcloud.apps.study.drafts import Draft
from redcloud.apps.study.keeping import told
from redcloud.apps.study.models import ContentLanguage, Item, Licence
from redcloud.apps.study.packages import Unpacked, discard, unpack
from redcloud.apps.study.queries.item_versions import newest_draft
from redcloud.apps.study.queries.packages import package_of_course
from redcloud.engine.study.packages import Structure, said

MINUTES = 10
_TITLE, _TITLE_EN = 120, 160


@dataclass(frozen=True, slots=True)
class PackageImported:
    """What an import did: whether the item is new, whether the version waits for a second editor."""

    item: Item
    is_new: bool
    waits: bool


def import_package(*, actor: User | None, root: Organisation, file: IO[bytes], name: str) -> PackageImported:
    """Import a package: a draft of a new item, or a version of the item that has its course already.

    Raises
    ------
    BadPackage
        With everything that is wrong with the file; nothing of it is kept.
    ValidationError
        If the item cannot be saved, or the files cannot be kept now.
    """
    with told("package"):
        unpacked = unpack(file, name)
    try:
        return _saved(actor, root, unpacked)
    except BaseException:
        discard(unpacked)
        raise


@transaction.atomic
def _saved(actor: User | None, root: Organisation, unpacked: Unpacked) -> PackageImported:
    known = package_of_course(root, unpacked.structure.id)
    if known is None:
        saved = save_item(actor=actor, root=root, draft=draft_for(unpacked))
        return PackageImported(saved.item, True, saved.waits)
    draft = replace(newest_draft(known.item), package=unpacked)
    saved = save_item(actor=actor, root=root, draft=draft, item=known.item)
    return PackageImported(saved.item, False, saved.waits)


def draft_for(unpacked: Unpacked) -> Draft:
    """What an editor starts from: the words of the package. Its licence is not in it, so the narrowest."""
    structure = unpacked.structure
    title = said(structure.title, "zh-hans")
    return Draft(
        title=title[:_TITLE],
        title_en=_english(structure)[:_TITLE_EN],
        text=said(structure.description, "zh-hans") or title,
        minutes=MINUTES,
        topics=(),
        licence=Licence.INTERNAL,
        language=_language(structure),
        package=unpacked,
    )


def _english(structure: Structure) -> str:
    return next((text for tag, text in structure.title.items() if tag.lower().startswith("en")), "")


def _language(structure: Structure) -> str:
    """The language of what stands in the text: Chinese where there is any."""
    words = structure.description or structure.title
    tags = [tag.lower() for tag in words]
    is_english = any(tag.startswith("en") for tag in tags) and not any(tag.startswith("zh") for tag in tags)
    return ContentLanguage.ENGLISH if is_english else ContentLanguage.CHINESE
