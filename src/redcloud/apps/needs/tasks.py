"""Stage needs: what happens by the clock. A wake-up in; the actions look for what there is to do."""

from __future__ import annotations

from redcloud.apps.jobs import every
from redcloud.apps.needs.actions import close_unconfirmed, delete_old, guess_again


@every(minute="17", hour="18")
def keep_deadlines() -> None:
    """At 02:17 in Shanghai: close what nobody confirmed, delete contacts and photos in time."""
    close_unconfirmed()
    delete_old()


@every(minute="*")
def ask_the_text_model() -> None:
    """Every minute: let a newer text model look at what waits; without one, nothing is loaded."""
    guess_again()
