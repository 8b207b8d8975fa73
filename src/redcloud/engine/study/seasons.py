"""Stage study: which topics have their season in which month. Constants out.

Public facts only: the calendar of a temperate, monsoon country. Sources are the yearly public
campaigns: 3.15 consumer day, 22 March world water day, 15 April and 12 May (disaster reduction
day), 5 June environment day, June safety-production month, flood season June to August, September
fraud and voluntary-service campaigns, double ninth festival, 9 November fire day, 4 December
constitution day, 5 December volunteers' day.
"""

from __future__ import annotations

SEASON: dict[int, frozenset[str]] = {
    1: frozenset({"fire-safety", "elder-care", "food-safety"}),
    2: frozenset({"neighbour-mediation", "rural-ecommerce", "fraud-prevention"}),
    3: frozenset({"water-saving", "farming", "organising-volunteers", "fraud-prevention"}),
    4: frozenset({"environment", "farming", "reading-data"}),
    5: frozenset({"disaster-preparedness", "accessibility", "first-aid"}),
    6: frozenset({"environment", "child-protection", "disaster-preparedness"}),
    7: frozenset({"disaster-preparedness", "history-and-theory", "first-aid"}),
    8: frozenset({"disaster-preparedness", "food-safety", "child-protection"}),
    9: frozenset({"rural-ecommerce", "fraud-prevention", "digital-skills"}),
    10: frozenset({"elder-care", "farming", "rural-ecommerce"}),
    11: frozenset({"fire-safety", "waste-sorting", "meeting-skills"}),
    12: frozenset({"everyday-law", "organising-volunteers", "minutes-writing"}),
}
"""Month (1-12) to codes of the shared taxonomy. A code that was removed simply finds no item."""


def topics_in_season(month: int) -> frozenset[str]:
    """Return the topic codes of a month.

    Examples
    --------
    >>> sorted(topics_in_season(7))
    ['disaster-preparedness', 'first-aid', 'history-and-theory']
    """
    return SEASON[month]
