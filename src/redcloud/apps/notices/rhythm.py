"""Stage notices: when a digest may come. A local time and a choice in, the moment that has come out."""

from __future__ import annotations

from datetime import datetime, timedelta

LATE_AT_MOST_H = 12


def is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether an hour lies in the quiet hours, which may run over midnight; equal bounds mean none.

    Examples
    --------
    >>> is_quiet(23, 21, 8), is_quiet(9, 21, 8), is_quiet(9, 9, 9)
    (True, False, False)
    """
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until


def digest_moment(
    local_now: datetime, *, weekday: int | None, hour: int, quiet_from: int, quiet_until: int
) -> datetime | None:
    """Return the moment of today that has come, or None when nothing may be sent now.

    A worker that was down sends up to twelve hours late on the same day, but never in the quiet hours.

    Parameters
    ----------
    local_now : now, in the organisation's time zone.
    weekday : 0 for Monday; None for every day.
    hour : the hour chosen.

    Examples
    --------
    >>> monday = datetime(2026, 1, 5, 9, 30)
    >>> digest_moment(monday, weekday=0, hour=9, quiet_from=21, quiet_until=8)
    datetime.datetime(2026, 1, 5, 9, 0)
    >>> digest_moment(monday, weekday=1, hour=9, quiet_from=21, quiet_until=8) is None
    True
    """
    moment = local_now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if weekday is not None and local_now.weekday() != weekday:
        return None
    if not moment <= local_now <= moment + timedelta(hours=LATE_AT_MOST_H):
        return None
    return None if is_quiet(local_now.hour, quiet_from, quiet_until) else moment


def end_of_quiet(local_now: datetime, quiet_from: int, quiet_until: int) -> datetime | None:
    """Return when the quiet hours end that a moment lies in; None where it lies in none.

    Examples
    --------
    >>> end_of_quiet(datetime(2026, 1, 5, 23, 30), 21, 8)
    datetime.datetime(2026, 1, 6, 8, 0)
    >>> end_of_quiet(datetime(2026, 1, 5, 9, 30), 21, 8) is None
    True
    """
    if not is_quiet(local_now.hour, quiet_from, quiet_until):
        return None
    ends = local_now.replace(hour=quiet_until, minute=0, second=0, microsecond=0)
    return ends if ends > local_now else ends + timedelta(days=1)
