"""App configuration of the stage people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Registers the stage people."""

    name = "redcloud.apps.people"
    label = "people"
    verbose_name = _("人员与组织")
