"""Web ui: the text of an item for a page. An item and its files in, HTML out."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString

from redcloud.apps.study.markdown import rendered
from redcloud.apps.study.models import Item, ItemFile


def item_text(item: Item, files: Iterable[ItemFile], text: str | None = None) -> SafeString:
    """The text of an item, or another one that an editor tries; relative links lead to its files."""
    own = {file.name: reverse("study-item-file", args=[item.uid, file.uid]) for file in files}
    return rendered(item.text if text is None else text, own)
