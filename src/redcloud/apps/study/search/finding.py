"""Stage study, search: what has a reader's words, best first. Items, courses or questions in, keys out.

One look-up in the index of words: GIN and ``ts_rank`` on PostgreSQL, FTS5 and ``bm25`` on SQLite, a
title weighing ten times a text on both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, FloatField, Func, QuerySet

from redcloud.apps.study.search.indexing import root_token
from redcloud.apps.study.search.tokens import Term, terms

MOST_FOUND = 200
"""Things that an answer has at most: nobody turns further pages, they ask again."""


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of things, best first; ``near`` where nothing has all the words and these have some."""

    keys: list[int]
    terms: tuple[Term, ...]
    near: bool = False


def find(things: QuerySet[Any], root_id: int, words: str) -> Found:
    """Find those of a root's ``things`` that have all the words; where none has, those that have some."""
    wanted = terms(words)
    if not wanted:
        return Found([], ())
    keys = _keys(things, root_id, wanted, every=True)
    if keys or len(wanted) == 1:
        return Found(keys, wanted)
    return Found(_keys(things, root_id, wanted, every=False), wanted, near=True)


def _keys(things: QuerySet[Any], root_id: int, wanted: tuple[Term, ...], *, every: bool) -> list[int]:
    found = things.filter(words__isnull=False).filter(_Matches(things.model, root_id, wanted, every))
    columns = {field.name for field in things.model._meta.get_fields()}
    newest = "-published_on" if "published_on" in columns else "-updated_at"
    found = found.annotate(fit=_Fit(things.model, wanted)).order_by("-fit", newest, "-pk")
    return list(found.values_list("pk", flat=True)[:MOST_FOUND])


def _for_postgresql(wanted: Iterable[Term], joint: str) -> str:
    return joint.join(f"'{term.token}'{':*' if term.begins else ''}" for term in wanted)


def _for_sqlite(wanted: Iterable[Term], joint: str) -> str:
    return joint.join(f'"{term.token}"{" *" if term.begins else ""}' for term in wanted)


class _OfWords(Func):
    """An expression over the row of words of an item, a course or a question."""

    def __init__(self, model: Any, wanted: tuple[Term, ...], **extra: Any) -> None:
        super().__init__(F("words"), **extra)
        self.table = model._meta.get_field("words").related_model._meta.db_table
        self.wanted = wanted

    def _alias(self, compiler: Any) -> str:
        return str(compiler.connection.ops.quote_name(self.source_expressions[0].alias))  # type: ignore[attr-defined]  # a column of the query


class _Matches(_OfWords):
    """Whether the thing has every term, or any."""

    output_field = BooleanField()

    def __init__(self, model: Any, root_id: int, wanted: tuple[Term, ...], every: bool, **extra: Any) -> None:
        super().__init__(model, wanted, **extra)
        self.root, self.every = root_token(root_id), every

    def as_postgresql(self, compiler: Any, *_args: Any, **_extra: Any) -> tuple[str, list[str]]:
        """Ask the GIN index."""
        asked = _for_postgresql(self.wanted, " & " if self.every else " | ")
        return f"{self._alias(compiler)}.words @@ %s::tsquery", [f"'@{self.root}' & ({asked})"]

    def as_sqlite(self, compiler: Any, *_args: Any, **_extra: Any) -> tuple[str, list[str]]:  # type: ignore[override]  # as Django calls it
        """Ask the FTS5 index."""
        asked = _for_sqlite(self.wanted, " AND " if self.every else " OR ")
        return f"{self._alias(compiler)}.{self.table} MATCH %s", [
            f"root : {self.root} AND {{title body}} : ({asked})"
        ]


class _Fit(_OfWords):
    """How well the thing fits the terms: more is better."""

    output_field = FloatField()

    def as_postgresql(self, compiler: Any, *_args: Any, **_extra: Any) -> tuple[str, list[str]]:
        """Rank by weights of title and text, divided by the logarithm of the length."""
        asked = _for_postgresql(self.wanted, " | ")
        return f"ts_rank({self._alias(compiler)}.words, %s::tsquery, 1)", [asked]

    def as_sqlite(self, compiler: Any, *_args: Any, **_extra: Any) -> tuple[str, list[str]]:  # type: ignore[override]  # as Django calls it
        """Rank by BM25, which SQLite gives as a number that is smaller for a better fit."""
        return f"-bm25({self._alias(compiler)}.{self.table}, 0.0, 10.0, 1.0)", []
