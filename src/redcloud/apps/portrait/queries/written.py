"""Stage portrait: what is written down about lines, by the line's name. Rows in, a mapping's pairs out."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

LineName = tuple[str, str]
"""Kind and key of a line."""


def about_lines(rows: QuerySet[Any], value: str) -> list[tuple[LineName, Any]]:
    """Name of the line and the column ``value``, of rows about lines."""
    return [((kind, key), said) for kind, key, said in rows.values_list("line_kind", "line_key", value)]
