"""Stage topics: the editable taxonomy of study, and the trainings of the text model.

The civic subjects of comments are not here: they are fixed in ``engine.topics.civic``.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation

CODE_FORM = RegexValidator(
    r"^[a-z]+(-[a-z0-9]+)*$", _("代码只用小写英文字母、数字和连字符，例如 water-saving。")
)


class Topic(models.Model):
    """What study content can be about. Without a root it is shared by all and changed by a release."""

    root = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=60, validators=[CODE_FORM])
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    # Stays on the member's own page: steers nothing, is counted in no figure.
    sensitive = models.BooleanField(default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    archived = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "code"], name="topics_code_once_a_root"),
            models.UniqueConstraint(fields=["code"], condition=Q(root=None), name="topics_shared_code_once"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class TextModel(models.Model):
    """One training of a root's text model for one use: what it saw, in numbers; no words, no persons."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # Which texts it names: the name under which a stage registered (``teaching``).
    use = models.CharField(max_length=20)
    trained_at = models.DateTimeField(default=timezone.now)
    texts = models.PositiveIntegerField()
    # SHA-256 of the texts and their topics: the same texts are not trained on again.
    seen = models.CharField(max_length=64)
    file = models.CharField(max_length=200)  # relative to the data folder

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "use", "-id"], name="topics_newest_model"),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.trained_at:%Y-%m-%d}"
