"""The editor's desk for courses and quizzes: everything by forms that work without scripts."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from redcloud.apps.records.models import Statement
from redcloud.apps.study.models import Course, ItemState, KeptAnswers, Question, Quiz
from redcloud.apps.topics.models import Topic
from tests.apps.study.stories import library
from tests.apps.study.teaching import asked, taught
from tests.world import World

QUERIES = 25


def about(**more: object) -> dict[str, object]:
    topic = Topic.objects.get(root=None, code="first-aid").pk
    known = {"title": "急救入门", "topics": [topic], "licence": "CC BY 4.0", "language": "zh-Hans"}
    return known | more


def rows(*choices: tuple[str, bool, str]) -> dict[str, str]:
    """The rows of a question's choices, as the form sends them."""
    entered = {"choice-TOTAL_FORMS": "6", "choice-INITIAL_FORMS": "6"}
    for number, (text, right, feedback) in enumerate(choices):
        entered |= {f"choice-{number}-text": text, f"choice-{number}-feedback": feedback}
        entered |= {f"choice-{number}-right": "on"} if right else {}
    return entered


def html(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def test_a_course_with_a_quiz_is_built_and_published_by_forms_alone(world: World, signed_in) -> None:
    items = library(world, size=3)
    client = signed_in("editor")
    assert "还没有课程" in html(client, "library-courses")
    client.post(reverse("library-course-new"), about())
    course = Course.objects.get()
    address = reverse("library-course", args=[course.uid])
    assert "请先加入至少一篇内容" in html(client, "library-course", course.uid)
    parts = reverse("library-course-parts", args=[course.uid])
    for item in items[:2]:
        client.post(parts, {"do": "add", "item": item.uid})
    client.post(parts, {"do": "up", "item": items[1].uid})
    assert [part.item for part in course.parts.all()] == [items[1], items[0]]

    client.post(reverse("library-course-quiz", args=[course.uid]))
    quiz = Quiz.objects.get(course=course)
    new = reverse("library-question-new")
    wrong = client.post(
        f"{new}?kind=single&quiz={quiz.uid}", {"text": "按压多深？"} | rows(("2 厘米", False, ""))
    )
    assert "请写至少两个选项" in wrong.content.decode()
    client.post(
        f"{new}?kind=single&quiz={quiz.uid}",
        {"text": "按压多深？"} | rows(("2 厘米", False, "太浅"), ("5 到 6 厘米", True, "对")),
    )
    client.post(
        f"{new}?kind=true_false&quiz={quiz.uid}", {"text": "要快。", "right": "false", "when_true": "要稳"}
    )
    client.post(f"{new}?kind=short&quiz={quiz.uid}", {"text": "电话？", "accepted": "120\n一二零\n"})
    assert [question.kind for question in asked(quiz)] == ["single", "true_false", "short"]
    assert asked(quiz)[2].accepted == ["120", "一二零"]

    tried = client.post(
        reverse("library-quiz-preview", args=[quiz.uid]), {f"q-{asked(quiz)[0].uid.hex}": "c1"}
    )
    assert "太浅" in tried.content.decode()
    assert not Statement.objects.exists()
    assert not KeptAnswers.objects.exists()
    client.post(reverse("library-quiz-state", args=[quiz.uid]), {"do": "publish"})
    client.post(reverse("library-course-state", args=[course.uid]), {"do": "publish"})
    course.refresh_from_db()
    assert course.is_published
    assert "按压多深" in html(signed_in("member"), "study-quiz", quiz.uid)

    off = client.post(reverse("library-course-state", args=[course.uid]), {"do": "take-off"}, follow=True)
    assert "撤销" in off.content.decode()
    client.post(reverse("library-course-state", args=[course.uid]), {"do": "put-back"})
    course.refresh_from_db()
    assert course.state == ItemState.PUBLISHED
    assert address == reverse("library-course", args=[course.uid])


def test_a_part_taken_out_is_put_back_where_it_was(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("editor")
    parts = reverse("library-course-parts", args=[made.course.uid])
    page = client.post(parts, {"do": "remove", "item": made.items[1].uid}, follow=True).content.decode()
    place = re.search(r'name="place" value="(\d+)"', page)
    assert place is not None
    client.post(parts, {"do": "add", "item": made.items[1].uid, "place": place[1]})
    assert [part.item for part in made.course.parts.all()] == made.items
    dragged = {"do": "order", "items": [made.items[2].uid, "nonsense", made.items[0].uid]}
    assert client.post(parts, dragged).status_code == 204
    turned = [made.items[2], made.items[0], made.items[1]]
    assert [part.item for part in made.course.parts.all()] == turned


def test_a_changed_question_keeps_the_keys_of_its_choices(world: World, signed_in) -> None:
    made = taught(world, library(world))
    question = asked(made.quiz)[0]
    client = signed_in("editor")
    page = html(client, "library-question", question.uid)
    assert 'value="5 到 6 厘米"' in page
    entered = rows(("2 厘米", False, "浅"), ("5—6 厘米", True, "对"), ("越深越好", False, "伤人"))
    entered |= {"choice-0-key": "a", "choice-1-key": "b"}
    client.post(reverse("library-question", args=[question.uid]), {"text": "压多深？"} | entered)
    question.refresh_from_db()
    assert [(one["key"], one["text"]) for one in question.choices] == [
        ("a", "2 厘米"),
        ("b", "5—6 厘米"),
        ("c1", "越深越好"),
    ]
    assert "有没发布的改动" in html(client, "library-quiz", made.quiz.uid)
    assert "2 份小测在用" not in html(client, "library-questions")


def test_what_is_sent_by_mistake_is_no_fault_of_the_server(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("editor")
    for name, uid, data in (
        ("library-course-parts", made.course.uid, {"do": "up", "item": "nonsense"}),
        ("library-course-parts", made.course.uid, {"do": "fly", "item": made.items[0].uid}),
        ("library-course-parts", made.course.uid, {"do": "add", "item": made.items[0].uid, "place": "-1"}),
        ("library-course-state", made.course.uid, {}),
        ("library-quiz-order", made.quiz.uid, {"do": "draw", "question": "1"}),
        ("library-quiz-state", made.quiz.uid, {"do": "x"}),
    ):
        assert client.post(reverse(name, args=[uid]), data).status_code == 302, (name, data)
    for query in ({"kind": "essay"}, {"quiz": "x"}):
        assert client.get(reverse("library-question-new"), query).status_code == 200
    answer = client.post(reverse("library-question-new"), {"text": "问"})
    assert answer.status_code == 200
    assert not Question.objects.filter(text="问").exists()


def test_the_desks_cost_few_queries(world: World, signed_in, django_assert_max_num_queries) -> None:
    made = taught(world, library(world))
    client = signed_in("editor")
    for address in (
        reverse("library-courses"),
        reverse("library-course", args=[made.course.uid]),
        reverse("library-quiz", args=[made.quiz.uid]),
        reverse("library-questions"),
    ):
        with django_assert_max_num_queries(QUERIES):
            client.get(address)


def test_an_administrator_asks_for_a_second_person(world: World, signed_in) -> None:
    made = taught(world, library(world))
    signed_in("administrator").post(reverse("office-review", args=[world.north.pk]), {"wanted": "yes"})
    page = html(signed_in("editor"), "library-course", made.course.uid)
    assert "请先下架，改好后再提交审核" in page
    signed_in("editor").post(reverse("library-course-state", args=[made.course.uid]), {"do": "take-off"})
    signed_in("editor").post(reverse("library-course", args=[made.course.uid]), about(title="改过"))
    assert "提交审核" in html(signed_in("editor"), "library-course", made.course.uid)
    signed_in("editor").post(reverse("library-course-state", args=[made.course.uid]), {"do": "ask"})
    assert "等另一位编辑发布" in html(signed_in("editor"), "library-course", made.course.uid)


def test_an_earlier_version_of_a_course_is_looked_at_and_restored(world: World, signed_in) -> None:
    course = taught(world, library(world)).course
    client, uid = signed_in("editor"), course.uid
    client.post(reverse("library-course", args=[uid]), about(title="急救三课"))
    client.post(
        reverse("library-course-parts", args=[uid]), {"do": "down", "item": course.parts.first().item.uid}
    )
    page = html(client, "library-course-versions", uid)
    assert '<del lang="zh-Hans">急救入门</del>' in page
    assert "课程的各部分" in page
    [version] = course.versions.all()
    restored = client.post(
        reverse("library-course-version-restore", args=[uid, version.pk]), follow=True
    ).content.decode()
    assert "已恢复" in restored
    course.refresh_from_db()
    assert course.title == "急救入门"
    assert client.post(reverse("library-course-version-restore", args=[uid, 0])).status_code == 404


def test_the_focus_stays_with_what_was_moved(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client, first = signed_in("editor"), made.items[0].uid
    parts = reverse("library-course-parts", args=[made.course.uid])
    order = reverse("library-quiz-order", args=[made.quiz.uid])
    question = asked(made.quiz)[0].uid
    for address, moved in ((parts, {"item": first}), (order, {"question": question})):
        page = client.post(address, {"do": "down", **moved}, follow=True).content.decode()
        [line] = [one for one in page.split("<li") if "autofocus" in one]
        assert str(next(iter(moved.values()))) in line


def test_a_form_of_a_course_leads_to_the_fields_that_are_missing(world: World, signed_in) -> None:
    page = signed_in("editor").post(reverse("library-course-new"), about(title="")).content.decode()
    assert 'href="#id_title"' in page


def test_a_course_for_one_committee_does_not_say_that_everybody_sees_it(world: World, signed_in) -> None:
    course = taught(world, library(world)).course
    client = signed_in("editor")
    assert "大家都能看到" in html(client, "library-course", course.uid)
    Course.objects.filter(pk=course.pk).update(used_by=world.north)
    page = html(client, "library-course", course.uid)
    assert "大家都能看到" not in page
    assert world.north.name in page
