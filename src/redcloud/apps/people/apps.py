"""App configuration of the stage people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Registers the stage people."""

    name = "redcloud.apps.people"
    label = "people"
    verbose_name = _("人员与组织")

    def ready(self) -> None:
        """Fill the registries with what people itself holds."""
        from redcloud.apps.people import registries
        from redcloud.apps.people.holdings import people_holdings
        from redcloud.apps.people.own_data import people_data

        registries.export.register("people", people_data)
        registries.holdings.register("people", people_holdings)
