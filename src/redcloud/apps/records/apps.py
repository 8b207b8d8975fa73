"""App configuration of the stage records."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Registers the stage records with people: what is held, what is exported, what is erased."""

    name = "redcloud.apps.records"
    label = "records"
    verbose_name = _("记录")

    def ready(self) -> None:
        """Fill the registries and listen for wake-ups."""
        from redcloud.apps.media import registry
        from redcloud.apps.people.registries import erasure, export, holdings
        from redcloud.apps.records import tasks  # noqa: F401 - registers its receivers
        from redcloud.apps.records.actions import erase_member
        from redcloud.apps.records.holdings import records_holdings
        from redcloud.apps.records.queries import export_of, known_attachments, named_attachments

        erasure.register("records", erase_member)
        export.register("records", export_of)
        holdings.register("records", records_holdings)
        registry.register(registry.Owner("records/", known_attachments, named_attachments))
