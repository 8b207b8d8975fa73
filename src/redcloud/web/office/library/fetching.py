"""Web office, feature library: title and description of a link, when an editor asks for them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from redcloud.apps.study.links import about


def fetched(entered: QueryDict) -> dict[str, Any]:
    """Ask the page behind the link, and fill in what the editor has left empty. Nothing is stored."""
    try:
        found = about(entered.get("link", "").strip())
    except ValidationError as wrong:
        return {"link_refused": " ".join(wrong.messages)}
    if not entered.get("title", "").strip():
        entered["title"] = found.title
    if not entered.get("text", "").strip():
        entered["text"] = found.description
    return {"about": found}
