"""The library: who finds what, what Markdown may do, what an import says about a bad file."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from redcloud.apps.people.access import NotVisible
from redcloud.apps.study.actions import Draft, archive_item, import_markdown, make_item, publish_item
from redcloud.apps.study.markdown import rendered
from redcloud.apps.study.models import Course, Item
from redcloud.apps.study.queries import (
    Search,
    item_edited_by,
    item_topics_table,
    item_visible_to,
    library_for,
    shelf_for,
)
from redcloud.apps.topics.actions import add_topic
from tests.apps.study.stories import draft, finished, library, shelve
from tests.world import World

DEMO = Path(__file__).resolve().parents[3] / "src/redcloud/demo/library"


def found(world: World, **search: str) -> list[str]:
    return [line.item.title for line in shelf_for(world.viewer("member"), Search(**search)).lines]


def test_readers_find_published_items_of_their_root_by_words_and_topic(world: World) -> None:
    shelve(world.north, 1, "first-aid")
    shelve(world.north, 2, "farming")
    make_item(actor=None, root=world.north, draft=draft(3, "farming"))
    shelve(world.south, 4, "farming")
    assert found(world) == ["内容2", "内容1"]
    assert found(world, topic="farming") == ["内容2"]
    assert found(world, words="内容1") == ["内容1"]
    assert found(world, words="没有的词") == []


@pytest.mark.parametrize("role", ["south_member", "south_officer"])
def test_another_root_cannot_open_an_item(world: World, role: str) -> None:
    item = shelve(world.north, 1, "first-aid")
    with pytest.raises(NotVisible):
        item_visible_to(world.viewer(role), item.uid)


def test_a_draft_is_for_editors_only(world: World) -> None:
    item = make_item(actor=None, root=world.north, draft=draft(1, "first-aid"))
    assert item_visible_to(world.viewer("editor"), item.uid) == item
    for role in ("member", "officer", "administrator"):
        with pytest.raises(NotVisible):
            item_visible_to(world.viewer(role), item.uid)


def test_absent_and_forbidden_look_the_same(world: World) -> None:
    with pytest.raises(NotVisible):
        item_visible_to(world.viewer("member"), uuid4())
    with pytest.raises(NotVisible):
        item_edited_by(world.viewer("member"), shelve(world.north, 1, "first-aid").uid)
    with pytest.raises(NotVisible):
        library_for(world.viewer("member"))


def test_an_archived_item_leaves_the_shelves_and_comes_back(world: World) -> None:
    item = shelve(world.north, 1, "first-aid")
    archive_item(actor=None, item=item)
    assert found(world) == []
    first_day = item.published_on
    publish_item(actor=None, item=item)
    assert found(world) == ["内容1"]
    assert item.published_on == first_day


def test_an_item_without_a_topic_is_not_published(world: World) -> None:
    item = make_item(actor=None, root=world.north, draft=draft(1))
    with pytest.raises(ValidationError):
        publish_item(actor=None, item=item)


def test_a_topic_of_another_root_is_refused(world: World) -> None:
    theirs = add_topic(actor=None, root=world.south, code="theirs", name_zh="他们的", name_en="Theirs")
    with pytest.raises(ValidationError):
        make_item(actor=None, root=world.north, draft=Draft("题", "文", 5, (theirs,)))


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://elsewhere.example/pixel.png)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='x' style='position:fixed'>x</a>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_markdown_runs_or_calls_home(text: str) -> None:
    html = str(rendered(text))
    for forbidden in ("<script", "<img", "<iframe", 'href="javascript', 'href="data', "<a href='x'"):
        assert forbidden not in html


@given(st.text(alphabet="<>[]()!*#`|\"'=: \nabjs/", max_size=80))
def test_any_text_gives_only_allowed_tags(text: str) -> None:
    import re

    tags = set(re.findall(r"<([a-z0-9]+)", str(rendered(text))))
    allowed = "p br hr h2 h3 h4 h5 strong em s code pre blockquote ul ol li a table thead tbody tr th td"
    assert tags <= set(allowed.split())


def test_the_demo_library_comes_in_whole_and_twice_is_once(world: World) -> None:
    first = import_markdown(actor=None, root=world.north, path=DEMO)
    second = import_markdown(actor=None, root=world.north, path=DEMO)
    assert first.bad == second.bad == []
    assert first.made == second.changed == Item.objects.count() + Course.objects.count()
    assert Item.objects.count() >= 40
    assert second.made == 0


def test_a_bad_file_is_named_and_the_good_ones_come_in(world: World, tmp_path: Path) -> None:
    head = "---\nslug: good\ntitle: 好\ntopics: farming\nminutes: 5\n---\n正文\n"
    files = {
        "good.md": head,
        "no-head.md": "只有正文",
        "no-topic.md": head.replace("farming", "no-such-topic").replace("good", "a"),
        "no-minutes.md": head.replace("5", "five").replace("good", "b"),
        "no-title.md": head.replace("title: 好\n", "").replace("good", "c"),
        "bad-day.md": head.replace("---\n正文", "published: gestern\n---\n正文").replace("good", "d"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = import_markdown(actor=None, root=world.north, path=tmp_path)
    assert (done.made, done.changed) == (1, 0)
    assert {bad.name for bad in done.bad} == set(files) - {"good.md"}
    assert all(bad.reason for bad in done.bad)
    assert Item.objects.get().slug == "good"


def test_item_topics_name_activities_that_records_speak_of(world: World) -> None:
    items = library(world, size=2)
    assert item_topics_table().num_rows == 0
    finished([world.members["member"]], items[:1])
    rows = item_topics_table().to_pylist()
    assert [(row["topic"], row["sensitive"]) for row in rows] == [("first-aid", False)]
    activity = rows[0]["activity"]
    assert item_topics_table([activity]).to_pylist() == rows
    assert item_topics_table([activity + 1]).num_rows == 0
