"""Stage records: statements and the links by which they are found. In: ``store_statements`` alone.

The primary key grows with time and is what pages, links and the lake go by. Link tables carry
(key, newest first) indexes, so that a first page costs the same whatever the store holds.
Their foreign keys are not checked by the database: they are written beside their statement, in its
transaction, by one function, and checking each row would double the price of storing it.
Links have no number of their own: they lie in the order of their statements, which is where new ones
come, and their indexes hold all that a query asks of them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models.parties import Activity, Identity, Verb


class Statement(models.Model):
    """An xAPI statement, as received."""

    id = models.BigAutoField(primary_key=True)
    root = models.ForeignKey(
        Organisation, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    statement_id = models.UUIDField()
    verb = models.ForeignKey(Verb, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    # The agent who acted, null for a group without an identifier.
    actor = models.ForeignKey(
        Identity, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    # The activity acted on, null where the object is something else.
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    # Who vouches for it: the credential, the command line or this product itself, as an agent.
    authority = models.ForeignKey(
        Identity, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    registration = models.UUIDField(null=True)
    timestamp = models.DateTimeField()
    stored = models.DateTimeField()
    version = models.CharField(max_length=64)
    source = models.CharField(max_length=20)
    is_voiding = models.BooleanField(default=False)
    voided = models.BooleanField(default=False)
    raw = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "statement_id"], name="records_statement_once_a_root"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Ascending: what is new comes at the end, where an index takes it with the least work.
            models.Index(fields=["root", "id"], name="records_stmt_of_root"),
            models.Index(fields=["root", "verb", "id"], name="records_stmt_of_verb"),
            models.Index(fields=["authority", "id"], name="records_stmt_of_authority"),
            models.Index(
                fields=["root", "registration", "id"],
                condition=models.Q(registration__isnull=False),
                name="records_stmt_of_registration",
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement_id)


class StatementActor(models.Model):
    """An agent or group named anywhere in a statement; ``direct`` as its actor or object."""

    pk = models.CompositePrimaryKey("statement", "identity")
    identity = models.ForeignKey(Identity, models.PROTECT, db_index=False, db_constraint=False)
    verb = models.ForeignKey(Verb, models.PROTECT, db_index=False, db_constraint=False)
    statement = models.ForeignKey(
        Statement, models.CASCADE, db_index=False, db_constraint=False, related_name="actors"
    )
    direct = models.BooleanField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["identity", "statement", "direct"], name="records_actor_in_order"),
            models.Index(fields=["identity", "verb", "statement", "direct"], name="records_actor_of_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.statement_id}"


class StatementActivity(models.Model):
    """An activity named anywhere in a statement; ``direct`` as its object."""

    pk = models.CompositePrimaryKey("statement", "activity")
    activity = models.ForeignKey(Activity, models.PROTECT, db_index=False, db_constraint=False)
    statement = models.ForeignKey(
        Statement, models.CASCADE, db_index=False, db_constraint=False, related_name="activities"
    )
    direct = models.BooleanField()

    class Meta:
        verbose_name_plural = "statement activities"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["activity", "statement", "direct"], name="records_activity_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.statement_id}"


class StatementReference(models.Model):
    """A statement that points at another by id; the target may arrive later, or never."""

    id = models.BigAutoField(primary_key=True)
    root = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    statement = models.ForeignKey(Statement, models.CASCADE, db_constraint=False, related_name="references")
    target = models.UUIDField()
    voids = models.BooleanField(default=False)
    # Whether it is the statement's own object, and not in its context or SubStatement.
    targets = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "target"], name="records_reference_target"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} -> {self.target}"
