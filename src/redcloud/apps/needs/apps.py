"""App configuration of the stage needs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    """Registers the stage needs."""

    name = "redcloud.apps.needs"
    label = "needs"
    verbose_name = _("诉求")
