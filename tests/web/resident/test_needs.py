"""A resident's way: ask, get the code once, follow, say whether it was solved. No account, no script."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from redcloud.apps.needs import actions
from redcloud.apps.needs.actions.attempts import LIMITS
from redcloud.apps.needs.models import Attempt, Need, NeedComplaint, NeedPhoto, Place
from redcloud.engine.needs.codes import code_hash, new_code

CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}")


@pytest.fixture
def place(world) -> Place:
    return Place.objects.create(root=world.north, name="石桥社区", branch=world.branch)


@pytest.fixture
def ask_url(place) -> str:
    return f"{reverse('need-ask')}?place={place.pk}"


def text_of(response) -> str:
    return response.content.decode()


def follower(code: str) -> Client:
    client = Client()
    assert client.post(reverse("need-follow"), {"code": code}).status_code == 302
    return client


def test_the_code_is_shown_once_and_opens_the_need(ask_url) -> None:
    client = Client()
    response = client.post(ask_url, {"words": "路灯不亮"}, follow=True)
    code = CODE.search(text_of(response))
    assert code is not None
    assert CODE.search(text_of(client.get(reverse("need-asked")))) is None
    page = follower(code[0]).get(reverse("need-followed"))
    assert "路灯不亮" in text_of(page)
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_what_was_typed_stays_when_something_is_missing(ask_url) -> None:
    response = Client().post(ask_url, {"words": " ", "spot": "三号楼东侧", "contact_name": "王阿姨"})
    assert response.status_code == 422
    assert "三号楼东侧" in text_of(response)
    assert "王阿姨" in text_of(response)
    assert not Need.objects.exists()


def test_a_file_that_is_no_photo_is_refused_in_plain_words_and_the_words_stay(ask_url) -> None:
    fake = SimpleUploadedFile("x.jpg", b"<script>", content_type="image/jpeg")
    response = Client().post(ask_url, {"words": "路灯不亮", "photo": fake})
    assert response.status_code == 422
    assert "不是能识别的照片" in text_of(response)
    assert "路灯不亮" in text_of(response)


def test_a_photo_goes_through_and_only_the_follower_gets_it(ask_url) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")
    client = Client()
    client.post(ask_url, {"words": "x", "photo": SimpleUploadedFile("x.png", out.getvalue())})
    assert NeedPhoto.objects.count() == 1
    response = client.get(reverse("need-photo"))
    assert (response.headers["Content-Type"], response.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert Client().get(reverse("need-photo")).status_code == 404


def test_a_forged_or_foreign_cookie_opens_nothing(ask_url, place) -> None:
    asked = actions.ask(place=place, words="CANARY")
    client = Client()
    for forged in (code_hash(asked.code), f"{code_hash(asked.code)}:1abc:xyz"):
        client.cookies["need_followed"] = forged
        response = client.get(reverse("need-followed"), follow=True)
        assert "CANARY" not in text_of(response)


def test_no_session_is_made_for_a_resident(ask_url) -> None:
    client = Client()
    client.post(ask_url, {"words": "x"}, follow=True)
    assert "sessionid" not in client.cookies


def test_too_many_wrong_codes_wait_and_say_for_how_long(place) -> None:
    client = Client()
    for _ in range(LIMITS["follow"].count):
        assert client.post(reverse("need-follow"), {"code": new_code()}).status_code == 422
    response = client.post(reverse("need-follow"), {"code": new_code()})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert Attempt.objects.get().count == LIMITS["follow"].count


def test_behind_a_proxy_clients_are_told_apart_by_what_the_proxy_saw(settings, place) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for last in ("198.51.100.1", "198.51.100.2"):
        Client().post(reverse("need-follow"), {"code": "x"}, headers={"X-Forwarded-For": f"6.6.6.6, {last}"})
    assert Attempt.objects.count() == 2


def test_the_story_to_confirmed_and_back(place, world) -> None:
    asked = actions.ask(place=place, words="路灯不亮")
    given = {"actor": world.users["secretary"], "viewer": world.viewer("secretary"), "uid": asked.need.uid}
    actions.take(**given)
    actions.mark_solved(**given, words="修好了")
    client = follower(asked.code)
    page = text_of(client.get(reverse("need-followed")))
    assert "修好了" in page
    assert "测试secretary" in page
    client.post(reverse("need-followed"), {"step": "confirm"})
    assert Need.objects.get().state == "confirmed"
    client.post(reverse("need-followed"), {"step": "reopen", "words": "又坏了"})
    assert Need.objects.get().state == "reopened"
    client.post(reverse("need-followed"), {"step": "complain", "words": "没人管"})
    assert NeedComplaint.objects.get().organisation == world.general
    client.post(reverse("need-followed"), {"step": "withdraw"})
    assert Need.objects.get().state == "withdrawn"


def test_a_step_that_came_too_late_says_so_and_changes_nothing(place) -> None:
    client = follower(actions.ask(place=place, words="x").code)
    response = client.post(reverse("need-followed"), {"step": "confirm"}, follow=True)
    assert "状态刚刚变了" in text_of(response)
    assert Need.objects.get().state == "received"


def test_leaving_ends_following_in_this_browser(place) -> None:
    client = follower(actions.ask(place=place, words="CANARY").code)
    client.post(reverse("need-followed"), {"step": "leave"})
    assert "CANARY" not in text_of(client.get(reverse("need-followed"), follow=True))


def test_the_public_pages_show_no_words_spot_contact_or_handler(place, world) -> None:
    asked = actions.ask(place=place, words="CANARY", spot="CANARY", contact_way="CANARY", category="parking")
    actions.take(actor=world.users["secretary"], viewer=world.viewer("secretary"), uid=asked.need.uid)
    for name in ("landing", "needs-public"):
        page = text_of(Client().get(reverse(name)))
        assert "停车" in page
        assert "石桥社区" in page
        assert "CANARY" not in page
        assert "测试secretary" not in page


def test_the_public_list_asks_one_query_a_page(place, django_assert_max_num_queries) -> None:
    for _ in range(30):
        actions.ask(place=place, words="x")
    with django_assert_max_num_queries(2) as asked:  # the other one: in whose words the page speaks
        Client().get(reverse("needs-public"))
    assert sum("needs_need" in query["sql"] for query in asked.captured_queries) == 1


@pytest.mark.parametrize("query", ["category=nonsense", "status=nonsense", "before=abc", "before=9" * 3])
def test_strange_filters_are_no_fault(place, query) -> None:
    assert Client().get(f"{reverse('needs-public')}?{query}").status_code == 200


def test_a_place_that_takes_needs_no_more_leads_to_the_others(client: Client, place: Place) -> None:
    answer = client.get(reverse("need-ask"), {"place": place.pk + 1_000})
    assert answer.status_code == 404
    assert "请在下面另选一个" in answer.content.decode()
    assert place.name in answer.content.decode()


@pytest.mark.parametrize("query", ["place=999999", "place=²", "district=999999", "place=" + "9" * 30])
def test_a_place_that_is_not_there_is_not_found_or_chosen_again(place, query) -> None:
    assert Client().get(f"{reverse('need-ask')}?{query}").status_code in {200, 404}
