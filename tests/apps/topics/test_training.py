"""The text model of a root: trained from what people sorted, replaced whole, gone with its texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry
from redcloud.apps.study.models import Item, ItemState
from redcloud.apps.study.teaching import library_examples
from redcloud.apps.topics.actions import add_topic, train_one
from redcloud.apps.topics.models import TextModel, Topic
from redcloud.apps.topics.naming import named_by
from redcloud.apps.topics.queries import LIBRARY, models_in_force, newest_model, suggested_topics
from redcloud.apps.topics.teaching import Examples
from tests.engine.topics.making import messages
from tests.world import World


def examples(count: int = 48) -> Examples:
    rows, labels = messages()
    return Examples(rows[:count], [(label,) for label in labels[:count]], several=False)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_a_model_is_kept_asked_left_alone_replaced_and_forgotten(
    world: World, folder: Path, django_capture_on_commit_callbacks
) -> None:
    """One story, since each training costs seconds."""
    first = train_one(root=world.north, use="needs", examples=examples())
    assert first is not None
    assert (first.texts, (folder / first.file).is_file()) == (48, True)
    assert named_by(first, [{"words": "西门的路灯晚上不亮"}, {"words": "zzz"}]) == [["lighting"], []]
    assert newest_model(world.south.pk, "needs") is None
    assert train_one(root=world.north, use="needs", examples=examples()) is None  # nothing new
    newer = train_one(root=world.north, use="needs", examples=examples(42))
    assert newest_model(world.north.pk, "needs") == newer
    assert list(models_in_force("needs")) == [newer]
    assert not models_in_force("library")
    assert AuditEntry.objects.filter(action="topics.train").count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert train_one(root=world.north, use="needs", examples=examples(10)) is None
    assert not TextModel.objects.exists()  # what was taken back is not used on
    assert not list(folder.rglob("*.npz"))


def test_a_model_whose_file_is_gone_says_nothing(world: World, folder: Path) -> None:
    version = TextModel(root=world.north, use="needs", texts=1, seen="", file="topics/none.npz")
    assert named_by(version, [{"words": "路灯"}]) == [[]]
    assert named_by(None, [{"words": "路灯"}, {}]) == [[], []]


def test_the_words_of_a_topic_suggest_it_before_any_training(world: World) -> None:
    add_topic(actor=None, root=world.north, code="tea-growing", name_zh="种茶", name_en="Tea growing")
    found = suggested_topics(world.viewer("editor"), "春天种茶", "茶园里也放一个灭火器。")
    assert [entry.topic.code for entry in found.found] == ["fire-safety", "tea-growing"]
    assert [entry.hint.words for entry in found.found] == [("灭火器",), ("种茶",)]
    assert found.model is None
    assert suggested_topics(world.viewer("editor"), "", "").found == []


@pytest.mark.parametrize("key", ["member", "secretary", "officer", "administrator"])
def test_topics_are_suggested_to_editors_alone(world: World, key: str) -> None:
    with pytest.raises(NotVisible):
        suggested_topics(world.viewer(key), "种茶", "")


def test_published_items_teach_with_the_topics_that_the_editor_left_and_drafts_do_not(world: World) -> None:
    topics = {code: Topic.objects.get(root=None, code=code) for code in ("farming", "first-aid")}
    for number, state in enumerate((ItemState.ARCHIVED, ItemState.DRAFT)):
        item = Item.objects.create(root=world.north, title=f"第{number}篇", text="正文", state=state)
        item.topics.set(topics.values())
    found = library_examples(world.north.pk)
    assert found.several
    assert (found.rows, found.codes) == ([{"title": "第0篇", "text": "正文"}], [("farming", "first-aid")])
    assert not library_examples(world.south.pk).rows
    assert LIBRARY == "library"
