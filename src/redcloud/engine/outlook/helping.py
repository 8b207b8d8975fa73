"""Stage outlook: what would help. A branch's own held meetings in; offers with their evidence out, or none.

An offer is made only where the branch's own meetings show a difference that stays clear of nothing after it
is drawn towards nothing. Head counts are all that is looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal

import numpy as np
from scipy import stats

OfferCode = Literal["weekday", "shorter", "joint"]

LEAST_MEETINGS = 5
"""On both sides of a comparison."""
LEAST_GAIN = 0.05
"""A smaller share of those due is not worth a change of habit."""
USUAL_GAIN = 0.1
"""How much a weekday or a length may well matter, as a standard deviation: what draws towards nothing."""
DOUBT = 0.05
"""Chance, over all comparisons of a branch together, that a difference is none after all."""
SHORTER_THAN = 0.8
"""A meeting planned for at most this share of its kind's usual minutes is a shorter one."""
FEW_HEADS = 5
JOINT_SHARE = 0.5
DAYS_FOR_JOINT = 365


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting as it was held, by a branch or one of its groups.

    Attributes
    ----------
    due, present
        Head counts of its roll.
    minutes
        Planned length.
    open_to_others
        Whether it can be held with a neighbour: nothing is voted on in this kind.
    """

    kind: str
    day: date
    due: int
    present: int
    minutes: int
    open_to_others: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What may help, and what shows it.

    Attributes
    ----------
    kind
        Of meeting, where the offer is for one kind; empty where it is for all.
    choice, usual
        Weekday offered and usual one (Monday = 0), or minutes; for ``joint`` the heads at most, and how
        many meetings had so few.
    meetings, meetings_usual
        How many meetings each side goes by.
    gain, low, high
        Difference of the share of those due, drawn towards nothing, with its interval. For ``joint``
        the share of meetings with few heads, with its interval.
    """

    code: OfferCode
    kind: str
    choice: int
    usual: int
    meetings: int
    meetings_usual: int
    gain: float
    low: float
    high: float


def offers(held: Sequence[Held], today: date) -> list[Offer]:
    """What the branch's own meetings support, at most one offer of each kind.

    Examples
    --------
    >>> offers([], date(2026, 11, 26))
    []
    """
    counted = [one for one in held if one.due > 0]
    compared = _comparisons(counted)
    found = [one for one in (_offer(each, len(compared)) for each in compared) if one is not None]
    best: dict[OfferCode, Offer] = {}
    for one in found:
        if one.code not in best or one.gain > best[one.code].gain:
            best[one.code] = one
    joint = _joint(counted, today)
    return [*best.values(), *([joint] if joint else [])]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two sides of a comparison: shares of meetings above or below what is usual for their kind and month."""

    code: OfferCode
    kind: str
    choice: int
    usual: int
    there: tuple[float, ...]
    here: tuple[float, ...]


def _comparisons(held: Sequence[Held]) -> list[_Compared]:
    rest = _rest(held)
    days: dict[int, list[float]] = defaultdict(list)
    for one, share in zip(held, rest, strict=True):
        days[one.day.weekday()].append(share)
    found: list[_Compared] = []
    if days:
        usual = max(sorted(days), key=lambda day: len(days[day]))
        found += [
            _Compared("weekday", "", day, usual, tuple(shares), tuple(days[usual]))
            for day, shares in sorted(days.items())
            if day != usual and min(len(shares), len(days[usual])) >= LEAST_MEETINGS
        ]
    return found + _lengths(held, rest)


def _rest(held: Sequence[Held]) -> list[float]:
    """Share present, without what is usual for the kind: committees are fuller than classes on any day."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for one in held:
        kinds[one.kind].append(one.present / one.due)
    usual = {kind: sum(shares) / len(shares) for kind, shares in kinds.items()}
    return [one.present / one.due - usual[one.kind] for one in held]


def _lengths(held: Sequence[Held], rest: Sequence[float]) -> list[_Compared]:
    found = []
    for kind in sorted({one.kind for one in held}):
        own = [(one, share) for one, share in zip(held, rest, strict=True) if one.kind == kind]
        usual = int(median(one.minutes for one, _ in own))
        short = [(one, share) for one, share in own if one.minutes <= SHORTER_THAN * usual]
        full = [share for one, share in own if one.minutes > SHORTER_THAN * usual]
        if min(len(short), len(full)) >= LEAST_MEETINGS:
            minutes = Counter(one.minutes for one, _ in short).most_common(1)[0][0]
            shares = tuple(share for _, share in short)
            found.append(_Compared("shorter", kind, minutes, usual, shares, tuple(full)))
    return found


def _offer(compared: _Compared, of: int) -> Offer | None:
    """The difference drawn towards nothing; an offer where its interval stays clear of nothing.

    Normal prior around nothing with ``USUAL_GAIN``; the scatter of both sides together, with a t quantile
    for its uncertainty; the doubt is shared out over all comparisons (Bonferroni).
    """
    there, here = np.array(compared.there), np.array(compared.here)
    free = len(there) + len(here) - 2
    scatter = ((there - there.mean()) ** 2).sum() + ((here - here.mean()) ** 2).sum()
    noise = max(float(scatter) / free, 1e-4) * (1 / len(there) + 1 / len(here))
    weight = USUAL_GAIN**2 / (USUAL_GAIN**2 + noise)
    gain = float(weight * (there.mean() - here.mean()))
    reach = float(stats.t.ppf(1 - DOUBT / (2 * of), free)) * (weight * noise) ** 0.5
    if gain < LEAST_GAIN or gain - reach <= 0:
        return None
    return Offer(
        code=compared.code,
        kind=compared.kind,
        choice=compared.choice,
        usual=compared.usual,
        meetings=len(there),
        meetings_usual=len(here),
        gain=gain,
        low=gain - reach,
        high=gain + reach,
    )


def _joint(held: Sequence[Held], today: date) -> Offer | None:
    """Meetings without a vote that only a few come to, mostly: two branches could hold them together."""
    best: Offer | None = None
    kinds = sorted({one.kind for one in held if one.open_to_others})
    for kind in kinds:
        year = [one for one in held if one.kind == kind and (today - one.day).days <= DAYS_FOR_JOINT]
        few = sum(one.present <= FEW_HEADS for one in year)
        if len(year) < LEAST_MEETINGS:
            continue
        law = stats.beta(few + 0.5, len(year) - few + 0.5)
        doubt = DOUBT / len(kinds)
        low, high = float(law.ppf(doubt / 2)), float(law.ppf(1 - doubt / 2))
        if low > JOINT_SHARE and (best is None or low > best.low):
            best = Offer("joint", kind, FEW_HEADS, few, len(year), len(year), few / len(year), low, high)
    return best
