"""App configuration of the stage rules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    """Registers the stage rules."""

    name = "redcloud.apps.rules"
    label = "rules"
    verbose_name = _("规则")

    def ready(self) -> None:
        """Let the pages speak the words of each organisation's pack."""
        from redcloud.apps.rules.wording import install

        install()
