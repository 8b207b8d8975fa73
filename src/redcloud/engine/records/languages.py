"""Stage records: one language of a map. In: an Accept-Language header, a language map. Out: one tag.

The header chooses for each map on its own (xAPI Communication 2.1.3.s4.b5, RFC 9110 section 12.5.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_RANGE = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*)?"
)
_RANGES_LIMIT = 50


def language_ranges(header: str) -> list[str]:
    """Return the ranges of an Accept-Language header in lower case, the best liked first.

    Ranges of quality 0 and what is no range are left out.

    Examples
    --------
    >>> language_ranges("en;q=0.5, zh-CN, *;q=0.1, fr;q=0")
    ['zh-cn', 'en', '*']
    """
    found = []
    for place, part in enumerate(header.split(",")[:_RANGES_LIMIT]):
        one = _RANGE.fullmatch(part)
        if one and (quality := float(one[2] or 1)) > 0:
            found.append((-min(quality, 1), place, one[1].lower()))
    return [name for _, _, name in sorted(found)]


def chosen_tag(tags: Iterable[str], ranges: Sequence[str]) -> str | None:
    """Return the tag that ``ranges`` like best; the first one where they like none; None of no tags.

    A range fits a tag that it equals or begins ("zh" fits "zh-Hans"). Where no range does, it is cut
    from its end ("zh-Hans-CN" fits "zh"), as RFC 4647 section 3.4 looks up.
    """
    known = list(tags)
    for name in ranges:
        if name == "*" and known:
            return known[0]
        for tag in known:
            if f"{tag.lower()}-".startswith(f"{name}-"):
                return tag
    for name in ranges:
        for tag in known:
            if f"{name}-".startswith(f"{tag.lower()}-"):
                return tag
    return known[0] if known else None
