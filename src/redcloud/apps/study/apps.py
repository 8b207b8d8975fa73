"""App configuration of the stage study."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudyConfig(AppConfig):
    """Registers the stage study."""

    name = "redcloud.apps.study"
    label = "study"
    verbose_name = _("学习")
