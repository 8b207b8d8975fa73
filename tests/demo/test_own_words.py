"""The demo of a trade union: the whole flow with its pack, and no word of the Party's on any page."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from redcloud.apps.life.models import Meeting, Roll
from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.portrait.models import Release
from redcloud.apps.rules.queries import load_pack, pack_of
from redcloud.apps.study.models import BranchPlan
from redcloud.demo import flow
from redcloud.demo.folder import new_note

OF_THE_PARTY = re.compile(r"党|支部|书记|支委|\bparty\b|\bbranch\b|\bbranches\b|secretar", re.IGNORECASE)
TAGS = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]+>", re.DOTALL)
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
NOT_PAGES = ("download", "csv", "export", "photo", "file", "open311", "xapi", "logout", "language")


def pages_of(client: Client, start: str) -> dict[str, str]:
    """One page for each URL name that links lead to from ``start``: its address and what it says."""
    waiting, tried, said = [start], set(), {}
    while waiting:
        address = waiting.pop(0).split("#")[0]
        try:
            name = resolve(urlsplit(address).path).url_name
        except Resolver404:
            continue
        if name is None or name in tried or any(part in name for part in NOT_PAGES):
            continue
        tried.add(name)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        html = answer.content.decode()
        said[address] = TAGS.sub(" ", html)
        waiting += [urljoin(address, link) for link in LINK.findall(html) if "://" not in link]
    return said


@pytest.mark.django_db
def test_a_demo_of_unions_lives_by_their_pack_and_speaks_their_words_on_every_page() -> None:
    note = new_note(members=44, organisations=1, branches=2, seed=1, today=timezone.localdate(), pack="union")
    province = flow.begin(note)
    for step in flow.STEPS:
        flow.run_step(step, province, lambda _some: None)

    root = Organisation.objects.get(parent=None)
    assert (root.name, pack_of(root.pk).code) == ("青禾县总工会（演示）", "union")
    kinds = {kind.code for kind in load_pack("union").kinds}
    assert set(Meeting.objects.values_list("kind", flat=True)) == kinds
    assert Roll.objects.exists()
    assert set(Member.objects.values_list("stage", flat=True)) <= {
        "applicant",
        "activist",
        "probationary",
        "full",
    }
    assert Release.objects.exists()
    assert BranchPlan.objects.count() == 2

    # The name of an account is no word of a page's.
    User.objects.filter(username="secretary").update(username="chair")
    seen: set[str] = set()
    for person in ("member", "chair", "officer", "editor", "admin", None):
        client = Client()
        if person is not None:
            backend = "allauth.account.auth_backends.AuthenticationBackend"
            client.force_login(User.objects.get(username=person), backend=backend)
        for language in ("zh-hans", "en"):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            found = pages_of(client, "/start/" if person else "/")
            for address, text in found.items():
                assert OF_THE_PARTY.findall(text) == [], (person, address, language)
            seen |= found.keys()
    assert len(seen) > 25, seen
