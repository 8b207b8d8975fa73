"""Web ui: template tags of the base page."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from redcloud.engine.topics.civic import civic_name

register = template.Library()

_ICONS = Path(settings.NODE_MODULES) / "@tabler/icons/icons/outline"


@cache
def _svg(name: str, classes: str) -> str:
    text = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
    inner = re.sub(r"(?s)^.*?<svg[^>]*>|</svg>.*$", "", text).strip()
    return (
        f'<svg class="icon {classes}" width="24" height="24" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{inner}</svg>'
    )


@register.filter
def civic_word(code: str) -> str:
    """A civic subject in the language of the page."""
    return civic_name(code, get_language() or "zh")


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw a Tabler outline icon inline; hidden from screen readers, so give words beside it.

    Raises
    ------
    FileNotFoundError
        When there is no icon of that name.
    """
    # The text comes from the installed icon package, not from a visitor.
    return mark_safe(_svg(name, classes))  # noqa: S308 - our own drawing


@register.simple_tag
def zh(text: object) -> SafeString:
    """Mark Chinese content as Chinese, for screen readers and the language test."""
    return format_html('<span lang="zh-Hans">{}</span>', text)


def _time(value: date | datetime | None, form: str) -> SafeString | str:
    if value is None:
        return ""
    here = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_html('<time class="day" datetime="{}">{}</time>', here.isoformat(), date_format(here, form))


@register.filter
def on_day(value: date | datetime | None) -> SafeString | str:
    """Write a day in the reader's language, never broken over two lines; nothing for None."""
    return _time(value, gettext("Y年n月j日"))


@register.filter
def at_moment(value: datetime | None) -> SafeString | str:
    """Write a day and the time of day in the reader's language; nothing for None."""
    return _time(value, gettext("Y年n月j日 H:i"))


@register.simple_tag
def unique_id(prefix: str = "id") -> str:
    """Return an id that is not used twice on a page."""
    return f"{prefix}-{uuid4().hex[:8]}"


@register.filter
def percent_of(part: int, whole: int) -> int:
    """Return part of whole in whole percent; 0 of 0 is 0."""
    return round(100 * part / whole) if whole else 0
