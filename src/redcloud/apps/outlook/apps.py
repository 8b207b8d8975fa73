"""App configuration of the stage outlook."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutlookConfig(AppConfig):
    """Registers the stage outlook."""

    name = "redcloud.apps.outlook"
    label = "outlook"
    verbose_name = _("展望")
