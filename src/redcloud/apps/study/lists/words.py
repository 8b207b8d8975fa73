"""Stage study: how a list writes what an item has, and what is meant by what people write.

In: a root. Out: texts for cells, in the reader's language; values for texts in either language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.lists.problems import BadCell
from redcloud.apps.study.models import ContentLanguage, Item, ItemState, Licence
from redcloud.apps.study.queries.places import committees_of
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import topics_by_code
from redcloud.engine.people.headings import bare_word
from redcloud.engine.study.lists.columns import COLUMNS, Column

_TOPIC_BREAKS = re.compile(r"[,;，；、|\n]")
_EVERYBODY = frozenset(
    bare_word(word) for word in ("全组织", "本组织", "所有人", "everybody", "everyone", "all")
)
_MORE: Mapping[str, str] = {
    Licence.CC_BY: "ccby 署名",
    Licence.CC_BY_SA: "ccbysa",
    Licence.PUBLIC: "publicdomain cc0 公有",
    Licence.INTERNAL: "内部 仅限内部",
    ContentLanguage.CHINESE: "zh zhcn chinese 简体中文 汉语",
    ContentLanguage.ENGLISH: "en english 英语",
    ItemState.DRAFT: "未发布",
    ItemState.PUBLISHED: "发布 在架",
    ItemState.ARCHIVED: "下架 停用",
}


class Words:
    """The words of a root's list: its topics and committees, and the fixed choices."""

    def __init__(self, root: Organisation) -> None:
        self.root = root
        self._topics = topics_by_code(root.pk)
        self._names = Counter(
            bare_word(name) for topic in self._topics.values() for name in {topic.name_zh, topic.name_en}
        )
        self._topic_of = {
            bare_word(word): topic
            for topic in self._topics.values()
            for word in (topic.code, topic.name_zh, topic.name_en)
            if word == topic.code or self._names[bare_word(word)] == 1
        }
        self._places = list(committees_of(root))
        self._place_names = Counter(place.name for place in self._places)
        self._choices = {
            "licence": _meanings(Licence),
            "language": _meanings(ContentLanguage),
            "state": _meanings(ItemState),
        }

    def row(self, item: Item, language: str) -> dict[Column, str]:
        """What a list says of an item, by column."""
        return {column: self.written(item, column, language) for column in COLUMNS}

    def written(self, item: Item, column: Column, language: str) -> str:
        """What a list says of an item in one column."""
        if column == "number":
            return str(item.uid)
        if column == "topics":
            return "、".join(self._topic_name(topic, language) for topic in item.topics.all())
        if column in ("owner", "used_by"):
            place = getattr(item, column)
            return self._place_name(place) if place else ""
        if column == "expires_on":
            return item.expires_on.isoformat() if item.expires_on else ""
        if column in self._choices:
            return _label(getattr(item, f"get_{column}_display"), language)
        return str(getattr(item, column))

    def topics_in(self, cell: str) -> tuple[Topic, ...]:
        """The topics that a cell names, by code or by name in either language.

        Raises
        ------
        BadCell
        """
        found: dict[str, Topic] = {}
        for word in _TOPIC_BREAKS.split(cell):
            if not word.strip():
                continue
            topic = self._topic_of.get(bare_word(word))
            if topic is None or topic.archived:
                raise BadCell(_("没有这个主题。请写主题的名称或代码，几个之间用顿号隔开。"), word)
            found[topic.code] = topic
        return tuple(found[code] for code in sorted(found))

    def place_in(self, cell: str) -> Organisation | None:
        """The committee that a cell names, by its name or its path; None for the root itself.

        Raises
        ------
        BadCell
        """
        word = bare_word(cell)
        if not word or word in _EVERYBODY or word == bare_word(self.root.name):
            return None
        found = [
            place for place in self._places if word in (bare_word(place.name), bare_word(self._path(place)))
        ]
        if not found:
            raise BadCell(_("本组织没有叫这个名字的党委。请写党委的名称；给全组织的就空着。"))
        if len(found) > 1:
            raise BadCell(_("有几个党委都叫这个名字。请写出上级，例如“城关镇党委/教育党委”。"))
        return found[0]

    def choice_in(self, column: Column, cell: str) -> str:
        """The value of a fixed choice that a cell names.

        Raises
        ------
        BadCell
        """
        meanings, labels = self._choices[column]
        found = meanings.get(bare_word(cell)) or meanings.get(bare_word(re.sub(r"[()（）]", "", cell)))
        if found is None:
            raise BadCell(
                _("不认得这种写法。可以写：%(choices)s。") % {"choices": _("、").join(map(str, labels))}
            )
        return found

    def _topic_name(self, topic: Topic, language: str) -> str:
        name = topic.name_en if language.startswith("en") else topic.name_zh
        known = self._topic_of.get(bare_word(name))
        plain = known is not None and known.pk == topic.pk and not _TOPIC_BREAKS.search(name)
        return name if plain else topic.code

    def _place_name(self, place: Organisation) -> str:
        return place.name if self._place_names[place.name] < 2 else self._path(place)

    def _path(self, place: Organisation) -> str:
        by_key = {str(one.pk): one.name for one in self._places}
        return "/".join(by_key[part] for part in place.path.strip("/").split("/") if part in by_key)


def _label(display: object, language: str) -> str:
    with translation.override("en" if language.startswith("en") else "zh-hans"):
        return str(display())  # type: ignore[operator]


def _meanings(choices: type[TextChoices]) -> tuple[dict[str, str], Iterable[object]]:
    """What each way to write a choice means, and the choices as a page names them."""
    found: dict[str, str] = {}
    for choice in choices:
        said = [choice.value, *_MORE[choice.value].split()]
        for language in ("zh-hans", "en"):
            with translation.override(language):
                label = str(choice.label)
            said += [label, re.sub(r"[()（）]", "", label)]
        for word in said:
            found.setdefault(bare_word(word), choice.value)
    return found, [choice.label for choice in choices]
