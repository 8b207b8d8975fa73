"""App configuration of the stage portrait."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortraitConfig(AppConfig):
    """Registers the stage portrait with people, and listens to what the lake takes and gives up."""

    name = "redcloud.apps.portrait"
    label = "portrait"
    verbose_name = _("画像")

    def ready(self) -> None:
        """Fill the registries and listen."""
        from redcloud.apps.life.queries import meeting_topics_table
        from redcloud.apps.people.registries import consent_changed, erasure, export, holdings
        from redcloud.apps.portrait import tasks  # noqa: F401 - registers its receiver
        from redcloud.apps.portrait.actions import erase_member, follow_consent
        from redcloud.apps.portrait.holdings import portrait_holdings
        from redcloud.apps.portrait.queries import export_of
        from redcloud.apps.portrait.registry import activity_topics

        activity_topics.register("life", meeting_topics_table)
        consent_changed.register("portrait", follow_consent)
        erasure.register("portrait", erase_member)
        export.register("portrait", export_of)
        holdings.register("portrait", portrait_holdings)
