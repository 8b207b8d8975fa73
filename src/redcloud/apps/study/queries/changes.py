"""Stage study: what changed between two versions of an item or a course. Contents in, words and lines out."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.models import ContentLanguage, Licence
from redcloud.apps.topics.queries import topics_by_code

MOST_VERSIONS = 50
_AROUND = 1
FIELD_NAMES: Mapping[str, str | Promise] = {
    "title": _("标题"),
    "title_en": _("英文标题"),
    "minutes": _("读完大约几分钟"),
    "topics": _("主题"),
    "link": _("链接"),
    "licence": _("授权"),
    "language": _("正文语言"),
    "expires_on": _("到期日"),
    "owner": _("负责的组织"),
    "used_by": _("谁可以用"),
}
"""Of items and courses; their texts, and the parts of a course, are compared line by line."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that changed: its name, what stood there, what stands there then."""

    name: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text that changed: kept, taken out, put in, or a gap of unchanged lines."""

    sort: Literal["same", "out", "in", "gap"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A version of an item or a course and what its editor changed in it, against the one before."""

    version_id: int | None
    state: str
    by: str
    at: datetime
    note: str
    fields: list[FieldChange]
    lines: list[TextLine]
    parts: list[TextLine] = field(default_factory=list)


def name_of(user: User | None) -> str:
    """The name of an editor: a member's own, else the account's; empty for the system."""
    if user is None:
        return ""
    member = getattr(user, "member", None)
    return str(member.name) if member else user.username


class Words:
    """Says contents of versions in the words of the page."""

    def __init__(self, root_id: int) -> None:
        self._topics = topics_by_code(root_id)
        self._root_id = root_id

    def between(
        self, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> tuple[list[FieldChange], list[TextLine]]:
        """Fields that changed, and lines of the text; nothing for the first version of all."""
        if before is None:
            return [], []
        fields = [
            FieldChange(said, self._said(name, before[name]), self._said(name, after[name]))
            for name, said in FIELD_NAMES.items()
            if before.get(name) != after.get(name)
        ]
        return fields, list(changed_lines(before["text"], after["text"]))

    def _said(self, name: str, value: Any) -> str:
        if name == "topics":
            return "、".join(str(self._topics[code].name) if code in self._topics else code for code in value)
        if name in ("owner", "used_by"):
            place = Organisation.objects.filter(pk=value or self._root_id).first()
            return place.name if place else ""
        if name == "licence" and value in Licence.values:
            return str(Licence(value).label)
        if name == "language" and value in ContentLanguage.values:
            return str(ContentLanguage(value).label)
        return str(value)


def changed_lines(before: str, after: str) -> Iterator[TextLine]:
    """Lines taken out and put in, each with a neighbour; what lies between is a gap.

    Examples
    --------
    >>> [(line.sort, line.text) for line in changed_lines("一\\n二\\n", "一\\n三\\n")]
    [('same', '一'), ('out', '二'), ('in', '三')]
    """
    olds, news = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, olds, news, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number or group[0][1] > 0:
            yield TextLine("gap", "")
        for tag, since, until, start, end in group:
            if tag == "equal":
                yield from (TextLine("same", line) for line in olds[since:until])
                continue
            yield from (TextLine("out", line) for line in olds[since:until])
            yield from (TextLine("in", line) for line in news[start:end])
