"""Stage needs: what happens by the clock. A wake-up in; the actions look for what there is to do."""

from __future__ import annotations

from huey import crontab

from redcloud.apps.jobs import huey
from redcloud.apps.needs.actions import close_unconfirmed, delete_old, guess_again


@huey.periodic_task(crontab(minute="17", hour="18"))  # type: ignore[untyped-decorator]
def keep_deadlines() -> None:
    """At 02:17 in Shanghai: close what nobody confirmed, delete contacts and photos in time."""
    close_unconfirmed()
    delete_old()


@huey.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def ask_the_text_model() -> None:
    """Every minute: let a newer text model look at what waits; without one, nothing is loaded."""
    guess_again()
