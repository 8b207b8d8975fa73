"""The library as a list: what is exported changes nothing; what is wrong is named; one tap takes it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Organisation, OrganisationKind
from redcloud.apps.study.actions import (
    Draft,
    ListRefused,
    add_file,
    approve_item,
    archive_item,
    import_list,
    make_item,
    publish_item,
    save_item,
    set_second_person,
    undo_import,
)
from redcloud.apps.study.drafts import content_of, draft_of
from redcloud.apps.study.lists import ListPlan, Source, plan_of
from redcloud.apps.study.models import Item, ItemState, ItemVersion, LibraryImport, VersionState
from redcloud.apps.study.queries.lists import list_desk, rows_for
from redcloud.apps.topics.actions import add_topic
from redcloud.apps.topics.models import Topic
from redcloud.engine.study.lists import as_csv, as_xlsx, read_list
from tests.apps.study.files import upload
from tests.apps.study.stories import draft, library, shelve, today
from tests.world import World


def plan(world: World, table: str) -> ListPlan:
    return plan_of(world.north, read_list(table.encode()))


def stored(world: World, table: str, key: str = "editor", **more: Any):
    return import_list(
        actor=world.users[key], root=world.north, source=Source(read_list(table.encode())), **more
    )


def reviewed(world: World) -> None:
    viewer = world.viewer("administrator")
    set_second_person(actor=world.users["administrator"], viewer=viewer, root_id=world.north.pk, wanted=True)


def contents() -> list[tuple[int, str, dict[str, Any]]]:
    return [(item.pk, item.state, content_of(draft_of(item))) for item in Item.objects.order_by("pk")]


PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=40)
RISKY = st.sampled_from(
    ["=1+1", "'=1", "-", "+86", "@我", "007", "1e5", "2026-01-02", "TRUE", "#标题", "１２"]
)
WORDS = st.one_of(PLAIN, RISKY)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.fixed_dictionaries(
            {
                "title": WORDS.filter(lambda text: text.strip()),
                "title_en": WORDS,
                "text": WORDS.filter(lambda text: text.strip()),
                "minutes": st.integers(1, 240),
                "licence": st.sampled_from(["CC BY 4.0", "CC BY-SA 4.0", "public", "internal"]),
                "language": st.sampled_from(["zh-Hans", "en"]),
                "link": st.sampled_from(["", "https://a.example/?q=1,2;3"]),
                "expires_on": st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2090, 1, 1))),
                "place": st.sampled_from([None, 0, 1, 2]),
                "state": st.sampled_from(ItemState.values),
            }
        ),
        min_size=1,
        max_size=4,
    ),
    written=st.sampled_from(["zh-hans", "en"]),
    read=st.sampled_from(["zh-hans", "en"]),
)
def test_an_export_that_comes_back_changes_nothing(world: World, drawn, written: str, read: str) -> None:
    Item.objects.all().delete()
    places = _committees(world)
    tea = _tea(world)
    for number, fields in enumerate(drawn):
        state, place = fields.pop("state"), fields.pop("place")
        made = Draft(
            topics=(tea, Topic.objects.get(root=None, code="farming"))[: number % 2 + 1],
            used_by=None if place is None else places[place],
            owner=places[number % 3],
            **fields,
        )
        item = make_item(actor=None, root=world.north, draft=made)
        if state != ItemState.DRAFT:
            publish_item(actor=None, item=item)
        if state == ItemState.ARCHIVED:
            archive_item(actor=None, item=item)
    before = contents()
    for write in (as_csv, as_xlsx):
        with translation.override(written):
            file = write(rows_for(world.viewer("editor"), written), written)
        with translation.override(read):
            found = plan_of(world.north, read_list(file))
            assert (found.new, found.changed, found.problems) == ([], [], [])
            assert found.unchanged == len(drawn)
            done = import_list(actor=None, root=world.north, source=Source(read_list(file)))
        assert (done.new, done.changed) == (0, 0)
    assert contents() == before
    assert not ItemVersion.objects.exists()


def _committees(world: World) -> list[Organisation]:
    """Three committees, two of one name."""
    kind = OrganisationKind.COMMITTEE
    one, _ = Organisation.objects.get_or_create(parent=world.north, kind=kind, name="城关镇党委")
    other, _ = Organisation.objects.get_or_create(parent=world.north, kind=kind, name="教育党委")
    same, _ = Organisation.objects.get_or_create(parent=one, kind=kind, name="教育党委")
    return [one, other, same]


def _tea(world: World) -> Topic:
    """A topic with a name that a list could not tell from two."""
    found = Topic.objects.filter(root=world.north, code="tea").first()
    return found or add_topic(actor=None, root=world.north, code="tea", name_zh="茶、酒", name_en="Tea, wine")


def test_a_list_makes_items_and_changes_them_and_says_which(world: World) -> None:
    item = shelve(world.north, 1, "farming")
    farming = Topic.objects.get(root=None, code="farming").name_zh
    table = (
        f"编号,标题,正文,主题,分钟,状态,到期日\n{item.uid},内容1,新的正文,{farming},12,,\n"
        ",育苗,先看种子,farming,,发布,2030年1月2日\n"
    )
    found = plan(world, table)
    assert [entry.fields for entry in found.changed] == [("text", "minutes")]
    assert [entry.row.line for entry in found.new] == [3]
    done = stored(world, table)
    assert (done.new, done.changed, done.waits) == (1, 1, 0)
    item.refresh_from_db()
    assert (item.text, item.minutes, item.is_published) == ("新的正文\n", 12, True)
    made = Item.objects.get(title="育苗")
    assert (made.is_published, made.expires_on, made.minutes) == (True, date(2030, 1, 2), 10)
    assert ItemVersion.objects.get(item=item, state=VersionState.KEPT).content["text"] == "第 1 篇。\n"
    again = stored(world, table)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_columns_that_are_not_there_stay_and_empty_ones_are_emptied(world: World) -> None:
    first = draft(1, "farming")
    item = make_item(
        actor=None, root=world.north, draft=Draft(**{**_fields(first), "link": "https://a.example"})
    )
    stored(world, f"编号,英文标题\n{item.uid},One\n")
    item.refresh_from_db()
    assert (item.title_en, item.link) == ("One", "https://a.example")
    stored(world, f"编号,链接\n{item.uid},\n")
    item.refresh_from_db()
    assert (item.title_en, item.link) == ("One", "")


def _fields(made: Draft) -> dict[str, Any]:
    return {name: getattr(made, name) for name in Draft.__slots__}


WRONG = [
    ("标题,正文\n,文\n", "标题", "请写一个标题"),
    ("标题,正文\n题,\n", "正文", "请写几段正文"),
    ("标题,正文\n" + "题" * 121 + ",文\n", "标题", "120"),
    ("标题,正文,主题\n题,文,farming、不存在\n", "主题", "没有这个主题"),
    ("标题,正文,状态\n题,文,已发布\n", "", "至少选一个主题"),
    ("标题,正文,分钟\n题,文,半小时\n", "分钟", "1 到 240"),
    ("标题,正文,分钟\n题,文,0\n", "分钟", "1 到 240"),
    ("标题,正文,链接\n题,文,javascript:alert(1)\n", "链接", "URL"),
    ("标题,正文,授权\n题,文,随便\n", "授权", "不认得这种写法"),
    ("标题,正文,到期日\n题,文,2026-02-30\n", "到期日", "看不懂这个日期"),
    ("标题,正文,谁可以用\n题,文,没有的党委\n", "谁可以用", "没有叫这个名字的党委"),
    ("标题,正文,状态\n题,文,半成品\n", "状态", "草稿"),
    ("标题,正文\n题,#REF!\n", "正文", "显示错误"),
    ("编号,链接\n6f9619ff-8b86-d011-b42d-00cf4fc964ff,\n", "编号", "没有这个编号"),
    ("标题,正文\n题,文\n题,文二\n", "标题", "第 2 行已经有了"),
]


@pytest.mark.parametrize(("table", "column", "said"), WRONG, ids=[said for _t, _c, said in WRONG])
def test_a_wrong_row_is_named_and_nothing_is_stored(world: World, table: str, column: str, said: str) -> None:
    good = f"{table}另一篇,文\n" if table.startswith("标题,正文\n") else table
    (problem,) = plan(world, good).problems
    assert (problem.column, problem.line) == (column, 3 if "第 2 行" in said else 2)
    assert said in problem.reason
    with pytest.raises(ListRefused):
        stored(world, good)
    assert not Item.objects.exists()
    assert not LibraryImport.objects.exists()


def test_everything_that_is_wrong_with_a_row_is_said_at_once(world: World) -> None:
    found = plan(world, "标题,正文,主题,到期日,状态\n题,,没有的,明天,已发布\n").problems
    assert {problem.column for problem in found} == {"正文", "主题", "到期日"}
    assert len(found) == 3


def test_reasons_are_in_the_readers_language(world: World) -> None:
    with translation.override("en"):
        problems = [problem for table, *_ in WRONG for problem in plan(world, table).problems]
    assert len(problems) == len(WRONG)
    assert all(problem.reason.isascii() for problem in problems), [p.reason for p in problems]


def test_two_items_of_one_title_are_told_apart_by_number_alone(world: World) -> None:
    one, _other = shelve(world.north, 1, "farming"), shelve(world.north, 1, "farming")
    (problem,) = plan(world, "标题,分钟\n内容1,9\n").problems
    assert "编号" in problem.reason
    assert len(plan(world, f"编号,标题,分钟\n{one.uid},内容1,9\n").changed) == 1


def test_the_number_of_another_organisations_item_is_no_number_here(world: World) -> None:
    foreign = shelve(world.south, 1, "farming")
    found = plan(world, f"编号,标题,正文\n{foreign.uid},内容1,偷改\n")
    assert [entry.item for entry in found.new] == [None]
    stored(world, f"编号,标题,正文\n{foreign.uid},内容1,偷改\n")
    foreign.refresh_from_db()
    assert foreign.text == "第 1 篇。\n"


def test_what_members_would_read_waits_for_a_second_editor(world: World) -> None:
    reviewed(world)
    item = shelve(world.north, 1, "farming")
    table = f"编号,标题,正文,主题,状态\n{item.uid},内容1,改过,farming,\n,新的,文,farming,已发布\n"
    done = stored(world, table)
    assert done.waits == 2
    item.refresh_from_db()
    assert item.text == "第 1 篇。\n"
    assert Item.objects.get(title="新的").state == ItemState.DRAFT
    assert plan(world, table).unchanged == 2  # it waits already
    (problem,) = plan(world, f"编号,正文\n{item.uid},又改\n").problems
    assert "等审核" in problem.reason
    approve_item(actor=world.users["officer"], item=item)
    item.refresh_from_db()
    assert item.text == "改过\n"


def test_one_tap_takes_an_import_back(world: World) -> None:
    kept, archived = shelve(world.north, 1, "farming"), shelve(world.north, 2, "farming")
    touched = shelve(world.north, 3, "farming")
    sketch = make_item(actor=None, root=world.north, draft=draft(4, "farming"))
    before = {pk: (state, said) for pk, state, said in contents()}
    stored(
        world,
        f"编号,标题,正文,主题,状态\n{kept.uid},内容1,改,farming,\n"
        f"{archived.uid},内容2,第 2 篇。,farming,已下架\n{touched.uid},内容3,改,farming,\n"
        f"{sketch.uid},内容4,改,farming,\n,新的,文,farming,\n,上架的,文,farming,已发布\n",
    )
    save_item(actor=world.users["editor"], root=world.north, draft=draft(33, "farming"), item=_again(touched))
    last = list_desk(world.viewer("editor")).last
    assert last is not None
    assert (last.new, last.changed) == (2, 4)
    done = undo_import(actor=world.users["editor"], root=world.north)
    assert (done.put_back, done.left) == (5, 1)
    after = {pk: (state, said) for pk, state, said in contents()}
    assert {pk: after[pk] for pk in before if pk != touched.pk} == {
        pk: before[pk] for pk in before if pk != touched.pk
    }
    assert after[touched.pk][1]["title"] == "内容33"
    assert not Item.objects.filter(title="新的").exists()
    assert Item.objects.get(title="上架的").state == ItemState.ARCHIVED
    with pytest.raises(NotVisible):
        undo_import(actor=world.users["editor"], root=world.north)


def _again(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_taking_back_what_waits_takes_the_proposal_back(world: World) -> None:
    reviewed(world)
    item = shelve(world.north, 1, "farming")
    stored(world, f"编号,标题,正文,主题,状态\n{item.uid},内容1,改过,farming,\n,新的,文,farming,已发布\n")
    done = undo_import(actor=world.users["editor"], root=world.north)
    assert (done.put_back, done.left, done.waits) == (2, 0, 0)
    assert not ItemVersion.objects.filter(state=VersionState.PROPOSED).exists()
    assert not Item.objects.filter(title="新的").exists()


def test_a_new_item_that_somebody_worked_on_is_not_deleted_by_an_undo(world: World) -> None:
    stored(world, "标题,正文\n新的,文\n")
    item = Item.objects.get()
    add_file(actor=None, item=item, file=upload())
    undo_import(actor=world.users["editor"], root=world.north)
    item.refresh_from_db()
    assert item.state == ItemState.ARCHIVED


def test_what_was_shown_is_what_is_stored(world: World) -> None:
    item = shelve(world.north, 1, "farming")
    table = f"编号,正文\n{item.uid},改过\n"
    shown = plan(world, table).fingerprint
    save_item(actor=None, root=world.north, draft=draft(7, "farming"), item=_again(item))
    with pytest.raises(ListRefused) as refused:
        stored(world, table, shown=shown)
    assert refused.value.plan.problems == []
    assert stored(world, table, shown=refused.value.plan.fingerprint).changed == 1


def test_a_published_item_is_taken_off_and_never_a_draft_again(world: World) -> None:
    item = shelve(world.north, 1, "farming")
    (problem,) = plan(world, f"编号,状态\n{item.uid},草稿\n").problems
    assert "已下架" in problem.reason
    stored(world, f"编号,状态\n{item.uid},已下架\n")
    item.refresh_from_db()
    assert item.state == ItemState.ARCHIVED
    stored(world, f"编号,状态\n{item.uid},Published\n")
    item.refresh_from_db()
    assert (item.state, item.published_on) == (ItemState.PUBLISHED, today() - timedelta(days=200))


def test_a_list_of_a_search_has_what_the_search_shows(world: World) -> None:
    library(world, size=12)
    viewer = world.viewer("editor")
    assert len(rows_for(viewer, "en")) == 12
    assert [row["title"] for row in rows_for(viewer, "en", words="内容7")] == ["内容7"]
    assert rows_for(viewer, "en", state="draft") == []
    with pytest.raises(NotVisible):
        rows_for(world.viewer("officer"), "en")


def test_comparing_costs_few_queries_however_long_the_list(
    world: World, django_assert_max_num_queries
) -> None:
    library(world, size=30)
    file = read_list(as_csv(rows_for(world.viewer("editor"), "en"), "en"))
    with django_assert_max_num_queries(8):
        assert plan_of(world.north, file).unchanged == 30
