"""A member's course and quiz, without scripts: parts lead on, answers get feedback, and are nobody else's."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client
from django.urls import reverse

from redcloud.apps.records.models import Statement
from redcloud.apps.study.actions import archive_item, send
from redcloud.apps.study.models import Item, KeptAnswers
from redcloud.apps.study.queries import marks_of
from tests.apps.study.stories import library, today
from tests.apps.study.teaching import NUMBER, STEPS, Taught, quiz_on, taught
from tests.world import World

QUERIES = 30


def html(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def answered(client: Client, made: Taught, do: str = "", **answers: str) -> str:
    given = {f"q-{key}": values[0] for key, values in made.answers(**answers).items()}
    address = reverse("study-quiz", args=[made.quiz.uid])
    answer = client.post(address, given | {"version": "1", "do": do})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def test_the_course_shows_its_parts_and_where_to_go_on(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("member")
    assert "急救入门" in html(client, "study-courses")
    page = html(client, "study-course", made.course.uid)
    assert "从这里开始" in page
    assert [page.index(item.title) for item in made.items] == sorted(
        page.index(item.title) for item in made.items
    )
    client.post(reverse("study-item-done", args=[made.items[0].uid]))
    page = html(client, "study-course", made.course.uid)
    assert "接着学" in page
    assert page.count("bg-green-lt") == 1
    assert "%" not in page.split("<main")[1].split("</main")[0]


def test_a_part_leads_to_its_quiz_and_to_the_next_part(world: World, signed_in) -> None:
    made = taught(world, library(world))
    page = html(signed_in("member"), "study-item", made.items[0].uid)
    assert reverse("study-quiz", args=[made.quiz.uid]) in page
    assert f'rel="next" href="{reverse("study-item", args=[made.items[1].uid])}"' in page
    last = html(signed_in("member"), "study-item", made.items[2].uid)
    assert f'rel="next" href="{reverse("study-quiz", args=[made.last.uid])}"' in last


def test_answers_get_their_feedback_and_complete_the_item(world: World, signed_in) -> None:
    made = taught(world, library(world))
    page = answered(signed_in("member"), made, depth="a", number="１２０")
    assert "太浅，血送不出去。" in page
    assert "对，说清地点。" in page
    assert "已记为学完" in page
    assert "有 1 题值得再想想" in page
    assert reverse("study-item", args=[made.items[1].uid]) in page
    assert made.items[0].uid in marks_of(world.members["member"].pk, world.north).done


def test_an_unanswered_question_is_said_and_nothing_is_recorded(world: World, signed_in) -> None:
    made = taught(world, library(world))
    page = answered(signed_in("member"), made, number=" ")
    assert "还有 1 题没有答" in page
    assert not Statement.objects.exists()


def test_answers_are_kept_at_a_tap_shown_again_and_dropped_with_an_undo(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("member")
    assert "留着我的答案" in answered(client, made, depth="a")
    assert not KeptAnswers.objects.exists()
    assert "已经留着" in answered(client, made, do="keep", depth="a")
    kept = html(client, "study-quiz", made.quiz.uid, kept="yes")
    assert "太浅，血送不出去。" in kept
    assert "太浅" not in html(signed_in("colleague"), "study-quiz", made.quiz.uid, kept="yes")
    dropped = answered(client, made, do="drop")
    assert "已经删掉" in dropped
    assert "留着我的答案" in dropped  # the answers stand in the form: keeping them again is the undo
    assert not KeptAnswers.objects.exists()


def test_the_quiz_at_the_end_finishes_the_course_and_can_be_taken_back(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("member")
    for item in made.items:
        client.post(reverse("study-item-done", args=[item.uid]))
    key = made.last.places.get().question.uid.hex
    client.post(reverse("study-quiz", args=[made.last.uid]), {f"q-{key}": ["a", "b"], "version": "1"})
    assert "这门课程您学完了" in html(client, "study-course", made.course.uid)
    client.post(reverse("study-course-undo", args=[made.course.uid]))
    assert "这门课程您学完了" not in html(client, "study-course", made.course.uid)


def test_what_was_sent_says_why_and_of_which_course_it_is(world: World, signed_in) -> None:
    items = library(world)
    made = taught(world, items)
    for item in items[3:]:
        archive_item(actor=None, item=item)
    send(root=world.north, day=today())
    client = signed_in("member")
    home = html(client, "member-home")
    assert reverse("study-course", args=[made.course.uid]) in home
    assert f"从第 1 篇开始：{items[0].title}" in home
    page = html(client, "study-course", made.course.uid)
    assert page.count('<details class="why">') == 1, "the course was sent, and not its parts"
    assert "看依据" in page


def test_not_for_me_is_said_of_a_course_and_taken_back_in_one_tap(world: World, signed_in) -> None:
    made = taught(world, library(world))
    send(root=world.north, day=today())
    client = signed_in("member")
    said = client.post(reverse("study-course-refuse", args=[made.course.uid]), {"from": "home"}, follow=True)
    home = said.content.decode()
    assert f"不会再推荐：{made.course.title}" in home
    assert "从第 1 篇开始" not in home
    client.post(reverse("study-course-refuse", args=[made.course.uid]), {"undo": "yes"})
    assert "您说过这门课程不适合您" not in html(client, "study-course", made.course.uid)


def test_a_reader_is_told_that_a_text_is_in_another_language(world: World, signed_in) -> None:
    items = library(world)
    Item.objects.filter(pk=items[0].pk).update(
        language="en", title="How to press", text="Press hard and fast."
    )
    client = signed_in("member")
    page = html(client, "study-item", items[0].uid)
    assert "这里的正文是英文的。" in page
    assert '<span lang="en">How to press</span>' in page
    shelf = html(client, "study")
    assert "lang=en" in shelf
    only = client.get(reverse("study"), {"lang": "en"}).content.decode()
    assert "How to press" in only
    assert items[1].title not in only
    assert "这里的正文是英文的。" not in html(client, "study-item", items[1].uid)


def test_a_reader_is_told_before_a_quiz_that_is_in_another_language(world: World, signed_in) -> None:
    items = library(world)
    english = replace(NUMBER, text="What number do you call?", language="en")
    all_of_it = quiz_on(items[0], world.north, english)
    some = quiz_on(items[1], world.north, english, STEPS)
    plain = quiz_on(items[2], world.north, STEPS)
    client = signed_in("member")
    for quiz, said in ((all_of_it, ">题目是英文的。"), (some, "有的题目是英文的。")):
        for page in (html(client, "study-item", quiz.item.uid), html(client, "study-quiz", quiz.uid)):
            assert said in page.replace("</svg> ", ">")
    for page in (html(client, "study-item", plain.item.uid), html(client, "study-quiz", plain.uid)):
        assert "题目是" not in page
    # The item says it already.
    Item.objects.filter(pk=items[0].pk).update(language="en")
    assert "题目是英文的" not in html(client, "study-item", items[0].uid)


def test_after_done_the_next_part_is_one_tap_away(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("member")
    following = reverse("study-item", args=[made.items[2].uid]), reverse("study-quiz", args=[made.last.uid])
    for item, address in zip(made.items[1:], following, strict=True):
        page = client.post(reverse("study-item-done", args=[item.uid]), follow=True).content.decode()
        told = page[page.index("已记为学完") : page.index("<article")]
        assert address in told


def test_a_search_shows_courses_above_items(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("member")
    page = client.get(reverse("study"), {"q": "急救入门"}).content.decode()
    assert reverse("study-course", args=[made.course.uid]) in page
    assert "没有这样的单篇内容" in page
    assert (
        reverse("study-course", args=[made.course.uid]) not in client.get(reverse("study")).content.decode()
    )


def test_nonsense_answers_get_a_page(world: World, signed_in) -> None:
    made = taught(world, library(world))
    client = signed_in("member")
    address = reverse("study-quiz", args=[made.quiz.uid])
    for data in (
        {"version": "x"},
        {"version": "9" * 30},
        {"q-": "1", f"q-{made.key(0)}": ["zzz"] * 50},
        {f"q-{made.key(1)}": "长" * 5000},
        {"do": "fly"},
    ):
        assert client.post(address, data).status_code == 200
    assert client.get(address, {"kept": "yes"}).status_code == 200


def test_the_pages_cost_few_queries(world: World, signed_in, django_assert_max_num_queries) -> None:
    made = taught(world, library(world))
    send(root=world.north, day=today())
    client = signed_in("member")
    for address in (
        reverse("study-courses"),
        reverse("study-course", args=[made.course.uid]),
        reverse("study-quiz", args=[made.quiz.uid]),
    ):
        with django_assert_max_num_queries(QUERIES):
            client.get(address)


def test_an_empty_list_of_courses_says_what_to_do(world: World, signed_in) -> None:
    page = html(signed_in("member"), "study-courses")
    assert "还没有课程" in page
    assert "去学习库看看" in page
