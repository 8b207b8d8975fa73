"""Study: items for the root, what one says for members, plans for the branch, shelves for editors."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from redcloud.apps.study.actions import add_file, change_item, make_item, make_plan, propose
from redcloud.apps.study.models import BranchPlan, Item, PlanEntry
from redcloud.apps.topics.actions import add_topic
from redcloud.apps.topics.models import Topic
from tests.apps.study.files import upload
from tests.apps.study.stories import draft, library, shelve, today
from tests.web.access import Row
from tests.world import World

BRANCH = frozenset({"member", "colleague", "secretary"})
NORTH_MEMBERS = BRANCH | {"sibling_secretary"}
NORTH = NORTH_MEMBERS | {"officer", "editor", "administrator"}
MEMBERS = NORTH_MEMBERS | {"south_member", "south_secretary"}
SIGNED_IN = NORTH | {"south_member", "south_secretary", "south_officer"}
DONE = frozenset({302})
EDITOR = frozenset({"editor"})


def rows(world: World) -> list[Row]:
    """Every URL of home, study, plan and library."""
    items = library(world)
    hidden = make_item(actor=None, root=world.north, draft=draft(99, "farming"))
    file = add_file(actor=None, item=items[0], file=upload())
    return [
        *_member(items[0].uid, hidden.uid, file.uid),
        *_plan(world),
        *_asks(world),
        *_library(world, items[1]),
    ]


def _member(uid: object, hidden: object, file: object) -> list[Row]:
    said = [
        Row(name, (uid,), NORTH_MEMBERS, "post", data, DONE)
        for name in ("study-item-begin", "study-item-done", "study-item-refuse", "study-item-wish")
        for data in ({}, {"undo": "yes"})
    ]
    return [
        Row("member-home", allowed=MEMBERS),
        Row("home-personalisation", (), MEMBERS, "post", {"granted": "no"}, DONE),
        Row("study", allowed=SIGNED_IN),
        Row("study-item", (uid,), NORTH),
        Row("study-item", (hidden,), EDITOR),
        Row("study-item", (uuid4(),)),
        Row("study-item-file", (uid, file), NORTH),
        Row("study-item-file", (hidden, file)),
        *said,
    ]


def _plan(world: World) -> list[Row]:
    branch, secretary = world.branch.pk, frozenset({"secretary"})
    make_plan(actor=world.users["secretary"], viewer=world.viewer("secretary"), branch_id=branch, session=60)
    entry = PlanEntry.objects.filter(plan=BranchPlan.objects.get(branch=branch)).first()
    assert entry is not None
    return [
        Row("branch-plan", (branch,), BRANCH),
        Row("branch-plan", (world.north.pk,)),
        Row("branch-plan-lock", (branch, entry.pk), secretary, "post", {"locked": "yes"}, DONE),
        Row("branch-plan-swap", (branch, 0), frozenset(), "post"),
        Row("branch-plan-choices", (branch, entry.pk), secretary),
        Row("branch-plan-move", (branch, entry.pk), secretary, "post", {"place": "1"}, DONE),
        Row("branch-plan-question", (branch, entry.pk), secretary, "post", {"question": "？"}, DONE),
        Row("branch-plan-swap", (branch, entry.pk), secretary, "post", {}, DONE),
        Row("branch-plan-again", (branch,), secretary, "post", {"session": "60"}, DONE),
        Row("branch-plan-make", (branch,), secretary, "post", {"session": "45"}, DONE),
        Row("branch-plan-minutes", (branch, entry.plan.uid), secretary, "post", {"session": "90"}, DONE),
        Row("branch-plan-term", (branch,), secretary, "post", {"months": "3"}, DONE),
        Row("branch-plan-undo", (branch,), secretary, "post", {}, DONE),
        Row("branch-plan-overview", (branch,), BRANCH),
        Row("branch-plan-calendar", (branch,), BRANCH),
        Row("branch-plan-sheet", (branch, entry.plan.uid), BRANCH),
        Row("branch-plan-show", (branch, entry.plan.uid), BRANCH),
        Row("branch-plan-sheet", (branch, uuid4())),
        Row("branch-plan-call", (branch, entry.plan.uid), secretary, "post", {}, DONE),
        Row("branch-plan-held", (branch, entry.plan.uid), secretary, "post", {}, DONE),
    ]


def _asks(world: World) -> list[Row]:
    """What is proposed to branches: for officers above them, and for the root's editors."""
    item = shelve(world.north, 98, "farming")
    officer = {"actor": world.users["officer"], "viewer": world.viewer("officer")}
    day = today() + timedelta(days=60)
    ask = propose(**officer, organisation_id=world.north.pk, thing=item, by_day=day)
    above = frozenset({"officer", "editor"})
    return [
        Row("office-study", (world.north.pk,), above),
        Row("office-study", (world.general.pk,), frozenset({"officer"})),
        Row("office-study", (world.branch.pk,)),
        Row("office-study-withdraw", (ask.uid,), above, "post", {}, DONE),
    ]


def _library(world: World, item: Item) -> list[Row]:
    uid, file = item.uid, add_file(actor=None, item=item, file=upload()).uid
    change_item(actor=None, item=item, draft=draft(98, "farming"))
    version = item.versions.get()
    own = add_topic(actor=None, root=world.north, code="tea", name_zh="茶", name_en="Tea")
    shared = Topic.objects.get(root=None, code="farming")
    return [
        Row("library", allowed=EDITOR),
        Row("library-item-new", allowed=EDITOR),
        Row("library-preview", (), EDITOR, "post", {"text": "正文"}),
        Row("library-lists", allowed=EDITOR),
        Row("library-lists-apply", (), EDITOR, "post", {"token": "gone"}, DONE),
        Row("library-lists-undo", (), frozenset(), "post"),
        Row("library-export", ("csv",), EDITOR),
        Row("library-export", ("xlsx",), EDITOR),
        Row("library-export", ("exe",)),
        Row("library-export-folder", allowed=EDITOR),
        Row("library-suggest", (), EDITOR, "post", {"title": "灭火器", "text": "正文"}),
        Row("library-item-edit", (uid,), EDITOR),
        Row("library-item-archive", (uid,), EDITOR, "post", {}, DONE),
        Row("library-item-versions", (uid,), EDITOR),
        Row("library-version-restore", (uid, version.pk), EDITOR, "post", {}, DONE),
        Row("library-item-decide", (uid,), frozenset(), "post"),
        Row("library-file-remove", (uid, file), EDITOR, "post", {}, DONE),
        Row("library-file-restore", (uid, file), EDITOR, "post", {}, DONE),
        Row("library-topics", allowed=EDITOR),
        Row("library-topic-edit", (own.pk,), EDITOR),
        Row("library-topic-edit", (shared.pk,)),
    ]
