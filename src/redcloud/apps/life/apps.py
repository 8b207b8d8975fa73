"""App configuration of the stage life."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifeConfig(AppConfig):
    """Registers the stage life: the discussion of a meeting, erasure, export."""

    name = "redcloud.apps.life"
    label = "life"
    verbose_name = _("组织生活")

    def ready(self) -> None:
        """Fill the registries of earlier stages."""
        from redcloud.apps.discussions.registry import register
        from redcloud.apps.life.erasure import erase_member
        from redcloud.apps.life.holdings import life_holdings
        from redcloud.apps.life.queries import own_data
        from redcloud.apps.life.thread import meeting_thread
        from redcloud.apps.people.registries import erasure, export, holdings

        register("meeting", meeting_thread)
        erasure.register("life", erase_member)
        export.register("life", own_data)
        holdings.register("life", life_holdings)
