"""A trade union on the platform: its roster, a meeting, the record, the lake, the portrait, what is due.

Nothing but its rule pack knows that it is one; no page says a word of the Party's.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.people.actions import make_root
from redcloud.apps.people.activation import activate, invite
from redcloud.apps.people.models import Member, Organisation, OrganisationKind, User
from redcloud.apps.people.roster import import_roster
from redcloud.apps.records.actions import drain_outbox
from redcloud.apps.records.models import Statement
from redcloud.apps.rules.actions import choose_pack
from redcloud.apps.rules.wording import own_words_reader
from tests.web.branch.test_meetings import form_values, minutes_values

OF_THE_PARTY = re.compile(r"党|支部|书记|支委|\bparty\b|\bbranch\b|\bbranches\b|secretar", re.IGNORECASE)
TAGS = re.compile(r"<script.*?</script>|<[^>]+>", re.DOTALL)
ROSTER = "\n".join(
    [
        "会员姓名,编号,总工会,基层工会,工会小组,会内职务,类别",
        "王芳,A1,城关镇总工会,红星厂工会,一组,工会主席,会员",
        "李强,A2,城关镇总工会,红星厂工会,一组,工会副主席,会员",
        "赵敏,A3,城关镇总工会,红星厂工会,一组,工会组织委员,会员",
        "孙磊,A4,城关镇总工会,红星厂工会,一组,,会员",
    ]
)


def client_of(root: Organisation, number: str) -> Client:
    """Somebody of the roster, with an account, who agreed to a portrait."""
    member = Member.objects.get(root=root, roster_key=number)
    code = invite(actor=None, member=member, role=None, organisation=root).code
    user = activate(
        code=code,
        username=number,
        password="a-long-pass-2026",
        email="",
        answers={"portrait": True},
    )
    return client_for(user)


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client: Client, address: str, language: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return TAGS.sub(" ", answer.content.decode())


@pytest.fixture
def union(db) -> Organisation:
    root = make_root(actor=None, slug="union", name="清河县总工会")
    choose_pack(actor=None, root=root, code="union")
    # Of a week ago: the meeting of five minutes ago was yesterday, where it is just past midnight.
    report = import_roster(
        actor=None,
        root=root,
        data=ROSTER.encode(),
        day=timezone.localdate() - timedelta(days=7),
        own_words=own_words_reader(root.pk),
    ).as_dict()
    assert (report["created"], report["rejected"], report["notes"]) == (4, [], [])
    return root


def test_a_union_lives_through_the_whole_flow(
    union: Organisation, django_capture_on_commit_callbacks
) -> None:
    branch = Organisation.objects.get(name="红星厂工会")
    assert (branch.kind, branch.parent.kind) == (OrganisationKind.BRANCH, OrganisationKind.COMMITTEE)
    with django_capture_on_commit_callbacks(execute=True):
        chair, member = client_of(union, "A1"), client_of(union, "A4")
        home = read(chair, reverse("branch-home", args=[branch.pk]), "zh-hans")
        assert "会员大会" in home
        assert "中国工会章程" in read(chair, reverse("branch-home", args=[branch.pk]), "zh-hans")

        call = reverse("branch-meeting-call", args=[branch.pk, "general_meeting"])
        chair.post(call, form_values(chair.get(call)) | {"has_election": "on"})
        meeting = Meeting.objects.get()
        Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
        present = {f"mark-{one.uid}": "present" for one in Member.objects.filter(root=union)[:3]}
        chair.post(reverse("meeting-roll", args=[meeting.uid]), present)
        page = read(chair, reverse("meeting", args=[meeting.uid]), "zh-hans")
        assert "工会基层组织选举工作条例" in page  # two thirds of four are three
        minutes = minutes_values("选举新一届委员会", "当选", "3") | {"confirm": "yes"}
        chair.post(reverse("meeting-minutes", args=[meeting.uid]), minutes)
    assert meeting.decisions.count() == 1
    assert Statement.objects.filter(root=union).count() == 3
    drain_outbox()
    own = client_at(union, present)
    assert "会员大会" in read(own, reverse("member-portrait"), "zh-hans")
    assert "General meeting" in read(own, reverse("member-portrait"), "en")
    due = chair.get(reverse("branch-home", args=[branch.pk])).context["page"].due
    assert {line.item.rule: line.item.state for line in due}["general_meeting_yearly"] == "done"

    pages = [
        (chair, reverse("branch-home", args=[branch.pk])),
        (chair, reverse("branch-meetings", args=[branch.pk])),
        (chair, reverse("branch-meeting-new", args=[branch.pk])),
        (chair, reverse("branch-members", args=[branch.pk])),
        (chair, reverse("meeting", args=[meeting.uid])),
        (member, reverse("member-home")),
        (member, reverse("member-portrait")),
        (member, reverse("account")),
        (Client(), reverse("landing")),
        (Client(), reverse("about-data")),
        (Client(), reverse("account_login")),
    ]
    for client, address in pages:
        for language in ("zh-hans", "en"):
            assert OF_THE_PARTY.findall(read(client, address, language)) == [], (address, language)


def client_at(union: Organisation, present: dict[str, str]) -> Client:
    """Somebody who was at the meeting."""
    member = Member.objects.get(root=union, roster_key="A1")
    assert f"mark-{member.uid}" in present
    return client_for(member.user)


def test_the_party_beside_it_keeps_its_words_and_public_pages_speak_the_products(
    union: Organisation, world, signed_in
) -> None:
    page = read(signed_in("secretary"), reverse("branch-home", args=[world.branch.pk]), "en")
    assert "branch" in page
    assert "local union" not in page
    assert "党支部" in read(Client(), reverse("landing"), "zh-hans")
