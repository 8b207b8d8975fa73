"""Web ui: how a need's category, state and age are written, the same for every audience."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from redcloud.apps.needs.models import NeedState
from redcloud.engine.needs.categories import category_name

register = template.Library()

_COLOURS = {
    "received": "orange",
    "reopened": "orange",
    "taken": "blue",
    "answered": "blue",
    "marked_solved": "azure",
    "confirmed": "green",
}


@register.filter
def need_category(code: str) -> str:
    """Name a category in the reader's language."""
    return category_name(code, get_language() or "zh-hans")


@register.filter
def need_state(state: str) -> SafeString:
    """Write a state as a badge: colour and words, never colour alone."""
    colour = _COLOURS.get(state, "secondary")
    return format_html('<span class="badge bg-{}-lt">{}</span>', colour, NeedState(state).label)


@register.filter
def days_waiting(days: int) -> str:
    """Say for how long something has waited, in whole days."""
    if days < 1:
        return gettext("今天收到")
    return ngettext("已等 %(count)d 天", "已等 %(count)d 天", days) % {"count": days}
