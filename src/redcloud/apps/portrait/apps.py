"""App configuration of the stage portrait."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortraitConfig(AppConfig):
    """Registers the stage portrait."""

    name = "redcloud.apps.portrait"
    label = "portrait"
    verbose_name = _("画像")
