"""App configuration of the stage discussions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    """Registers the stage discussions."""

    name = "redcloud.apps.discussions"
    label = "discussions"
    verbose_name = _("讨论")
