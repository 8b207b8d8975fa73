"""Stage records: statements that point at statements. In: ``write_reaches`` alone.

A filter that a statement meets is met by those that point at it too, by way of their object, and by those
that point at these (Communication 2.1.3.s3). The rows here spell the ways out, with copies of the links of
the statement pointed at, so that a query reads a page of them by one index. Most statements have none.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models.parties import Activity, Identity, Verb
from redcloud.apps.records.models.statements import Statement


class Reach(models.Model):
    """``statement`` points at ``via``, in ``depth`` steps; verb and registration are those of ``via``."""

    id = models.BigAutoField(primary_key=True)
    root = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    statement = models.ForeignKey(
        Statement, models.CASCADE, db_index=False, db_constraint=False, related_name="reaches"
    )
    via = models.ForeignKey(Statement, models.CASCADE, db_constraint=False, related_name="reached_by")
    depth = models.PositiveSmallIntegerField()
    verb = models.ForeignKey(Verb, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    registration = models.UUIDField(null=True)

    class Meta:
        verbose_name_plural = "reaches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "via"], name="records_reach_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "verb", "-statement"], name="records_reach_by_verb"),
            models.Index(
                fields=["root", "registration", "-statement"],
                condition=models.Q(registration__isnull=False),
                name="records_reach_by_registration",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} -> {self.via_id}"


class ReachActor(models.Model):
    """An agent or group named in ``via``, its authority among them; ``direct`` as its actor or object."""

    id = models.BigAutoField(primary_key=True)
    identity = models.ForeignKey(
        Identity, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    verb = models.ForeignKey(Verb, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    statement = models.ForeignKey(Statement, models.CASCADE, db_constraint=False, related_name="+")
    via = models.ForeignKey(Statement, models.CASCADE, db_constraint=False, related_name="+")
    direct = models.BooleanField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["identity", "-statement"], name="records_reach_actor"),
            models.Index(fields=["identity", "verb", "-statement"], name="records_reach_actor_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.statement_id}"


class ReachActivity(models.Model):
    """An activity named in ``via``; ``direct`` as its object."""

    id = models.BigAutoField(primary_key=True)
    activity = models.ForeignKey(
        Activity, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    statement = models.ForeignKey(Statement, models.CASCADE, db_constraint=False, related_name="+")
    via = models.ForeignKey(Statement, models.CASCADE, db_constraint=False, related_name="+")
    direct = models.BooleanField()

    class Meta:
        verbose_name_plural = "reach activities"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["activity", "-statement"], name="records_reach_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.statement_id}"
