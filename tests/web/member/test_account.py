"""My account: language, consents, taking everything away, erasing; and every page of allauth opens."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from redcloud.apps.people.models import Consent, User
from redcloud.apps.people.queries import has_consent
from tests.world import World

SignIn = Callable[[str], Client]
PASSWORD_PAGES = ["account_change_password", "account_email", "account_logout", "account_reauthenticate"]
MFA_PAGES = ["mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp"]
OPEN_PAGES = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    """Sign-in is rate-limited by address, and every test comes from the same one."""
    cache.clear()


def by_password(name: str) -> Client:
    """Signed in with the password, and asked for it again as before every delicate step."""
    client = Client()
    client.post(reverse("account_login"), {"login": name, "password": f"{name}-pass-2026"})
    client.post(reverse("account_reauthenticate"), {"password": f"{name}-pass-2026"})
    return client


def test_consents_are_shown_to_the_member_with_the_way_back(world: World, signed_in: SignIn) -> None:
    client = signed_in("member")
    client.post(reverse("account-consent"), {"purpose": "portrait", "answer": "yes"})
    assert has_consent(world.members["member"].pk, "portrait")
    assert "收回同意" in client.get(reverse("account")).content.decode()
    client.post(reverse("account-consent"), {"purpose": "portrait", "answer": "no"})
    assert not has_consent(world.members["member"].pk, "portrait")
    assert Consent.objects.filter(member=world.members["member"]).count() == 2


@pytest.mark.parametrize("role", ["colleague", "secretary", "officer", "administrator"])
def test_nobody_else_sees_whether_a_member_agreed(world: World, signed_in: SignIn, role: str) -> None:
    """Their own pages are the same before and after."""
    addresses = [reverse("account")]
    if role == "secretary":
        addresses.append(reverse("branch-members", args=[world.branch.pk]))
    before = [stable(signed_in(role), address) for address in addresses]
    signed_in("member").post(reverse("account-consent"), {"purpose": "portrait", "answer": "yes"})
    assert [stable(signed_in(role), address) for address in addresses] == before


def stable(client: Client, address: str) -> list[str]:
    """The page without the tokens that differ from one request to the next."""
    lines = client.get(address).content.decode().splitlines()
    return [line for line in lines if "csrf" not in line.lower() and "nonce" not in line]


def test_an_unknown_purpose_is_not_written_down(world: World, signed_in: SignIn) -> None:
    response = signed_in("member").post(reverse("account-consent"), {"purpose": "mood", "answer": "yes"})
    assert response.status_code == 404
    assert not Consent.objects.exists()


def test_the_language_is_kept_for_pages_and_for_messages(world: World, signed_in: SignIn) -> None:
    client = signed_in("member")
    client.post(reverse("account-language"), {"language": "en"})
    assert User.objects.get(username="member").language == "en"
    assert '<html lang="en">' in client.get(reverse("account")).content.decode()


def test_everything_can_be_taken_away_in_open_files(world: World, signed_in: SignIn) -> None:
    response = signed_in("member").post(reverse("account-export"))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(response.content)) as files:
        assert {"README.txt", "people.json"} <= set(files.namelist())
        assert "测试member" in files.read("people.json").decode()


def test_erasing_asks_for_the_password_first(world: World, signed_in: SignIn) -> None:
    response = signed_in("member").get(reverse("account-erase"))
    assert response.status_code == 302
    assert "reauthenticate" in response.headers["Location"]


def test_erasing_needs_the_tick_and_then_erases_and_signs_out(world: World) -> None:
    client = by_password("member")
    assert client.get(reverse("account-erase")).status_code == 200
    assert client.post(reverse("account-erase")).status_code == 200
    assert User.objects.filter(username="member").exists()
    assert client.post(reverse("account-erase"), {"understood": "yes"}).status_code == 302
    assert not User.objects.filter(username="member").exists()
    assert client.get(reverse("account")).status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", [*OPEN_PAGES, *PASSWORD_PAGES, *MFA_PAGES])
def test_every_sign_in_page_opens_in_the_sites_own_frame(world: World, name: str, language: str) -> None:
    client = Client() if name in OPEN_PAGES else by_password("member")
    client.cookies["django_language"] = language
    response = client.get(reverse(name))
    assert response.status_code == 200
    page = response.content.decode()
    assert "site-nav" in page
    assert ' style="' not in page


def test_too_many_tries_are_answered_in_a_sentence(world: World) -> None:
    client = Client()
    given = {"login": "member", "password": "wrong"}
    answers = [client.post(reverse("account_login"), given) for _ in range(40)]
    assert answers[-1].status_code in {200, 429}
    refused = [answer for answer in answers if answer.status_code == 429]
    assert all("site-nav" in answer.content.decode() for answer in refused)
    good = client.post(reverse("account_login"), {"login": "member", "password": "member-pass-2026"})
    assert good.status_code != 302


def test_nobody_can_register_without_a_code(world: World) -> None:
    before = User.objects.count()
    given = {"username": "guest", "password1": "river-stone-2026", "password2": "river-stone-2026"}
    Client().post(reverse("account_signup"), given)
    assert User.objects.count() == before


def test_the_page_of_the_address_offers_only_what_makes_sense(world: World) -> None:
    client = by_password("member")
    client.post(reverse("account_email"), {"action_add": "add", "email": "one@example.org"})
    alone = client.get(reverse("account_email")).content.decode()
    assert "再发一次确认邮件" in alone
    assert "设为主要邮箱" not in alone
    client.post(reverse("account_email"), {"action_add": "add", "email": "two@example.org"})
    EmailAddress.objects.filter(email="two@example.org").update(verified=True)
    both = client.get(reverse("account_email")).content.decode()
    assert both.count("设为主要邮箱") == 1
    client.post(reverse("account_email"), {"action_primary": "primary", "email": "two@example.org"})
    client.post(reverse("account_email"), {"action_remove": "remove", "email": "one@example.org"})
    assert [one.email for one in EmailAddress.objects.all()] == ["two@example.org"]
