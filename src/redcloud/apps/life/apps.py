"""App configuration of the stage life."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifeConfig(AppConfig):
    """Registers the stage life."""

    name = "redcloud.apps.life"
    label = "life"
    verbose_name = _("组织生活")
