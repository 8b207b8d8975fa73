"""App configuration of the stage needs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    """Registers the stage needs."""

    name = "redcloud.apps.needs"
    label = "needs"
    verbose_name = _("诉求")

    def ready(self) -> None:
        """Let people erase and export what the stage holds."""
        from redcloud.apps.needs.actions.erasure import erase_member
        from redcloud.apps.needs.holdings import needs_holdings
        from redcloud.apps.needs.queries.own import own_data
        from redcloud.apps.needs.teaching import NEEDS, needs_examples
        from redcloud.apps.people.registries import erasure, export, holdings
        from redcloud.apps.topics.teaching import teachers

        erasure.register("needs", erase_member)
        export.register("needs", own_data)
        holdings.register("needs", needs_holdings)
        teachers.register(NEEDS, needs_examples)
