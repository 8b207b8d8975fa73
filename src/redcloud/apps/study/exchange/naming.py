"""Stage study: what a file calls items and courses. A title with a number behind it in, the thing out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.plans import TeachingPlan, Thing
from redcloud.apps.study.lists.meaning import spaced
from redcloud.apps.study.lists.problems import BadCell, Problem
from redcloud.apps.study.models import Course, Item
from redcloud.engine.study.teaching import Where

_NUMBERED = re.compile(r"(?s)(.*?)\s*#([0-9a-fA-F]{8}-[0-9a-fA-F-]{27})")


def label(thing: Item | Course) -> str:
    """How a file names an item or a course: its title, and its number to tell two of one title apart."""
    return f"{thing.title} #{thing.uid}"


class Things:
    """The items and courses of a root, and those that the same file brings."""

    def __init__(self, root: Organisation, new_items: Iterable[str], new_courses: Iterable[str]) -> None:
        self._by_number: dict[str, Item | Course] = {}
        self._items: dict[str, list[Thing]] = defaultdict(list)
        self._courses: dict[str, list[Thing]] = defaultdict(list)
        for item in Item.objects.filter(root=root):
            self._by_number[str(item.uid)] = item
            self._items[spaced(item.title)].append(item)
            if item.slug:
                self._items.setdefault(item.slug, [item])
        for course in Course.objects.filter(root=root):
            self._by_number[str(course.uid)] = course
            self._courses[spaced(course.title)].append(course)
        for title in new_items:
            self._items[spaced(title)].append(f"item:{spaced(title)}")
        for title in new_courses:
            self._courses[spaced(title)].append(f"course:{spaced(title)}")

    def course(self, number: str, title: str) -> Course | None:
        """The course that a row is about; None for a new one.

        Raises
        ------
        BadCell
            If several have its title.
        """
        found = self._by_number.get(number.strip().lower())
        if isinstance(found, Course):
            return found
        known = [one for one in self._courses.get(spaced(title), ()) if isinstance(one, Course)]
        if len(known) > 1:
            raise BadCell(_("有几门课程都叫这个标题。请填上“编号”，先导出一次就有。"))
        return known[0] if known else None

    def named(self, said: str, *, courses: bool = True) -> Thing:
        """What a file names.

        Raises
        ------
        BadCell
            If there is no such thing, or more than one.
        """
        numbered = _NUMBERED.fullmatch(said.strip())
        title = spaced(numbered[1] if numbered else said)
        if numbered and (found := self._by_number.get(numbered[2].lower())):
            return found
        known: list[Thing] = [*self._items.get(title, ()), *(self._courses.get(title, ()) if courses else ())]
        # A row of the file whose title is known is about the thing that is there.
        known = [one for one in known if not isinstance(one, str)] or known
        if not known:
            raise BadCell(_("内容库里没有叫这个标题的。请照抄标题，或者在同一个文件里把它也带上。"), title)
        if len(known) > 1:
            raise BadCell(_("有几篇都叫这个标题。请先导出一次，照抄带编号的写法。"), title)
        return known[0]


def refuse(plan: TeachingPlan, where: Where, column: str, value: str, reason: str) -> None:
    """Note what is wrong with a row; long values are cut."""
    shown = value.strip()
    plan.problems.append(
        Problem(where.sheet, where.line, column, shown[:60] + "…" if len(shown) > 60 else shown, reason)
    )


def keys_of(parts: Iterable[Thing]) -> list[object]:
    """What tells things apart: two of one key are the same."""
    return [one if isinstance(one, str) else (type(one).__name__, one.pk) for one in parts]
