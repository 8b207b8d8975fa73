"""App configuration of the stage topics."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    """Registers the stage topics."""

    name = "redcloud.apps.topics"
    label = "topics"
    verbose_name = _("主题")
