"""The bench of pages follows a person's links, and asks for each kind of page once."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from pytest_django.live_server_helper import LiveServer

from redcloud.bench.pages.visiting import Visitor, kind_of, links_in

PAGE = """<a href="/branches/7/?a=1#top">b</a><a href="/accounts/logout/">out</a><a href="https://example.org/">x</a>
<a href="/portrait/file/" download>d</a><a>none</a><a href="../study/">s</a>"""


def test_links_lead_to_pages_of_the_same_server_and_neither_sign_out_nor_download() -> None:
    assert links_in(PAGE, "http://127.0.0.1:1/home/") == ["/branches/7/", "/study/"]


def test_all_branches_are_one_kind_of_page() -> None:
    assert kind_of("/branches/7/") == kind_of("/branches/8/?x=1") == "branch-home"


@pytest.mark.django_db(transaction=True)
def test_a_person_is_signed_in_and_sees_each_kind_of_page_once(live_server: LiveServer) -> None:
    get_user_model().objects.create_user("member", password="a-long-word-for-tests")

    visitor = Visitor(live_server.url, "member", "a-long-word-for-tests")
    names = [page.name for page in visitor.pages()]

    assert "account" in names
    assert len(names) == len(set(names))
    assert len(visitor.times_ms("/account/", 5)) == 5


@pytest.mark.django_db(transaction=True)
def test_who_cannot_sign_in_is_not_measured(live_server: LiveServer) -> None:
    with pytest.raises(RuntimeError, match="member could not sign in"):
        Visitor(live_server.url, "member", "wrong")
