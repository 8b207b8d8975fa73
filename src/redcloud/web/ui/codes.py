"""Web ui: an address as a drawing that a phone reads from paper or from a screen."""

from __future__ import annotations

from io import BytesIO

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def code_of(address: str) -> SafeString:
    """A QR code of an address of this platform as an inline drawing, black on white in every theme."""
    drawn = BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, dark="#000", light="#fff"
    )
    # Drawn by segno from an address of this platform.
    return format_html('<span class="code">{}</span>', mark_safe(drawn.getvalue().decode()))  # noqa: S308 - drawn here from an address of ours
