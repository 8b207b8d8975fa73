"""The pages on which a member states skills and wishes, plans hours and hides lines."""

from __future__ import annotations

import csv
import io
import json

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.portrait import queries
from redcloud.apps.portrait.actions import show_to_committee, state
from tests.apps.portrait.conftest import folded  # noqa: F401 - the setting of these tests
from tests.web.member.test_portrait import evidence, line_of, member, page  # noqa: F401
from tests.world import World


def download(client: Client) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(page(client, "member-portrait-download", "json"))
    return found


def test_a_hidden_line_is_off_the_page_and_paper_with_the_way_back_at_hand(
    member: Client,  # noqa: F811
    folded: World,  # noqa: F811
) -> None:
    line, url = line_of(folded), reverse("member-portrait-hide")
    chip = reverse("member-portrait-evidence", args=[line["kind"], line["key"]])
    text = member.post(url, line | {"hidden": "on"}, follow=True).content.decode()
    assert "这一行已隐藏" in text
    assert "您隐藏的 1 行" in page(member, "member-portrait")
    assert f'class="portrait-chip" href="{chip}"' not in page(member, "member-portrait")
    assert "党课" not in page(member, "member-portrait-print")
    assert [one["hidden"] for one in download(member)["lines"] if one["key"] == line["key"]] == [True]
    member.post(url, line)
    assert f'class="portrait-chip" href="{chip}"' in page(member, "member-portrait")


def test_a_plan_of_hours_is_kept_and_can_be_taken_away(member: Client, folded: World) -> None:  # noqa: F811
    year, url = timezone.localdate().year, reverse("member-portrait-hours")
    member.post(url, {"year": year, "hours": "32"})
    assert f"{year} 年：您计划 32 学时" in page(member, "member-portrait")
    member.post(url, {"year": year, "hours": ""})
    assert "您计划" not in page(member, "member-portrait")


def test_a_plan_nobody_can_follow_is_answered_in_words(member: Client, folded: World) -> None:  # noqa: F811
    year, url = timezone.localdate().year, reverse("member-portrait-hours")
    for hours in ("0", "5000", "many"):
        text = member.post(url, {"year": year, "hours": hours}, follow=True).content.decode()
        assert "学时写 1 到 1000 之间的整数" in text
    assert queries.portrait_of(folded.viewer("member")).planned_hours == {}


def test_a_skill_is_stated_shown_to_the_committee_seen_and_taken_back(
    member: Client,  # noqa: F811
    folded: World,  # noqa: F811
    signed_in,
) -> None:
    member.post(reverse("member-portrait-state"), {"code": "electrics", "words": "干了三十年"})
    secretary = signed_in("secretary")
    committee = reverse("branch-skills", args=[folded.branch.pk])
    assert "水电维修" not in secretary.get(committee).content.decode()
    member.post(reverse("member-portrait-show"), {"code": "electrics", "days": "30"})
    text = secretary.get(committee).content.decode()
    assert "水电维修" in text
    assert "干了三十年" not in text  # the words are the member's alone
    assert "支部委员会看过 1 次" in page(member, "member-portrait-stated")
    taken = member.post(reverse("member-portrait-take-back"), {"code": "electrics"}, follow=True)
    assert "干了三十年" in taken.content.decode()  # offered once more
    assert "水电维修" not in secretary.get(committee).content.decode()


def test_every_form_of_the_portrait_carries_its_token(member: Client, folded: World) -> None:  # noqa: F811
    member.post(reverse("member-portrait-state"), {"code": "electrics"})
    line = line_of(folded)
    pages = (
        page(member, "member-portrait"),
        page(member, "member-portrait-stated"),
        evidence(member, line),
    )
    for text in pages:
        forms = [part.split("</form>")[0] for part in text.split("<form")[1:]]
        posting = [form for form in forms if 'method="post"' in form]
        assert posting
        assert all("csrfmiddlewaretoken" in form for form in posting)


def test_downloads_and_paper_hold_what_is_stated_and_planned(member: Client, folded: World) -> None:  # noqa: F811
    year = timezone.localdate().year
    member.post(reverse("member-portrait-state"), {"code": "give_a_class", "words": "=SUM(1)"})
    member.post(reverse("member-portrait-hours"), {"year": year, "hours": "32"})
    assert [one["code"] for one in download(member)["stated"]] == ["give_a_class"]
    assert download(member)["planned_hours"] == [{"year": year, "hours": 32}]
    text = page(member, "member-portrait-download", "csv").removeprefix("\ufeff")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["give_a_class"]["kind"], rows["give_a_class"]["note"]) == ("wish", "'=SUM(1)")
    assert rows[str(year)]["planned_hours"] == "32"
    assert "讲一次课" in page(member, "member-portrait-print")


def test_skills_can_be_stated_without_a_portrait(world: World, signed_in) -> None:
    colleague = signed_in("colleague")
    colleague.post(reverse("member-portrait-state"), {"code": "law"})
    text = page(colleague, "member-portrait")
    assert "还没有画像" in text
    assert "法律常识" in text


def test_the_line_says_who_looked_at_it(member: Client, folded: World, signed_in) -> None:  # noqa: F811
    line = line_of(folded)
    assert "没有人看过" in evidence(member, line)
    member.post(reverse("member-portrait-share"), line | {"days": "7"})
    signed_in("secretary").get(reverse("member-portrait-shared", args=[folded.members["member"].uid]))
    assert "测试secretary" in evidence(member, line)


def test_the_committees_page_does_not_cost_more_with_more_people(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    secretary = signed_in("secretary")
    for key in ("member", "colleague"):
        state(actor=world.users[key], code="law")
        show_to_committee(actor=world.users[key], code="law", days=7)
    with django_assert_max_num_queries(22):
        assert secretary.get(reverse("branch-skills", args=[world.branch.pk])).status_code == 200
