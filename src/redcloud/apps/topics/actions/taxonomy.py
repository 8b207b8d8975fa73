"""Stage topics: writes. An editor adds to the taxonomy of a root; shared topics come with a release."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import usable_in


@transaction.atomic
def add_topic(
    *,
    actor: User | None,
    root: Organisation,
    code: str,
    name_zh: str,
    name_en: str,
    sensitive: bool = False,
    parent: Topic | None = None,
) -> Topic:
    """Add a topic to a root.

    Raises
    ------
    ValidationError
        If the code is malformed or already names a topic of the root or a shared one.
    """
    if Topic.objects.filter(usable_in(root.pk), code=code).exists():
        raise ValidationError({"code": _("已有同代码的主题。")})
    topic = Topic(root=root, code=code, name_zh=name_zh, name_en=name_en, sensitive=sensitive, parent=parent)
    topic.full_clean()
    topic.save()
    record(actor=actor, action="topics.add_topic", target=topic, organisation=root)
    return topic


@transaction.atomic
def change_topic(
    *,
    actor: User,
    topic: Topic,
    name_zh: str,
    name_en: str,
    sensitive: bool,
    parent: Topic | None,
    archived: bool,
) -> Topic:
    """Change a root's own topic. Its code stays: records name it.

    Raises
    ------
    ValidationError
        If a name is missing or the topic would be its own ancestor.
    """
    above = parent
    while above is not None:
        if above.pk == topic.pk:
            raise ValidationError({"parent": _("主题不能归在自己之下。")})
        above = above.parent
    topic.name_zh, topic.name_en, topic.sensitive = name_zh, name_en, sensitive
    topic.parent, topic.archived = parent, archived
    topic.full_clean()
    topic.save()
    record(actor=actor, action="topics.change_topic", target=topic, organisation=topic.root)
    return topic
