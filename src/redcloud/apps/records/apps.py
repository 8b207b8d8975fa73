"""App configuration of the stage records."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Registers the stage records."""

    name = "redcloud.apps.records"
    label = "records"
    verbose_name = _("记录")
