"""The activation page: a code, a name and a password make a signed-in member; consent stands at no."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from redcloud.apps.people.activation import issue_codes
from redcloud.apps.people.models import Consent, Member, User
from tests.world import World


@pytest.fixture
def code(world: World) -> str:
    issued = issue_codes(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        member_ids=[world.members["more1"].pk],
    )
    return issued[0].code


def filled(right_code: str, **changed: str) -> dict[str, str]:
    given = {
        "code": right_code.lower(),
        "password": "river-stone-2026",
        "again": "river-stone-2026",
        "email": "",
        "portrait": "no",
        "personalisation": "no",
    }
    return {**given, "username": "fang", **changed}


def test_a_code_makes_an_account_and_signs_in(world: World, client: Client, code: str) -> None:
    response = client.post(reverse("activate"), filled(code))
    assert response.status_code == 302
    assert Member.objects.get(pk=world.members["more1"].pk).user == User.objects.get(username="fang")
    assert client.get(reverse("account")).status_code == 200


def test_the_questions_stand_at_no_and_the_answers_are_written_down(
    world: World, client: Client, code: str
) -> None:
    page = client.get(reverse("activate"))
    assert [page.context["form"][name].value() for name in ("portrait", "personalisation")] == ["no", "no"]
    client.post(reverse("activate"), filled(code, portrait="yes"))
    answers = dict(Consent.objects.values_list("purpose", "granted"))
    assert answers == {"portrait": True, "personalisation": False}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "ZZZZ-ZZZZ-ZZZZ"}, "code"),
        ({"username": "Member"}, "username"),
        ({"username": "a b"}, "username"),
        ({"password": "12345678", "again": "12345678"}, "password"),
        ({"again": "other-stone-2026"}, "again"),
        ({"email": "nowhere"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_code_is_not_lost(
    world: World, client: Client, code: str, changed: dict[str, str], field: str
) -> None:
    response = client.post(reverse("activate"), filled(code, **changed))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert client.post(reverse("activate"), filled(code)).status_code == 302


def test_a_wrong_code_is_said_whatever_else_is_wrong(client: Client, code: str) -> None:
    wrong = filled("ZZZZ-ZZZZ-ZZZZ", password="12345678", again="87654321")
    response = client.post(reverse("activate"), wrong)
    assert next(iter(response.context["form"].errors)) == "code"


def test_the_page_never_shows_a_password_again(world: World, client: Client, code: str) -> None:
    response = client.post(reverse("activate"), filled("ZZZZ"))
    assert "river-stone-2026" not in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_the_sign_in_page_leads_here(world: World, signed_in: Callable[[str], Client]) -> None:
    assert reverse("activate") in signed_in("anonymous").get(reverse("account_login")).content.decode()
