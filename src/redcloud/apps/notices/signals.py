"""Stage notices: wake-ups. Sent after the commit; what there is to send stands in the outbox.

``sending_asked`` : something waits that somebody asked for on a page and looks at.
"""

from django.dispatch import Signal

sending_asked = Signal()
