"""Demo steps that the product itself does: library, lake, portraits, releases, suggestions, plans."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from django.db.models import QuerySet

from redcloud.apps.outlook.actions import TooSoonError, publish_outlook
from redcloud.apps.people.access import viewer_of
from redcloud.apps.people.models import Role, RoleAssignment
from redcloud.apps.portrait import actions as portrait
from redcloud.apps.portrait.models import Release
from redcloud.apps.records.actions import AT_ONCE, drain_outbox
from redcloud.apps.records.models import Outbox
from redcloud.apps.rules.queries import load_pack
from redcloud.apps.study.actions.importing import import_package
from redcloud.apps.study.actions.library import change_item, import_markdown, publish_item
from redcloud.apps.study.actions.plans import make_plan
from redcloud.apps.study.actions.sending import send
from redcloud.apps.study.drafts import draft_of
from redcloud.apps.study.models import BranchPlan, Licence
from redcloud.apps.topics.models import Topic
from redcloud.demo.province import Province
from redcloud.demo.shelf import (
    FOLDER,
    PACKAGE_DAY,
    PACKAGE_MINUTES,
    PACKAGE_TOPIC,
    library_files,
    package_file,
)
from redcloud.engine.study.packages import BadPackage

SESSION_MINUTES = 60


class BadItem(RuntimeError):  # noqa: N818 - says what it is
    """A study item of the demo was refused: a fault of the demo."""


def import_library(province: Province) -> int:
    """Give each organisation the demo's study items, published on the days that the files say.

    Raises
    ------
    BadItem
        If one is refused.
    """
    imported = 0
    # A whole folder is read once; another organisation gets its files one by one.
    own_words = bool(load_pack(province.note.pack).terms)
    paths = library_files(own_words=True) if own_words else [FOLDER]
    for root in province.roots():
        for path in paths:
            result = import_markdown(actor=None, root=root, path=path)
            if result.bad:
                raise BadItem("; ".join(f"{bad.name}: {bad.reason}" for bad in result.bad))
            imported += result.made + result.changed
    return imported


def import_packages(province: Province) -> int:
    """Give each organisation the demo's cmi5 package, published.

    Raises
    ------
    BadItem
        If it is refused.
    """
    roots = province.roots()
    topics = tuple(Topic.objects.filter(root=None, code=PACKAGE_TOPIC))
    for root in roots:
        try:
            item = import_package(actor=None, root=root, file=package_file(), name="fire-at-home.zip").item
        except BadPackage as bad:
            raise BadItem(str(bad.faults)) from bad
        draft = replace(draft_of(item), topics=topics, minutes=PACKAGE_MINUTES, licence=Licence.CC_BY)
        change_item(actor=None, item=item, draft=draft)
        publish_item(actor=None, item=item, on=PACKAGE_DAY)
    return len(roots)


def waiting_for_lake(province: Province) -> int:
    """Count what waits in the outbox."""
    return Outbox.objects.count()


def fill_lake(province: Province, tell: Callable[[int], None]) -> int:
    """Drain the outbox into the lake."""
    total = 0
    while moved := drain_outbox(AT_ONCE):
        total += moved
        tell(moved)
    return total


def build_portraits(province: Province) -> int:
    """Fold the lake into portraits."""
    return portrait.build(actor=None).portraits


def publish_releases(province: Province) -> int:
    """Publish the first release of each organisation that has none yet."""
    roots = province.roots()
    published = set(Release.objects.filter(root__in=roots).values_list("root_id", flat=True))
    for root in roots:
        if root.pk not in published:
            portrait.publish_release(actor=None, root=root, day=province.note.day)
    return len(roots)


def publish_outlooks(province: Province) -> int:
    """Publish the outlook of the last month that is over, of each organisation."""
    for root in province.roots():
        with suppress(TooSoonError):
            publish_outlook(actor=None, root=root, today=province.note.day)
    return len(province.roots())


def send_study(province: Province) -> int:
    """Send every member what fits."""
    return sum(send(root=root, day=province.note.day).suggestions for root in province.roots())


def branches_to_plan(province: Province) -> int:
    """Count the branches whose secretary can have a plan made."""
    return _secretaries(province).count()


def make_plans(province: Province, tell: Callable[[int], None]) -> int:
    """Plan the next session of every branch, as its secretary would."""
    made = 0
    for held in _secretaries(province).select_related("user"):
        viewer = viewer_of(held.user)
        make_plan(actor=held.user, viewer=viewer, branch_id=held.organisation_id, session=SESSION_MINUTES)
        made += 1
        tell(1)
    return made


def _secretaries(province: Province) -> QuerySet[RoleAssignment]:
    """Secretaries of branches without a plan yet, so that a repeated step goes on where it was."""
    held = RoleAssignment.objects.filter(role=Role.SECRETARY, organisation__root__in=province.roots())
    planned = BranchPlan.objects.values("branch_id")
    return held.exclude(organisation__in=planned).order_by("pk")
