"""Stage records: wake-ups. Sent after the commit; what there is to do stands in the tables.

``outbox_filled`` : rows wait for the lake.
``lake_changed`` : the lake took or gave up rows of ``pseudonyms`` (frozenset of int) in ``months``
(frozenset of their first days; None for all). Sent before the outbox forgets them, so a receiver hears
of each row at least once, crash or not.
``forwarding_filled`` : statements wait for other stores.
``credentials_changed`` : a credential was revoked or came back; whoever remembers one asks again.
"""

from django.dispatch import Signal

outbox_filled = Signal()
lake_changed = Signal()
forwarding_filled = Signal()
credentials_changed = Signal()
