"""App configuration of the stage notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Registers the stage notices."""

    name = "redcloud.apps.notices"
    label = "notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        """Let people erase and export what the stage holds."""
        from redcloud.apps.notices import actions
        from redcloud.apps.notices.holdings import notices_holdings
        from redcloud.apps.notices.queries import own_data
        from redcloud.apps.people.registries import erasure, export, holdings, slip_changed

        erasure.register("notices", actions.erase_member)
        export.register("notices", own_data)
        holdings.register("notices", notices_holdings)
        slip_changed.register("notices", actions.tell_of_slip)
