"""App configuration of the stage outlook."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutlookConfig(AppConfig):
    """Registers the stage outlook."""

    name = "redcloud.apps.outlook"
    label = "outlook"
    verbose_name = _("展望")

    def ready(self) -> None:
        """Say on the public page what is held."""
        from redcloud.apps.outlook.holdings import outlook_holdings
        from redcloud.apps.people.registries import holdings

        holdings.register("outlook", outlook_holdings)
