"""Stage outlook: the public ledger. In: a viewer and a day. Out: what was announced, and what came of it.

Nobody's time is measured. What a request really cost are the answers that came, times the minutes that were
announced; it is said when the time to answer is over, so that no page shows who answers today, and only
where neither those that answered nor those that did not are a few.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from redcloud.apps.outlook.models import BranchRequest, Repeats, RequestAnswer, RequestField
from redcloud.apps.outlook.queries.answers import turn_of
from redcloud.apps.outlook.queries.requests import YEAR_DAYS, minutes_so_far
from redcloud.apps.people.access import Viewer

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One request with what came of it.

    Attributes
    ----------
    wants_answers
        Whether there is anything to answer; a notice may have nothing.
    turns
        How many times the time to answer is over.
    answered
        How many answers came in those turns; None where that is protected or no turn is over.
    """

    request: BranchRequest
    wants_answers: bool
    turns: int
    answered: int | None

    @property
    def expected(self) -> int:
        """How many answers those turns asked for, by the branches of the day on which it was sent."""
        return self.request.branches * self.turns

    @property
    def minutes(self) -> int | None:
        """Minutes of the answers that came, by what was announced; None where they are not said."""
        if self.answered is None:
            return None
        return round(self.request.minutes_once * self.answered / max(self.request.branches, 1))


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of all requests sent; how many there were in twelve months, and the minutes announced so far."""

    page: Page[BranchRequest]
    lines: list[LedgerLine]
    count: int
    minutes: int
    k: int


def ledger(viewer: Viewer, today: date, page: str = "1") -> Ledger:
    """What was asked of branches and what it cost: public; who is signed in sees their own organisation's."""
    sent = BranchRequest.objects.select_related("sender")
    if viewer.root_id is not None:
        sent = sent.filter(Q(sender__root=viewer.root_id) | Q(sender=viewer.root_id))
    year = list(sent.filter(asked_on__gt=today - timedelta(days=YEAR_DAYS)))
    shown = Paginator(sent, A_PAGE).get_page(page)
    came: dict[tuple[int, int], int] = defaultdict(int)
    keys = [one.pk for one in shown]
    asking = set(RequestField.objects.filter(request__in=keys).values_list("request", flat=True))
    answers = RequestAnswer.objects.filter(request__in=keys).exclude(sent_at=None)
    for request, turn, number in answers.values_list("request", "turn").annotate(Count("pk")).order_by():
        came[request, turn] = number
    k = settings.MINIMUM_CONTRIBUTORS
    lines = []
    for one in shown:
        turns = turns_over(one, today)
        asked = one.pk in asking or bool(one.facts)
        answered = sum(came[one.pk, turn] for turn in range(turns))
        few = turns == 0 or answered < k or one.branches * turns - answered < k
        lines.append(LedgerLine(one, asked, turns, None if few or not asked else answered))
    return Ledger(shown, lines, len(year), sum(minutes_so_far(one, today) for one in year), k)


def turns_over(one: BranchRequest, today: date) -> int:
    """How many turns of a request can no longer be answered."""
    if one.repeats == Repeats.ONCE:
        over = one.withdrawn_on is not None or (one.due_on is not None and one.due_on < today)
        return int(over)
    running = turn_of(one, one.withdrawn_on or today)
    ended = one.withdrawn_on is not None or (today - one.asked_on).days >= YEAR_DAYS
    return running + 1 if ended else running
