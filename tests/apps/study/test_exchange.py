"""Courses, quizzes and the bank in files: out and in without a change; all or nothing; taken back."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.actions import (
    ListRefused,
    add_question,
    change_question,
    import_list,
    make_course,
    undo_import,
)
from redcloud.apps.study.exchange.template import template_in
from redcloud.apps.study.exchange.writing import course_cells, question_rows
from redcloud.apps.study.lists import Source, source_of
from redcloud.apps.study.models import MOST_PARTS, Course, CourseVersion, Item, Question, Quiz, ReviewRule
from redcloud.apps.study.queries.folders import whole_folder, write_zip
from redcloud.apps.study.queries.lists import rows_for, whole_workbook
from redcloud.engine.study import quizzes as engine
from redcloud.engine.study.teaching.texts import written_quiz
from tests.apps.study.stories import library, shelve
from tests.apps.study.teaching import NUMBER, STEPS, Taught, course_draft, taught
from tests.world import World


def workbook(world: World, language: str = "zh-hans") -> bytes:
    viewer = world.viewer("editor")
    return whole_workbook(viewer, rows_for(viewer, language), language)


def zipped(root: Organisation, language: str = "zh-hans") -> bytes:
    out = BytesIO()
    write_zip(out, whole_folder(root, language))
    return out.getvalue()


def everything(world: World) -> Taught:
    """A library with two courses, two quizzes and a question that no quiz asks."""
    made = taught(world, library(world))
    make_course(actor=None, root=world.north, draft=course_draft("=第二门 :: 课程"))
    add_question(actor=None, root=world.north, draft=NUMBER)
    return made


def sheet(*rows: list[str], name: str = "题目") -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(name)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    return out.getvalue()


STEPS_ASKED = engine.Question("", "multiple", STEPS.text, STEPS.choices)
HEADS = ["小测", "题型", "问题", "选项 A", "选项 B", "正确答案", "讲解 A"]


def brought(root: Organisation, data: bytes) -> Source:
    source = source_of(data)
    import_list(actor=None, root=root, source=source)
    return source


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("form", ["workbook", "folder"])
def test_what_is_exported_comes_back_without_a_change(world: World, form: str, language: str) -> None:
    everything(world)
    data = workbook(world, language) if form == "workbook" else zipped(world.north, language)
    plan = source_of(data).plan(world.north)
    assert plan.problems == []
    assert not plan.entries
    assert not plan.teaching
    assert plan.teaching.unchanged == 2 + 4


@pytest.mark.parametrize("form", ["workbook", "folder"])
def test_a_library_moves_to_an_empty_one_and_back_without_a_difference(world: World, form: str) -> None:
    everything(world)
    data = workbook(world) if form == "workbook" else zipped(world.north)
    brought(world.south, data)
    for cells in (
        lambda root: [one[1] for one in course_cells(root, "zh-hans")],
        lambda r: question_rows(r, "en"),
    ):
        said = [
            [{**row, "number": "", "parts": "", "quiz": ""} for row in cells(root)]
            for root in (world.north, world.south)
        ]
        assert sorted(map(str, said[0])) == sorted(map(str, said[1]))
    course = Course.objects.get(root=world.south, title="急救入门")
    assert [part.item.title for part in course.parts.all()] == ["内容0", "内容1", "内容2"]
    assert course.is_published
    assert Quiz.objects.filter(root=world.south, current__isnull=False).count() == 2
    assert source_of(data).plan(world.south).teaching.problems == []


def test_questions_of_a_sheet_go_into_the_quiz_that_they_name_behind_nothing(world: World) -> None:
    items = library(world)
    rows = [[items[0].title, "单选", f"第 {n} 题？", "一", "二", "B", "再想想"] for n in range(3)]
    brought(world.north, sheet(HEADS, *rows, ["", "判断", "只在题库", "", "", "对", ""]))
    quiz = Quiz.objects.get(item=items[0])
    assert [place.question.text for place in quiz.places.all()] == ["第 0 题？", "第 1 题？", "第 2 题？"]
    assert quiz.current is None, "a new quiz is a draft"
    assert Question.objects.filter(root=world.north, places=None).count() == 1
    again = brought(world.north, sheet(HEADS, rows[2], [items[0].title, "单选", "新的", "一", "二", "A", ""]))
    assert [place.question.text for place in quiz.places.all()] == [
        "第 2 题？",
        "新的",
        "第 0 题？",
        "第 1 题？",
    ]
    assert again.plan(world.north).teaching.unchanged == 2


def test_a_changed_question_keeps_the_keys_of_its_choices_and_makes_a_new_version(world: World) -> None:
    made = everything(world)
    question = Question.objects.get(text="按压多深？")
    rows = question_rows(world.north, "zh-hans")
    [row] = [one for one in rows if one["text"] == question.text]
    heads = ["编号", "题型", "问题", "选项 A", "选项 B", "选项 C", "正确答案", "讲解 A"]
    cells = [
        row["number"],
        row["type"],
        "按压要多深？",
        "1 厘米",
        row["choice_b"],
        row["choice_a"],
        "B",
        "太浅",
    ]
    brought(world.north, sheet(heads, cells))
    question.refresh_from_db()
    assert question.text == "按压要多深？"
    assert {choice["text"]: choice["key"] for choice in question.choices} == {
        "1 厘米": "c1",
        "5 到 6 厘米": "b",
        "2 厘米": "a",
    }
    assert made.quiz.versions.count() == 1, "the quiz is published again with its own row, or on its page"


def test_a_wrong_row_is_named_and_nothing_is_stored(world: World) -> None:
    library(world)
    data = sheet(
        HEADS,
        ["没有这篇", "单选", "一？", "一", "二", "A", ""],
        ["", "论文", "二？", "一", "二", "A", ""],
        ["", "单选", "三？", "一", "二", "丙", ""],
        ["", "单选", "四？", "一", "一", "A", ""],
    )
    with pytest.raises(ListRefused) as refused:
        brought(world.north, data)
    found = [(one.sheet, one.line, one.column) for one in refused.value.plan.problems]
    assert sorted(found) == [
        ("题目", 2, ""),
        ("题目", 3, "题型"),
        ("题目", 4, "正确答案"),
        ("题目", 5, "选项 A"),
    ]
    assert not Question.objects.exists()


def test_a_course_of_a_file_has_no_more_parts_than_one_of_the_pages(world: World) -> None:
    items = [shelve(world.north, number, "first-aid") for number in range(MOST_PARTS + 1)]
    titles = "\n".join(item.title for item in items)
    with pytest.raises(ListRefused) as refused:
        brought(world.north, sheet(["标题", "各部分"], ["长课程", titles], name="课程"))
    assert [(one.line, one.column) for one in refused.value.plan.problems] == [(2, "各部分")]
    assert not Course.objects.exists()


def test_the_same_question_said_in_two_ways_is_refused(world: World) -> None:
    one = ["", "单选", "一？", "一", "二", "A", ""]
    with pytest.raises(ListRefused):
        brought(world.north, sheet(HEADS, one, ["", "单选", "一？", "一", "二", "B", ""]))
    assert not Question.objects.exists()


def test_an_import_is_taken_back_in_one_tap(world: World) -> None:
    everything(world)
    before = (course_cells(world.north, "en"), question_rows(world.north, "en"))
    course = Course.objects.get(title="急救入门")
    heads = ["编号", "标题", "各部分"]
    rows = [[str(course.uid), "急救三课", "内容2\n内容0"], ["", "全新的课", "内容5"]]
    brought(world.north, sheet(heads, *rows, name="课程"))
    course.refresh_from_db()
    assert [part.item.title for part in course.parts.all()] == ["内容2", "内容0"]
    assert course.title == "急救三课"
    assert CourseVersion.objects.get(course=course).content["title"] == "急救入门"
    assert Course.objects.filter(root=world.north).count() == 3
    undone = undo_import(actor=None, root=world.north)
    assert (undone.put_back, undone.left) == (2, 0)
    assert (course_cells(world.north, "en"), question_rows(world.north, "en")) == before


def test_what_somebody_changed_since_is_left_alone(world: World) -> None:
    library(world)
    brought(world.north, sheet(HEADS, ["", "单选", "一？", "一", "二", "A", ""]))
    question = Question.objects.get()
    change_question(actor=None, question=question, draft=STEPS)
    assert undo_import(actor=None, root=world.north).left == 1
    assert Question.objects.filter(pk=question.pk).exists()


def test_where_a_second_editor_is_wanted_a_quiz_waits(world: World) -> None:
    items = library(world)
    ReviewRule.objects.create(root=world.north)
    heads = [*HEADS, "小测状态"]
    data = sheet(heads, [items[0].title, "单选", "一？", "一", "二", "A", "", "已发布"])
    stored = import_list(actor=world.users["editor"], root=world.north, source=source_of(data))
    quiz = Quiz.objects.get(item=items[0])
    assert stored.waits == 1
    assert (quiz.current, quiz.is_asked) == (None, True)


def test_items_and_their_quiz_may_come_in_one_folder(world: World) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("育苗.md", "---\ntitle: 育苗\ntopics: farming\n---\n\n正文。\n")
        quiz = written_quiz([("", "", STEPS_ASKED)], of="育苗", state="published")
        archive.writestr("quizzes/育苗.md", quiz)
        archive.writestr(
            "courses/农课.md", "---\nkind: course\ntitle: 农课\ntopics: farming\npart: 育苗\n---\n说明\n"
        )
    brought(world.north, out.getvalue())
    item = Item.objects.get(title="育苗")
    assert item.quiz.current is not None
    assert [part.item for part in Course.objects.get(title="农课").parts.all()] == [item]


def test_the_template_has_examples_and_imports_as_nothing(world: World) -> None:
    for language in ("zh-hans", "en"):
        plan = source_of(template_in(language)).plan(world.north)
        assert not plan.teaching
        assert plan.problems == []
