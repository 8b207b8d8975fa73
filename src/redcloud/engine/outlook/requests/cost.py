"""Stage outlook. What a request costs: people x minutes, from one table of minutes for everybody who asks."""

from __future__ import annotations

from redcloud.engine.outlook.requests.shapes import TIMES_A_YEAR, Ask, Cost, FormalismPack


def cost_of(ask: Ask, people: int, pack: FormalismPack) -> Cost:
    """Work out the cost.

    Parameters
    ----------
    people
        How many people are asked, over all branches.

    Examples
    --------
    92 secretaries read (5 minutes) and fill in one number and one text (3 + 8): 92 x 16 = 1472 minutes.
    """
    return Cost(
        people=people,
        reading=pack.minutes["reading"],
        filling=sum(pack.minutes[field.kind] for field in ask.fields),
        task=ask.task_minutes,
        times_a_year=TIMES_A_YEAR[ask.repeats],
    )
