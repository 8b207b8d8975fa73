"""An administrator brings a table of accounts: questions to members, and reasons for what is not taken."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redcloud.apps.records.models import AccountOffer
from tests.world import World

HEADINGS = "编号,姓名,平台网址,账号\n"


def upload(world: World, text: str, client: Client | None = None) -> HttpResponse:
    if client is None:
        client = Client()
        client.force_login(world.users["administrator"])
    file = SimpleUploadedFile("账号.csv", text.encode())
    return client.post(reverse("office-accounts", args=[world.north.pk]), {"file": file})


def line(world: World, key: str, account: str) -> str:
    member = world.members[key]
    return f"{member.roster_key},{member.name},https://lms.example.org,{account}\n"


def test_good_rows_are_asked_about_and_bad_ones_listed_with_line_and_reason(world: World) -> None:
    text = HEADINGS + line(world, "member", "li") + "nobody,某人,https://x.example,a\n" + "7,八,x,b\n"
    page = upload(world, text).content.decode()
    assert list(AccountOffer.objects.values_list("name", flat=True)) == ["li"]
    for said in (
        "1 个账号会问到本人",
        "2 行没有采用",
        "第 3 行",
        "名册里没有这个编号",
        "第 4 行",
        "这不是网址",
    ):
        assert said in page


def test_a_file_without_the_columns_is_refused_with_the_columns_it_needs(world: World) -> None:
    response = upload(world, "a,b\n1,2\n")
    assert response.status_code == 422
    assert "编号、姓名、平台网址、账号" in response.content.decode()
    assert not AccountOffer.objects.exists()


def test_a_file_that_is_none_is_refused_in_words(world: World) -> None:
    assert upload(world, "").status_code == 422


def test_what_was_asked_is_taken_back(world: World) -> None:
    upload(world, HEADINGS + line(world, "member", "li"))
    client = Client()
    client.force_login(world.users["administrator"])
    page = client.post(reverse("office-accounts-withdraw", args=[world.north.pk]), follow=True)
    assert "收回了" in page.content.decode()
    assert not AccountOffer.objects.exists()


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_table(
    world: World, django_assert_max_num_queries
) -> None:
    client = Client()
    client.force_login(world.users["administrator"])
    with CaptureQueriesContext(connection) as few:
        upload(world, HEADINGS + line(world, "member", "li"), client)
    rows = "".join(line(world, "member", f"li{number}") for number in range(300))
    # SQLite takes a thousand values at a time.
    with django_assert_max_num_queries(len(few) + 3):
        upload(world, HEADINGS + rows, client)
    assert AccountOffer.objects.count() == 301
