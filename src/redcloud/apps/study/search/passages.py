"""Stage study, search: the passage in which a reader's words stand. Text in, safe HTML out."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from redcloud.apps.study.markdown import plain
from redcloud.apps.study.search.tokens import Place, Term, places

WIDTH = 110
_BEFORE = 24


def marked(text: str, wanted: tuple[Term, ...]) -> SafeString:
    """The whole text, escaped, with what was looked for marked."""
    return _html(text, _hits(text, wanted), 0, len(text))


def passage(text: str, wanted: tuple[Term, ...]) -> SafeString:
    """Show where a Markdown text has most of what was looked for, escaped and marked; else its start."""
    said = " ".join(plain(text).split())
    hits = _hits(said, wanted)
    best = max(hits, key=lambda hit: (_terms_near(hit, hits), -hit.start), default=None)
    start = max(0, best.start - _BEFORE) if best else 0
    end = min(len(said), start + WIDTH)
    html = _html(said, hits, start, end)
    return mark_safe(f"{'…' if start else ''}{html}{'…' if end < len(said) else ''}")  # noqa: S308 - escaped by _html


def _hits(text: str, wanted: tuple[Term, ...]) -> list[Place]:
    return [place for place in places(text) if any(term.fits(place.token) for term in wanted)]


def _terms_near(first: Place, hits: list[Place]) -> int:
    end = first.start + WIDTH - _BEFORE
    return len({hit.token for hit in hits if first.start <= hit.start and hit.end <= end})


def _spans(hits: list[Place], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Hits as spans inside of the window; what touches is one span."""
    now: tuple[int, int] | None = None
    for hit in hits:
        one = (max(hit.start, start), min(hit.end, end))
        if one[0] >= one[1]:
            continue
        if now and one[0] <= now[1]:
            now = (now[0], max(now[1], one[1]))
            continue
        if now:
            yield now
        now = one
    if now:
        yield now


def _html(text: str, hits: list[Place], start: int, end: int) -> SafeString:
    written, at = [], start
    for since, until in _spans(hits, start, end):
        written += [escape(text[at:since]), "<mark>", escape(text[since:until]), "</mark>"]
        at = until
    written.append(escape(text[at:end]))
    # Every piece of the text is escaped above.
    return mark_safe("".join(written))  # noqa: S308 - every part is escaped above
