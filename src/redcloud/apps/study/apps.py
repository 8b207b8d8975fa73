"""App configuration of the stage study."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudyConfig(AppConfig):
    """Registers the stage study and what it owes to erasure, export, consent and discussions."""

    name = "redcloud.apps.study"
    label = "study"
    verbose_name = _("学习")

    def ready(self) -> None:
        """Fill the registries of earlier stages."""
        from django.db.models.signals import post_delete

        from redcloud.apps.discussions.registry import register
        from redcloud.apps.life.registry import studied
        from redcloud.apps.media import registry
        from redcloud.apps.people.registries import consent_changed, erasure, export, holdings
        from redcloud.apps.portrait.registry import activity_minutes, activity_topics
        from redcloud.apps.study.actions.erasure import erase_member, follow_consent, own_data
        from redcloud.apps.study.actions.files import delete_octets, delete_octets_of_version
        from redcloud.apps.study.discussion import item_subject
        from redcloud.apps.study.holdings import study_holdings
        from redcloud.apps.study.models import ItemFile, PackageVersion
        from redcloud.apps.study.queries import item_topics_table, minutes_of_activities, studied_at
        from redcloud.apps.study.queries.kept import known_files, named_files
        from redcloud.apps.study.teaching import library_examples
        from redcloud.apps.topics.queries import LIBRARY
        from redcloud.apps.topics.teaching import teachers

        post_delete.connect(delete_octets, sender=ItemFile)
        post_delete.connect(delete_octets_of_version, sender=PackageVersion)
        registry.register(registry.Owner("study/", known_files, named_files))
        erasure.register("study", erase_member)
        export.register("study", own_data)
        consent_changed.register("study", follow_consent)
        register("item", item_subject)
        activity_topics.register("study", item_topics_table)
        activity_minutes.register("study", minutes_of_activities)
        holdings.register("study", study_holdings)
        teachers.register(LIBRARY, library_examples)
        studied.register("study", studied_at)
