"""An officer writes a request: what forbids it stands on the page in both languages, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.outlook.models import BranchRequest
from tests.world import World


def form(**changed: Any) -> dict[str, Any]:
    """What a browser sends."""
    given = {
        "kind": "form",
        "title": "冬季取暖困难摸底",
        "purpose": "安排送暖力量",
        "addressed_to": "secretary",
        "due_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "repeats": "once",
        "task_minutes": "0",
        "counts": "nothing",
        "compares": "nothing",
        "evidence": "none",
        "form-TOTAL_FORMS": "5",
        "form-INITIAL_FORMS": "0",
        "form-0-label": "需要帮助的户数",
        "form-0-kind": "number",
        "form-0-about": "organisation",
    }
    return given | changed


def written(client: Client, world: World, language: str = "zh-hans", **changed: Any) -> tuple[int, str]:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.post(reverse("office-request-new", args=[world.north.pk]), form(**changed))
    return answer.status_code, answer.content.decode()


def test_the_cost_stands_before_it_is_sent_with_every_part_of_the_sum(world: World, signed_in) -> None:
    status, page = written(signed_in("officer"), world, check="yes")
    assert status == 200
    assert "每人：读 5 + 填 3 + 办 0 = 8 分钟" in page
    assert "2 个支部，2 人 × 8 分钟 = 16 分钟" in page
    assert 'name="send"' in page
    form = page[page.index('<form class="row') :]
    assert form.index('name="check"') < form.index('name="send"'), "Enter would send"
    assert form.index('name="send"') < form.index('name="title"'), "the button is below the whole form"
    assert not BranchRequest.objects.exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh-hans",
            ("这样不能发", "不得积分排名", "国办函〔2026〕12号", "(二)", "按需要安排力量"),
        ),
        (
            "en",
            ("This cannot be sent", "rankings may not be used.", "(二)", "where help is needed"),
        ),
    ],
)
def test_a_forbidden_request_is_refused_in_the_readers_language(
    world: World, signed_in, language: str, said: tuple[str, ...]
) -> None:
    status, page = written(signed_in("officer"), world, language, send="yes", compares="branches")
    assert status == 422
    assert [words for words in said if words not in page] == []
    assert 'name="send"' not in page
    assert "冬季取暖困难摸底" in page  # what was written is still there
    assert not BranchRequest.objects.exists()


def test_what_is_known_and_a_short_deadline_say_what_would_do(world: World, signed_in) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    changed = {"form-0-label": "本月会议次数", "due_on": tomorrow, "check": "yes"}
    _status, page = written(signed_in("officer"), world, **changed)
    assert "平台已有：开了哪些会" in page
    assert "至少留 5 个工作日，最早是" in page


def test_a_clean_request_is_sent_and_stands_with_its_branch_and_in_the_ledger(
    world: World, signed_in
) -> None:
    status, _page = written(signed_in("officer"), world, send="yes")
    assert status == 302
    (asked,) = BranchRequest.objects.all()
    assert [field.label for field in asked.fields.all()] == ["需要帮助的户数"]
    for client, name, arguments in (
        (signed_in("member"), "branch-asked", [world.branch.pk]),
        (signed_in("officer"), "office-requests", [world.north.pk]),
        (Client(), "ledger", []),
    ):
        assert "冬季取暖困难摸底" in client.get(reverse(name, args=arguments)).content.decode()
    assert "2 人 × 8 分钟 = 16 分钟" in Client().get(reverse("ledger")).content.decode()


def test_a_field_to_choose_from_has_its_answers_from_the_page_of_the_branch_to_the_file(
    world: World, signed_in
) -> None:
    asked = {"form-1-label": "缺什么", "form-1-kind": "choice", "form-1-about": "organisation"}
    status, page = written(signed_in("officer"), world, "en", send="yes", **asked)
    assert (status, BranchRequest.objects.exists()) == (200, False)
    assert "Please choose a list of answers; branches pick one of them." in page
    assert "Which kind of meeting: " in page
    written(signed_in("officer"), world, send="yes", **asked, **{"form-1-choices": "enough"})
    (one,) = BranchRequest.objects.all()
    number, choice = one.fields.values_list("pk", flat=True)
    secretary, address = signed_in("secretary"), reverse("branch-request", args=[world.branch.pk, one.uid])
    secretary.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<option value="short">Not enough</option>' in secretary.get(address).content.decode()
    listed = secretary.get(reverse("branch-asked", args=[world.branch.pk])).content.decode()
    assert "Enough / Only just enough / Not enough" in listed
    given = {f"field-{number}": "3", f"field-{choice}": "不够", "send": "yes"}
    refused = secretary.post(address, given)
    assert (refused.status_code, "Choose one of the answers listed." in refused.content.decode()) == (
        422,
        True,
    )
    assert secretary.post(address, given | {f"field-{choice}": "short"}).status_code == 302
    assert "Not enough" in secretary.get(address).content.decode()
    answers = reverse("office-request-answers", args=[one.uid])
    officer = signed_in("officer")
    assert "不够" in officer.get(answers).content.decode()
    assert ",3,不够" in officer.get(reverse("office-request-answers-csv", args=[one.uid])).content.decode()


def test_what_is_missing_is_said_beside_its_field(world: World, signed_in) -> None:
    status, page = written(signed_in("officer"), world, due_on="", title="")
    assert status == 200
    assert "请写截止日期，让支部知道能安排到哪天。" in page
    _status, page = written(signed_in("officer"), world, due_on="2020-01-01")
    assert "这一天已经过去" in page
