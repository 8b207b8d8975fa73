"""Web ui: faults of sending in words. In: a code of ``notices.channels.words``. Out: a sentence."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise

from redcloud.apps.notices.channels.words import say_fault

register = template.Library()


@register.filter
def fault(code: str) -> str | Promise:
    """Say what a fault of sending means, and what to do."""
    return say_fault(code)
