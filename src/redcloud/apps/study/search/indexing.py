"""Stage study, search: an item's words into the index of the database in use. An item in, a row replaced.

Called inside the transaction that writes the item, so that what is stored is found at once and what was
rolled back never is.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from django.db import connection

from redcloud.apps.study.markdown import plain
from redcloud.apps.study.models import Item
from redcloud.apps.study.search.tokens import places

MOST_CHARACTERS = 40_000
"""Characters of a text that are indexed: PostgreSQL takes a megabyte of tokens for a row."""
_MOST_TIMES = 20
_LAST_POSITION = 16_383


def index(item: Item) -> None:
    """Put an item's title and text into the index, in place of what stood there."""
    title = _tokens(f"{item.title} {item.title_en}")
    body = _tokens(plain(item.text)[:MOST_CHARACTERS])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM study_itemwords WHERE rowid = %s", [item.pk])
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO study_itemwords (rowid, words) VALUES (%s, %s::tsvector)",
                [item.pk, _vector(item.root_id, title, body)],
            )
        else:
            cursor.execute(
                "INSERT INTO study_itemwords (rowid, root, title, body) VALUES (%s, %s, %s, %s)",
                [item.pk, root_token(item.root_id), " ".join(title), " ".join(body)],
            )


def root_token(root_id: int) -> str:
    """What stands for a root in the index, so that other roots' items are never touched."""
    return f"root{root_id}"


def _tokens(text: str) -> list[str]:
    return [place.token for place in places(text)]


def _vector(root_id: int, title: list[str], body: list[str]) -> str:
    """Write a tsvector: tokens are letters and digits alone, so that quotes suffice.

    The root's token starts with a sign that no token has.
    """
    at: dict[str, list[str]] = defaultdict(list)
    for place, token in enumerate(title, start=1):
        at[token].append(f"{place}A")
    for place, token in enumerate(body, start=len(title) + 1):
        at[token].append(str(min(place, _LAST_POSITION)))
    written = [f"'{token}':{','.join(islice(where, _MOST_TIMES))}" for token, where in at.items()]
    return " ".join([f"'@{root_token(root_id)}'", *written])
