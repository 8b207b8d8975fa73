"""Stage study: what an editor brings to import, a list or a folder. Octets or a path in, a plan out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.comparing import teaching_plan
from redcloud.apps.study.lists.comparing import ListPlan, plan_of
from redcloud.apps.study.lists.problems import Problem, file_sentence
from redcloud.engine.study.folders import (
    BadBundle,
    Bundle,
    Document,
    Documents,
    documents_in,
    from_folder,
    from_zip,
    is_zip_of_texts,
)
from redcloud.engine.study.folders.bundle import MOST_BYTES, MOST_FILES, BundleFault, Stored
from redcloud.engine.study.folders.texts import KEYS
from redcloud.engine.study.lists import ItemList, ListRow, UnreadableList
from redcloud.engine.study.lists.reading import has_items, list_in, sheets_of
from redcloud.engine.study.teaching import Teaching
from redcloud.engine.study.teaching.sheets import headings_known, teaching_in
from redcloud.engine.study.teaching.texts import teaching_out_of

_BUNDLES: Mapping[BundleFault, str | Promise] = {
    "unreadable": _("压缩包打不开，可能已经损坏：%(name)s"),
    "encrypted": _("压缩包设了密码。请去掉密码再试。"),
    "leads_out": _("压缩包里有一个指到外面的路径，没有打开：%(name)s"),
    "link": _("这里有一个链接，不是文件，没有打开：%(name)s"),
    "bomb": _("这个文件解开以后大得不正常，没有打开：%(name)s"),
    "too_large": _("全部文件超过 %(most)d MB。请分几次导入。"),
    "too_many": _("文件超过 %(files)d 个。请分几次导入。"),
    "absurd_name": _("这个文件名不能用，请改名：%(name)s"),
    "same_name": _("有两个文件的名字只差大小写，请改名：%(name)s"),
    "no_texts": _("里面没有 Markdown 文件（.md）。"),
}
_DOCUMENTS: Mapping[str, str | Promise] = {
    "no_head": _("文件开头要有两行 --- 之间的说明。"),
    "not_text": _("不是 UTF-8 编码的文字。请另存为 UTF-8 再试。"),
    "too_long": _("超过 2 MB。请分成几篇。"),
    "same_name": _("它的附件里有两个同名的文件。请改名。"),
}
_SHOWN = 100


class BadSource(Exception):  # noqa: N818 - it is an answer about a file
    """What was brought cannot be read at all; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be imported; ``unused``: files of a folder that belong to no item."""

    read: ItemList
    files: Mapping[str, Mapping[str, Stored]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()
    teaching: Teaching = field(default_factory=Teaching)

    def plan(self, root: Organisation) -> ListPlan:
        """What importing it would do to a root's library."""
        plan = plan_of(root, self.read, self.files)
        plan.problems[:0] = self.problems
        plan.teaching = teaching_plan(root, self.teaching, [entry.draft.title for entry in plan.new])
        plan.problems += plan.teaching.problems
        return plan


def source_of(data: bytes) -> Source:
    """A list, or a zip of Markdown files, by what the octets are.

    Raises
    ------
    BadSource
    """
    try:
        if is_zip_of_texts(data):
            return _folder(from_zip(data))
        teaching, rest = teaching_in(sheets_of(data, headings_known))
        # A file of questions alone has no items; one with neither is told which headings there should be.
        items = ItemList((), ()) if teaching and not any(map(has_items, rest)) else list_in(rest)
        return Source(items, teaching=teaching)
    except UnreadableList as refused:
        raise BadSource(file_sentence(refused.code)) from refused
    except BadBundle as refused:
        raise BadSource(_sentence(refused)) from refused


def source_at(path: Path) -> Source:
    """A folder of Markdown files, or one file as ``source_of`` takes it.

    Raises
    ------
    BadSource
    """
    if not path.is_dir():
        return source_of(path.read_bytes())
    try:
        return _folder(from_folder(path))
    except BadBundle as refused:
        raise BadSource(_sentence(refused)) from refused


def _sentence(refused: BadBundle) -> str:
    facts = {"name": refused.name[:_SHOWN], "most": MOST_BYTES // 2**20, "files": MOST_FILES}
    return str(_BUNDLES[refused.code]) % facts


def _folder(bundle: Bundle) -> Source:
    teaching, bundle = teaching_out_of(bundle)
    only = teaching and not _has_texts(bundle)
    found = Documents([], list(bundle.files), []) if only else documents_in(bundle)
    good = [document for document in found.items if not document.fault]
    problems = [
        Problem(document.path, 0, "", "", str(_DOCUMENTS[document.fault]))
        for document in found.items
        if document.fault
    ]
    read = ItemList(tuple(_row(document) for document in good), tuple(found.unread))
    files = {document.path: document.files for document in good if document.files}
    return Source(read, files, tuple(problems), tuple(found.unused), teaching)


def _has_texts(bundle: Bundle) -> bool:
    return any(path.lower().endswith(".md") for path in bundle.files)


def _row(document: Document) -> ListRow:
    headings = {column: KEYS.get(column, str(_("正文"))) for column in document.cells}
    return ListRow(document.path, 0, document.cells, headings)
