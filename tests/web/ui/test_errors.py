"""Pages of refusal are the product's own: a sentence in the reader's language, and the way back."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse


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
