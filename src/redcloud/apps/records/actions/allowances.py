"""Stage records: requests handed out to server processes. In: a credential and a limit. Out: how many may go.

A process takes a twentieth of the minute's requests at once and counts them down by itself: one write in
so many requests, and never more than the limit in all processes together.
"""

from __future__ import annotations

from django.db import connection, transaction

PARTS = 20


def hand_out(*, credential_id: int, minute: int, per_minute: int) -> int:
    """Return how many requests of a credential the caller may let in during ``minute``; 0 when none is left.

    Parameters
    ----------
    minute : minutes since 1970. Where processes' clocks differ, the latest minute seen counts for all.
    per_minute : requests of the credential in a minute, in all processes together.
    """
    part = max(1, per_minute // PARTS)
    if _take(credential_id, minute, part, per_minute):
        return part
    # What is left may be less than a part.
    return 1 if part > 1 and _take(credential_id, minute, 1, per_minute) else 0


def _take(credential_id: int, minute: int, wanted: int, per_minute: int) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # After a crash of the database a count may be too low by some; nobody waits for the disk.
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
        cursor.execute(
            _UPSERT,
            {"credential": credential_id, "minute": minute, "wanted": wanted, "limit": per_minute},
        )
        return cursor.fetchone() is not None


_UPSERT = """
INSERT INTO records_allowance (credential_id, minute, handed_out)
VALUES (%(credential)s, %(minute)s, %(wanted)s)
ON CONFLICT (credential_id) DO UPDATE SET
    handed_out = CASE WHEN records_allowance.minute < excluded.minute THEN excluded.handed_out
                      ELSE records_allowance.handed_out + excluded.handed_out END,
    minute = CASE WHEN records_allowance.minute < excluded.minute THEN excluded.minute
                  ELSE records_allowance.minute END
WHERE records_allowance.minute < excluded.minute
   OR records_allowance.handed_out + excluded.handed_out <= %(limit)s
RETURNING handed_out
"""
