"""Versions, the second look, the last day, and whose members may use an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Organisation, OrganisationKind, User
from redcloud.apps.study.actions import (
    Draft,
    approve_item,
    decline_item,
    restore_version,
    save_item,
    send,
    set_second_person,
)
from redcloud.apps.study.drafts import content_of, draft_of
from redcloud.apps.study.models import Item, ItemVersion, Suggestion, VersionState
from redcloud.apps.study.queries import (
    History,
    Search,
    editors_files_of,
    files_of,
    history_for,
    item_visible_to,
    library_for,
    shelf_for,
    suggestions_for,
)
from tests.apps.study.files import upload
from tests.apps.study.stories import draft, library, shelve, today
from tests.world import World


@pytest.fixture
def item(world: World) -> Item:
    return shelve(world.north, 1, "farming")


@pytest.fixture
def second(world: World) -> User:
    """Another account that writes: who may do so is the door's matter, not the action's."""
    return world.users["officer"]


def written(world: World, item: Item, key: str = "editor", **changed: object) -> bool:
    new: Draft = replace(draft_of(item), **changed)
    saved = save_item(actor=world.users[key], root=item.root, draft=new, item=item)
    item.refresh_from_db()
    return saved.waits


def history(world: World, item: Item) -> History:
    return history_for(world.viewer("editor"), item.uid)


def test_every_save_of_what_was_published_keeps_the_version_before(world: World, item: Item) -> None:
    first = content_of(draft_of(item))
    written(world, item, title="新题", text="第一行\n第二行\n", minutes=12)
    written(world, item, text="第一行\n改过的第二行\n")
    written(world, item)  # nothing changed: nothing to keep
    now, second, oldest = history(world, item).changes
    assert [(line.sort, line.text) for line in now.lines] == [
        ("same", "第一行"),
        ("out", "第二行"),
        ("in", "改过的第二行"),
    ]
    assert now.by == second.by == "editor"
    assert {str(field.name): (field.before, field.after) for field in second.fields} == {
        "标题": ("内容1", "新题"),
        "读完大约几分钟": ("10", "12"),
    }
    assert oldest.fields == oldest.lines == []
    assert ItemVersion.objects.get(pk=oldest.version_id).content == first


def test_a_draft_keeps_no_versions(world: World) -> None:
    item = save_item(actor=None, root=world.north, draft=draft(1, "farming")).item
    written(world, item, title="新题")
    assert not ItemVersion.objects.exists()


def test_an_earlier_version_is_restored_whole_and_the_present_one_kept(world: World, item: Item) -> None:
    first = content_of(draft_of(item))
    written(world, item, title="新题", text="别的", expires_on=today())
    version = item.versions.get()
    restore_version(actor=world.users["editor"], item=item, version_id=version.pk)
    item.refresh_from_db()
    assert content_of(draft_of(item)) == first
    assert [change.fields[0].before for change in history(world, item).changes[:1]] == ["新题"]
    other = shelve(world.north, 2, "farming")
    with pytest.raises(NotVisible):
        restore_version(actor=world.users["editor"], item=other, version_id=version.pk)


def review(world: World) -> None:
    set_second_person(
        actor=world.users["administrator"],
        viewer=world.viewer("administrator"),
        root_id=world.north.pk,
        wanted=True,
    )


def test_with_review_readers_see_a_change_after_a_second_editor_agreed(
    world: World, item: Item, second: User
) -> None:
    review(world)
    assert written(world, item, title="改过的题", file=upload())
    assert item.title == "内容1"
    assert files_of(item) == []
    assert len(editors_files_of(item)) == 1
    assert history(world, item).own
    assert [i.title for i in library_for(world.viewer("editor"), "waiting").page] == ["内容1"]
    with pytest.raises(ValidationError, match="另一位"):
        approve_item(actor=world.users["editor"], item=item)
    approve_item(actor=second, item=item)
    item.refresh_from_db()
    assert item.title == "改过的题"
    assert item.changed_by == world.users["editor"]  # who wrote it, not who agreed
    assert len(files_of(item)) == 1
    assert item.versions.get().state == VersionState.KEPT
    with pytest.raises(NotVisible):
        approve_item(actor=second, item=item)


def test_with_review_a_new_item_is_published_by_the_second_editor(world: World, second: User) -> None:
    review(world)
    editor = world.users["editor"]
    saved = save_item(actor=editor, root=world.north, draft=draft(1, "farming"), publish=True)
    assert saved.waits
    assert not saved.item.is_published
    approve_item(actor=second, item=saved.item)
    assert item_visible_to(world.viewer("member"), saved.item.uid).is_published


def test_what_was_given_back_comes_with_its_note_and_is_handed_in_again(
    world: World, item: Item, second: User
) -> None:
    review(world)
    written(world, item, title="改过的题", file=upload())
    declined = decline_item(actor=second, item=item, note="请写短一点")
    seen = history(world, item)
    assert seen.waiting is None
    assert seen.declined is not None
    assert seen.declined.note == "请写短一点"
    assert editors_files_of(item) == []
    restore_version(actor=world.users["editor"], item=item, version_id=declined.pk)
    waiting = history(world, item).waiting
    assert waiting is not None
    assert waiting.fields[0].after == "改过的题"


def test_after_its_last_day_an_item_is_neither_listed_nor_sent(world: World) -> None:
    items = library(world, size=4)
    written(world, items[0], expires_on=today() - timedelta(days=1))
    written(world, items[1], expires_on=today())
    titles = {line.item.title for line in shelf_for(world.viewer("member"), Search()).lines}
    assert titles == {"内容1", "内容2", "内容3"}
    with pytest.raises(NotVisible):
        item_visible_to(world.viewer("member"), items[0].uid)
    assert item_visible_to(world.viewer("editor"), items[0].uid)
    send(root=world.north, day=today())
    assert not Suggestion.objects.filter(item=items[0]).exists()
    sent = suggestions_for(world.viewer("member")).sent
    written(world, sent[0].item, expires_on=today() - timedelta(days=1))
    assert len(suggestions_for(world.viewer("member")).sent) == len(sent) - 1
    editors = library_for(world.viewer("editor"), "expiring")
    assert editors.expiring == len(editors.page.object_list)
    expired = library_for(world.viewer("editor"), "expired").page.object_list
    assert items[0] in list(expired)


def test_an_item_of_a_committee_is_for_it_and_those_below(world: World) -> None:
    kind = OrganisationKind.COMMITTEE
    inner = Organisation.objects.create(parent=world.north, kind=kind, name="内层党委")
    items = library(world, size=2)
    written(world, items[0], used_by=inner, owner=inner)
    with pytest.raises(NotVisible):
        item_visible_to(world.viewer("member"), items[0].uid)
    assert [line.item for line in shelf_for(world.viewer("member"), Search()).lines] == [items[1]]
    assert item_visible_to(world.viewer("editor"), items[0].uid)
    send(root=world.north, day=today())
    assert not Suggestion.objects.filter(item=items[0]).exists()
    # The branch comes under the committee: its members see it and are sent it.
    Organisation.objects.filter(pk=world.branch.pk).update(path=f"{inner.path}{world.branch.pk}/")
    assert item_visible_to(world.viewer("member"), items[0].uid)
    send(root=world.north, day=today())
    got = set(Suggestion.objects.filter(item=items[0]).values_list("member__roster_key", flat=True))
    assert "member" in got
    assert "sibling1" not in got
    assert items[0] in [sent.item for sent in suggestions_for(world.viewer("member")).sent]


@pytest.mark.parametrize("where", ["branch", "south"])
def test_only_a_committee_of_the_root_may_be_named(world: World, item: Item, where: str) -> None:
    with pytest.raises(ValidationError):
        written(world, item, used_by=getattr(world, where))
