"""Web branch: the words of a rule pack on a page. In: words in two languages. Out: those of the page."""

from __future__ import annotations

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redcloud.apps.outlook.choices import answers_of
from redcloud.apps.outlook.models import RequestField
from redcloud.apps.outlook.queries import DueLine
from redcloud.engine.needs.categories import category_name
from redcloud.engine.rules.pack import RulePack, Words
from redcloud.engine.rules.periods import MONTHS_IN

register = template.Library()


@register.filter
def in_page_language(words: Words) -> str:
    """The words in the language of the page."""
    return words.in_language(get_language() or "zh")


@register.simple_tag
def pack_words(words: Words) -> str:
    """Write the words in the language of the page."""
    return in_page_language(words)


@register.simple_tag
def source_title(pack: RulePack, code: str) -> str:
    """Write the title of the document that a number was taken from."""
    return in_page_language(pack.source(code).title)


@register.simple_tag
def answers_line(field: RequestField, pack: RulePack) -> str:
    """Write what can be chosen in a field of a request, or how else it is filled in."""
    return " / ".join(answers_of(field, pack).values()) or field.get_kind_display()


@register.filter
def period_word(line: DueLine) -> str:
    """Name the period of a due item: a month, a quarter, a half-year or a year."""
    since = line.item.period_since
    if line.rule.every == "month":
        return date_format(since, _("Y年n月"))
    facts = {"year": since.year, "number": (since.month - 1) // MONTHS_IN[line.rule.every] + 1}
    if line.rule.every == "quarter":
        return _("%(year)d年第%(number)d季度") % facts
    if line.rule.every == "half_year":
        return _("%(year)d年第%(number)d个半年") % facts
    return _("%(year)d年") % facts


@register.filter
def category_word(code: str) -> str:
    """The civic subject of a need in the language of the page."""
    return category_name(code, get_language() or "zh")
