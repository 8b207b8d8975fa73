"""Stage study, search: words into the index of the database. An item, course or question in, a row out.

Called inside the transaction that writes the thing, so that what is stored is found at once and what was
rolled back never is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from django.db import connection

from redcloud.apps.study.markdown import plain
from redcloud.apps.study.search.tokens import places
from redcloud.engine.study.packages import Block, Structure, Unit, from_json

MOST_CHARACTERS = 40_000
"""Characters of a text that are indexed: PostgreSQL takes a megabyte of tokens for a row."""
_MOST_TIMES = 20
_LAST_POSITION = 16_383


def index(thing: Any) -> None:
    """Put the words of an item, a course or a question into the index, in place of what stood there."""
    kind = str(thing._meta.model_name)
    table, (title, body) = f"study_{kind}words", _WORDS[kind](thing)
    titled, said = _tokens(title), _tokens(body[:MOST_CHARACTERS])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [thing.pk])  # noqa: S608 - one of three names
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} (rowid, words) VALUES (%s, %s::tsvector)",  # noqa: S608 - as above
                [thing.pk, _vector(thing.root_id, titled, said)],
            )
        else:
            cursor.execute(
                f"INSERT INTO {table} (rowid, root, title, body) VALUES (%s, %s, %s, %s)",  # noqa: S608 - as above
                [thing.pk, root_token(thing.root_id), " ".join(titled), " ".join(said)],
            )


def text_of(item: Any) -> str:
    """What an item says, in Markdown: its text, and what its package says of itself and its units."""
    package = getattr(item, "package", None)
    if package is None or package.current is None:
        return str(item.text)
    course = from_json(package.current.structure)
    told: list[Structure | Block | Unit] = [course]
    for unit, above in course.placed():
        told += [*above, unit]
    # A block stands above each of its units: once is enough.
    named = dict.fromkeys(said for one in told for said in (*one.title.values(), *one.description.values()))
    return "\n\n".join([item.text, *named])


def _of_item(item: Any) -> tuple[str, str]:
    return f"{item.title} {item.title_en}", plain(text_of(item))


def _of_course(course: Any) -> tuple[str, str]:
    return f"{course.title} {course.title_en}", plain(course.text)


def _of_question(question: Any) -> tuple[str, str]:
    choices = [choice["text"] for choice in question.choices]
    return question.text, "\n".join([*choices, *question.accepted])


# By name, since a migration brings models that are no classes of ours.
_WORDS: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    "item": _of_item,
    "course": _of_course,
    "question": _of_question,
}


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
