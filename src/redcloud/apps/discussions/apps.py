"""App configuration of the stage discussions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    """Registers the stage discussions and what it owes to erasure and export."""

    name = "redcloud.apps.discussions"
    label = "discussions"
    verbose_name = _("讨论")

    def ready(self) -> None:
        """Fill the registries of people."""
        from redcloud.apps.discussions.erasure import erase_member
        from redcloud.apps.discussions.holdings import discussions_holdings
        from redcloud.apps.discussions.queries import own_comments
        from redcloud.apps.discussions.subjects import follow_consent
        from redcloud.apps.people.registries import consent_changed, erasure, export, holdings

        consent_changed.register("discussions", follow_consent)
        erasure.register("discussions", erase_member)
        export.register("discussions", own_comments)
        holdings.register("discussions", discussions_holdings)
