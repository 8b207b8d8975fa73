"""Web branch: the words of a rule pack on a page. In: words in two languages. Out: those of the page."""

from __future__ import annotations

from datetime import date, timedelta

from django import template
from django.utils.translation import get_language

from redcloud.engine.needs.categories import category_name
from redcloud.engine.rules.pack import RulePack, Words

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


@register.filter
def day_before(day: date) -> date:
    """The last day of a period whose end is exclusive."""
    return day - timedelta(days=1)


@register.filter
def category_word(code: str) -> str:
    """The civic subject of a need in the language of the page."""
    return category_name(code, get_language() or "zh")
