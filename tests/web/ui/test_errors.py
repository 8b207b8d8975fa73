"""Pages of refusal are the product's own: a sentence in the reader's language, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.world import World


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-hans", "页面可能已经过期"), ("en", "The page may have expired")],
)
def test_a_form_of_a_page_left_open_for_long_is_refused_with_what_to_do(language: str, sentence: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.post(reverse("need-ask"), {"words": "路灯坏了"})
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert reverse("start") in answer.content.decode()


def test_whoever_comes_back_from_signing_in_to_an_address_that_takes_a_form_is_told_to_press_again(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    asked = Client().post(reverse("account-export"))
    assert "next=/account/export/" in asked.headers["Location"]
    answer = signed_in("member").get("/account/export/")
    assert answer.status_code == 405
    assert "再按一次" in answer.content.decode()
    assert answer.headers["Allow"] == "POST"
    assert Client().get("/api/open311/v2/nothing.json").headers["Content-Type"] == "application/json"
