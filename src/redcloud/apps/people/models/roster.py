"""Stage people: the organisation tree, members, dated memberships, roles, consents, audit.

In: rosters and what administrators, secretaries and members enter. Out: who belongs where on a day,
who may do what, and on what basis data about a member may be used.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in. A person's name stands on ``Member``, not here."""

    first_name = None  # type: ignore[assignment]  # the name belongs to Member
    last_name = None  # type: ignore[assignment]  # takes the field away
    last_login = None  # nobody keeps when somebody was here
    language = models.CharField(max_length=10, blank=True, default="")

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username


class OrganisationKind(models.TextChoices):
    """Kinds of node in the organisation tree."""

    COMMITTEE = "committee", _("基层党委")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")
    GROUP = "group", _("党小组")
    JOINT_BRANCH = "joint_branch", _("联合党支部")
    TEMPORARY_BRANCH = "temporary_branch", _("临时党支部")


BRANCH_KINDS = (OrganisationKind.BRANCH, OrganisationKind.JOINT_BRANCH, OrganisationKind.TEMPORARY_BRANCH)


class Organisation(models.Model):
    """A node of the tree. A root (no parent) is a tenant: roots see nothing of each other."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, null=True, blank=True, unique=True)  # roots only
    # "1/5/9/": the ids from the root down to this node; a prefix match is the subtree.
    path = models.CharField(max_length=255, db_index=True, default="", editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parent", "name"], name="people_sibling_names_differ"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_branch(self) -> bool:
        """Whether members belong to this node directly."""
        return self.kind in BRANCH_KINDS

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the node and set ``root`` and ``path`` from its parent when it is new."""
        is_new = self.pk is None
        # Together: every path begins with an empty one, so that a node without its own would be above all.
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                parent = self.parent
                self.root_id = parent.root_id if parent else self.pk
                self.path = f"{parent.path if parent else ''}{self.pk}/"
                type(self).objects.filter(pk=self.pk).update(root_id=self.root_id, path=self.path)


class Stage(models.TextChoices):
    """The five stages of membership."""

    APPLICANT = "applicant", _("入党申请人")
    ACTIVIST = "activist", _("入党积极分子")
    DEVELOPMENT_TARGET = "development_target", _("发展对象")
    PROBATIONARY = "probationary", _("预备党员")
    FULL = "full", _("正式党员")


class Member(models.Model):
    """A person on a roster. Exists before, and without, an account."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="member")
    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    roster_key = models.CharField(max_length=60)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.FULL)
    stage_since = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True, default="")
    # The member's own word, off until they give it: their branch may print a slip for a new password.
    slips_allowed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "roster_key"], name="people_roster_key_once_a_root"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Member of a branch from ``since`` to the day before ``until``."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(until=None), name="people_one_open_membership"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "since"], name="people_membership_place"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.organisation_id} {self.since}"


class TransferState(models.TextChoices):
    """Where a transfer stands."""

    WAITING = "waiting", _("等对方确认")
    CONFIRMED = "confirmed", _("已转入")
    DECLINED = "declined", _("对方没有接收")
    WITHDRAWN = "withdrawn", _("已收回")


class Transfer(models.Model):
    """A member's move to another branch: asked for by ``origin``, in force once ``target`` confirms."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="transfers")
    origin = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    target = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=TransferState.choices, default=TransferState.WAITING)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="waiting"), name="people_one_waiting_transfer"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target"], condition=Q(state="waiting"), name="people_transfer_arriving"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.origin_id} {self.target_id} {self.state}"


class Role(models.TextChoices):
    """What somebody may do for an organisation."""

    SECRETARY = "secretary", _("支部书记")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    ORGANISATION_COMMISSIONER = "organisation_commissioner", _("组织委员")
    PUBLICITY_COMMISSIONER = "publicity_commissioner", _("宣传委员")
    DISCIPLINE_COMMISSIONER = "discipline_commissioner", _("纪检委员")
    OFFICER = "officer", _("上级党组织工作人员")
    EDITOR = "editor", _("编辑")
    ADMINISTRATOR = "administrator", _("管理员")


COMMITTEE_ROLES = (
    Role.SECRETARY,
    Role.DEPUTY_SECRETARY,
    Role.ORGANISATION_COMMISSIONER,
    Role.PUBLICITY_COMMISSIONER,
    Role.DISCIPLINE_COMMISSIONER,
)


class RoleAssignment(models.Model):
    """A user holds a role for an organisation from ``since`` to the day before ``until``."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=Role.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(until=None), name="people_role_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class Purpose(models.TextChoices):
    """What a member may agree to. Everything defaults to no; refusing costs nothing."""

    PORTRAIT = "portrait", _("形成我的画像")
    PERSONALISATION = "personalisation", _("按我的画像推荐学习内容")
    COMMENT_TOPICS = "comment_topics", _("识别我的评论属于哪些公共事务主题")


class Consent(models.Model):
    """One answer of a member to one question. Append-only: the newest row counts."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30, choices=Purpose.choices)
    granted = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["purpose", "member", "-id"], name="people_consent_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.purpose} {self.granted}"


class AuditEntry(models.Model):
    """Who did what to which object, without content."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=60, blank=True, default="")
    target_id = models.CharField(max_length=60, blank=True, default="")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "-id"], name="people_audit_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind}:{self.target_id}"


class PendingRole(models.Model):
    """A role named by a roster for a member without an account; given at activation."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="pending_roles")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, choices=Role.choices)
    since = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "organisation", "role"], name="people_role_pending_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role} {self.organisation_id}"
