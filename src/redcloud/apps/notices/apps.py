"""App configuration of the stage notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Registers the stage notices."""

    name = "redcloud.apps.notices"
    label = "notices"
    verbose_name = _("通知")
