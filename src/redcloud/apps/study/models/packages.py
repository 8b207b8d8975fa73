"""Stage study: cmi5 packages of the library. In: what editors import. Out: what members open.

A package belongs to an item and is known by its course id; each import is a version, which is never
changed. No column says who opened one.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.models.library import Item
from redcloud.engine.study.packages import Structure, from_json


class Package(models.Model):
    """The package of an item. Its uid is in the ids that this platform gives units and blocks, for good."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    item = models.OneToOneField(Item, models.CASCADE, related_name="package")
    # The publisher's id of the course; found by its digest, since an IRI may be longer than an index entry.
    course_id = models.TextField()
    course_digest = models.UUIDField(editable=False)
    # What members open; none while the first version waits for a second editor.
    current = models.ForeignKey(
        "PackageVersion", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "course_digest"], name="study_package_once_a_root"),
        ]

    def __str__(self) -> str:
        return self.course_id


def folder_of_version(uid: uuid.UUID) -> str:
    """Where all of a version lies among the media."""
    return f"study/packages/{uid}/"


def stored_archive(version: PackageVersion, _name: str) -> str:
    """Name a package in the store by its version: what somebody called it is no part of a path."""
    return f"{folder_of_version(version.uid)}package"


class PackageVersion(models.Model):
    """A package as it was imported, with its file as it came."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    package = models.ForeignKey(Package, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    structure = models.JSONField()
    # Codes of what its editor should know (engine.study.packages.Note).
    notes = models.JSONField(default=list, blank=True)
    file = models.FileField(upload_to=stored_archive)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # Part of a proposal: for editors alone until a second one agrees.
    waiting = models.BooleanField(default=False)
    # When another took its place, or it was given back; a month later it goes, if nobody is in it.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["package", "number"], name="study_package_version_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["retired_at"], condition=Q(retired_at__isnull=False), name="study_packages_retired"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.number}"

    @property
    def course(self) -> Structure:
        """What it says, as the engine reads it."""
        return from_json(self.structure)


def stored_part(file: PackageFile, _name: str) -> str:
    """Name a file of a package in the store by a random name beside the package."""
    return f"{folder_of_version(file.version.uid)}{uuid.uuid4()}"


class PackageFile(models.Model):
    """A file of a version, unpacked. It lies in the store under a name that says nothing."""

    version = models.ForeignKey(PackageVersion, models.CASCADE, related_name="files", db_index=False)
    path = models.TextField()
    # Digest of the path without its case: what a page asks for by.
    path_digest = models.UUIDField(editable=False)
    file = models.FileField(upload_to=stored_part)
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "path_digest"], name="study_package_file_once"),
        ]

    def __str__(self) -> str:
        return self.path
