"""Stage study: what a list would change. Rows and a root's library in, a plan out; nothing is stored.

A cell that says what the list would write for the item as it is, in either language, changes nothing:
then a spreadsheet may mangle what it likes to mangle, and an export that comes back is empty of changes.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.drafts import PLAIN_FIELDS, Draft, content_of, draft_of
from redcloud.apps.study.exchange.plans import TeachingPlan
from redcloud.apps.study.lists.attached import Attached, NewFile
from redcloud.apps.study.lists.meaning import as_it_is, spaced, value_in
from redcloud.apps.study.lists.problems import BadCell, Problem, problem_of
from redcloud.apps.study.lists.words import Words
from redcloud.apps.study.models import Item, ItemState, ItemVersion, VersionState
from redcloud.engine.study.folders.bundle import Stored
from redcloud.engine.study.lists import Column, ItemList, ListRow

MOST_CHANGES = 2_000
"""New and changed items of one import."""
WAITS = gettext_noop("这一篇有一份修改在等审核。请先审核或退回，再导入。")
_ENTERED: tuple[Column, ...] = (
    "title", "title_en", "text", "topics", "minutes", "link", "licence", "language", "expires_on",
    "owner", "used_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that is new, or that changes: what it is to say and where it is to stand then.

    ``fields``: the columns that change; ``state`` among them where it is to stand elsewhere, ``files`` where
    files are new or not the same.
    """

    row: ListRow
    item: Item | None
    draft: Draft
    state: str
    fields: tuple[str, ...]
    files: tuple[NewFile, ...] = ()

    @property
    def content_changes(self) -> bool:
        """Whether what it says changes."""
        return self.item is None or bool(set(self.fields) - {"state", "files"})


@dataclass(slots=True)
class ListPlan:
    """What an import would do. Every row that is not blank is in one of the first four."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    teaching: TeachingPlan = field(default_factory=TeachingPlan)

    @property
    def entries(self) -> list[Entry]:
        """Everything that would be stored."""
        return [*self.new, *self.changed]

    @property
    def bad_rows(self) -> int:
        """Rows with a problem."""
        return len({(problem.sheet, problem.line) for problem in self.problems})

    @property
    def fingerprint(self) -> str:
        """Names what would be stored over what: another one says that the library has changed since."""
        told = [
            [
                entry.item.pk if entry.item else None,
                content_of(draft_of(entry.item)) if entry.item else None,
                entry.item.state if entry.item else None,
                content_of(entry.draft),
                entry.state,
                [[file.name, file.digest] for file in entry.files],
            ]
            for entry in self.entries
        ]
        both = [told, self.teaching.told]
        return hashlib.sha256(json.dumps(both, sort_keys=True, default=str).encode()).hexdigest()


class _Library:
    """A root's items as a list finds them: by number, or by title where there is no such number."""

    def __init__(self, root: Organisation) -> None:
        items = Item.objects.filter(root=root).select_related("owner", "used_by").prefetch_related("topics")
        self.by_number = {str(item.uid): item for item in items}
        self.by_title: dict[str, list[Item]] = defaultdict(list)
        for item in self.by_number.values():
            self.by_title[spaced(item.title)].append(item)
        waiting = ItemVersion.objects.filter(item__root=root, state=VersionState.PROPOSED)
        self.waiting: dict[int, dict[str, Any]] = dict(waiting.values_list("item_id", "content"))

    def item_of(self, row: ListRow) -> Item | None:
        """The item that a row is about; None for a new one.

        Raises
        ------
        BadCell
            If several have its title, or it has no title and a number that is not one.
        """
        number = row.cells.get("number", "").strip()
        if number and (found := self.by_number.get(_uid(number))):
            return found
        titled = self.by_title.get(spaced(row.cells.get("title", "")), [])
        if len(titled) > 1:
            raise BadCell(_("内容库里有几篇都叫这个标题。请填上“编号”，先导出一次就有。"))
        if not titled and number and not row.cells.get("title", "").strip():
            raise BadCell(_("内容库里没有这个编号。新的一篇请写标题，编号空着。"), number)
        return titled[0] if titled else None


def plan_of(
    root: Organisation, read: ItemList, files: Mapping[str, Mapping[str, Stored]] | None = None
) -> ListPlan:
    """Compare a list with a root's library; each wrong row is named, in the language in force.

    Parameters
    ----------
    files : for a folder: the files of each item by name, keyed by ``sheet`` of its row.
    """
    plan, library, words = ListPlan(unread=read.unread), _Library(root), Words(root)
    attached = Attached(root) if files else None
    seen: dict[object, ListRow] = {}
    for row in read.rows:
        wrong: list[Problem] = []
        entry = _entry(row, library, words, wrong)
        if entry is not None and attached is not None and files is not None:
            entry = _with_files(entry, attached, files.get(row.sheet, {}), library, wrong)
        if entry is not None:
            key = entry.item.pk if entry.item else spaced(entry.draft.title)
            if key in seen:
                reason = _twice(seen[key])
                wrong.append(problem_of(row, row.headings.get("title", ""), entry.draft.title, reason))
            seen.setdefault(key, row)
        if wrong:
            plan.problems += wrong
        elif entry is None or not (entry.fields or entry.item is None):
            plan.unchanged += 1
        else:
            (plan.changed if entry.item else plan.new).append(entry)
    if len(plan.entries) > MOST_CHANGES:
        most = _("一次最多导入 %(most)d 篇新的或改过的。请分成几个文件。") % {"most": MOST_CHANGES}
        plan.problems.append(problem_of(plan.entries[MOST_CHANGES].row, "", "", most))
    return plan


def _twice(first: ListRow) -> str:
    if not first.line:
        return _("这一篇在 %(name)s 里已经有了。请留下一份。") % {"name": first.sheet}
    return _("这一篇在第 %(line)d 行已经有了。请留下一行。") % {"line": first.line}


def _with_files(
    entry: Entry,
    attached: Attached,
    files: Mapping[str, Stored],
    library: _Library,
    wrong: list[Problem],
) -> Entry:
    """The entry with what is new among its files."""
    new, refused = attached.new_of(entry.item, files)
    wrong += [problem_of(entry.row, name, "", reason) for name, reason in refused]
    if not new:
        return entry
    if entry.item is not None and entry.item.pk in library.waiting:
        wrong.append(problem_of(entry.row, "", entry.item.title, _(WAITS)))
    fields = (*entry.fields, "files") if entry.item else entry.fields
    return replace(entry, files=new, fields=fields)


def _entry(row: ListRow, library: _Library, words: Words, wrong: list[Problem]) -> Entry | None:
    """What a row asks for; an entry without fields and with an item changes nothing."""
    try:
        item = library.item_of(row)
    except BadCell as bad:
        at: Column = "number" if bad.value else "title"
        wrong.append(
            problem_of(row, row.headings.get(at, ""), bad.value or row.cells.get(at, ""), bad.reason)
        )
        return None
    present = draft_of(item) if item else Draft("", "", 10, ())
    values: dict[str, Any] = {}
    told: set[Column] = set()
    for column in row.cells:
        if column == "number" or (item is not None and as_it_is(row, column, item, words)):
            continue
        try:
            values[column] = value_in(row.cells[column], column, item, words)
        except BadCell as bad:
            told.add(column)
            value = bad.value or row.cells[column]
            wrong.append(problem_of(row, row.headings.get(column, ""), value, bad.reason))
    state = values.pop("state", item.state if item else ItemState.DRAFT) or ItemState.DRAFT
    draft = replace(present, **values)
    entry = Entry(row, item, draft, state, _changes(item, draft, state))
    if entry.fields or item is None:
        _check(entry, library, wrong, told)
        if item is not None and library.waiting.get(item.pk) == content_of(draft) and not wrong:
            return replace(entry, fields=())
    return entry


def _changes(item: Item | None, draft: Draft, state: str) -> tuple[str, ...]:
    if item is None:
        return ()
    before, after = content_of(draft_of(item)), content_of(draft)
    changed = [name for name in _ENTERED if before[name] != after[name]]
    return (*changed, "state") if item.state != state else tuple(changed)


def _check(entry: Entry, library: _Library, wrong: list[Problem], told: set[Column]) -> None:
    """Judge what is to be stored, as the editor's page would; ``told``: columns that were judged already."""
    item, draft, row = entry.item, entry.draft, entry.row

    def refuse(column: Column, value: str, reason: str) -> None:
        if column not in told:
            wrong.append(problem_of(row, row.headings.get(column, ""), value, reason))

    judged = Item()
    for name in PLAIN_FIELDS:
        setattr(judged, name, getattr(draft, name))
    judged.title, judged.text = draft.title.strip(), draft.clean_text.strip()
    judged.language = draft.spoken
    try:
        judged.clean_fields(exclude={"root", "state", "published_on", "slug"})
    except ValidationError as bad:
        for name, reasons in bad.message_dict.items():
            refuse(_column(name), str(getattr(draft, name, "")), _said(name, " ".join(reasons), draft))
    if entry.state == ItemState.PUBLISHED and not draft.topics:
        refuse("topics", "", _("发布前请至少选一个主题。"))
    if item is None:
        return
    if item.state != entry.state == ItemState.DRAFT:
        refuse(
            "state", row.cells.get("state", ""), _("发布过的内容不能改回草稿。不想让人再看到，请写“已下架”。")
        )
    waiting = library.waiting.get(item.pk)
    if waiting is not None and (waiting != content_of(draft) or entry.state == ItemState.ARCHIVED):
        refuse("title", draft.title, _(WAITS))


def _column(name: str) -> Column:
    return next((column for column in _ENTERED if column == name), "title")


def _said(name: str, reasons: str, draft: Draft) -> str:
    if name == "title" and not draft.title.strip():
        return _("请写一个标题。")
    if name == "text" and not draft.text.strip():
        return _("请写几段正文。")
    return reasons


def _uid(number: str) -> str:
    try:
        return str(UUID(number))
    except ValueError:
        return ""
