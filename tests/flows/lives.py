"""A person who has done everything that the product offers: what canaries and erasures are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from redcloud.apps.discussions.actions import comment, report_comment
from redcloud.apps.life.actions import keep_minutes, note_volunteering
from redcloud.apps.life.models import Meeting
from redcloud.apps.needs import actions as needs
from redcloud.apps.needs.models import Place
from redcloud.apps.notices.actions import queue_digests, send_waiting, set_preference
from redcloud.apps.people.access import Viewer
from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Member, Purpose, User
from redcloud.apps.people.slips import allow_slips, issue_slip_at_root
from redcloud.apps.people.transfers import ask_transfer
from redcloud.apps.portrait import actions as portrait
from redcloud.apps.portrait import queries as portraits
from redcloud.apps.records.actions import (
    claim_account,
    drain_outbox,
    lake,
    link_identity,
    offer_accounts,
    refuse_account,
)
from redcloud.apps.records.models import (
    Activity,
    AgentProfile,
    Attachment,
    AttachmentFile,
    Identity,
    StateDocument,
    Statement,
)
from redcloud.apps.records.queries import accounts_for
from redcloud.apps.study.actions import (
    begin_item,
    complete_item,
    keep_answers,
    make_plan,
    refuse,
    send,
    take_quiz,
    wish_item,
)
from redcloud.apps.study.models import Item
from redcloud.engine.records.accounts import AccountRow
from tests.apps.life.stories import called, roll
from tests.apps.records.making import small, store
from tests.apps.study.stories import crowd, finished, library
from tests.apps.study.teaching import taught
from tests.web.api.launching import opened, shelved
from tests.world import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Life:
    """A member of the world's branch, and the things that they met."""

    world: World
    key: str
    meeting: Meeting
    items: list[Item]

    @property
    def member(self) -> Member:
        """The line on the roster."""
        return Member.objects.get(pk=self.world.members[self.key].pk)

    @property
    def acting(self) -> dict[str, User | Viewer]:
        """Who acts, as actions take it."""
        return acting(self.world, self.key)


def acting(world: World, key: str) -> dict[str, User | Viewer]:
    """Return a person of the world as the ``actor`` and ``viewer`` of an action."""
    return {"actor": world.users[key], "viewer": world.viewer(key)}


def lived(world: World, key: str) -> Life:
    """Let a person of the world's branch live through every stage, up to what the clock does each week."""
    agree_to_everything(world, key)
    items = library(world)
    finished(crowd(world, 12), items[:3])
    life = Life(world, key, called(world), items)
    _is_about_to_move(life)
    _forgets_the_password(life)
    _meet(life)
    _study(life)
    _open_a_package(life)
    _help(life)
    _learn_elsewhere(life)
    drain_outbox()
    _own_the_portrait(life)
    return life


def agree_to_everything(world: World, key: str) -> None:
    """Answer yes to every question, and ask for the digest."""
    user, member = world.users[key], world.members[key]
    for purpose in Purpose.values:
        set_consent(actor=user, member=member, purpose=purpose, granted=True)
    Member.objects.filter(pk=member.pk).update(email=f"{key}@example.org")
    set_preference(
        actor=user, member=member, email=True, rhythm="daily", weekday=0, hour=0, quiet_from=0, quiet_until=0
    )


def the_week_passes(world: World) -> None:
    """Do what the clock does: drain, compact, fold, release, train, send, mail."""
    drain_outbox()
    lake().compact()
    portrait.build(actor=None)
    portrait.publish_release(actor=None, root=world.north, day=timezone.localdate() + timedelta(days=40))
    send(root=world.north, day=timezone.localdate() + timedelta(days=8))
    later = timezone.localtime().replace(hour=0, minute=30) + timedelta(days=1)
    queue_digests(now=later)
    send_waiting(now=later)


def _is_about_to_move(life: Life) -> None:
    """A transfer, asked for by the committee, that waits for the branch next door."""
    world = life.world
    asked = {"branch_id": world.branch.pk, "member_id": life.member.pk, "target": world.sibling.name}
    ask_transfer(**acting(world, "secretary"), **asked)


def _forgets_the_password(life: Life) -> None:
    """A slip for a new password that is out."""
    world = life.world
    allow_slips(**life.acting, allowed=True)
    issue_slip_at_root(**acting(world, "administrator"), root_id=world.north.pk, who=life.member.roster_key)


def _meet(life: Life) -> None:
    world, uid = life.world, life.meeting.uid
    roll(world, life.meeting, present=[life.key, "colleague"], excused=["more1"])
    keep_minutes(**acting(world, "secretary"), uid=uid, text="讨论了用水", decisions=[])
    said = comment(**life.acting, kind="meeting", object_id=uid, text="我的话")
    report_comment(**acting(world, "colleague"), uid=said.uid, reason="other")
    other = comment(**acting(world, "colleague"), kind="meeting", object_id=uid, text="同事的话")
    report_comment(**life.acting, uid=other.uid, reason="private")


def _study(life: Life) -> None:
    send(root=life.world.north, day=timezone.localdate())
    begin_item(**life.acting, uid=life.items[0].uid)
    complete_item(**life.acting, uid=life.items[1].uid)
    refuse(of="item", **life.acting, uid=life.items[2].uid)
    made = taught(life.world, life.items[3:])
    take_quiz(**life.acting, uid=made.quiz.uid, number=1, answers=made.answers("a", "110"))
    keep_answers(**life.acting, uid=made.quiz.uid, number=1, answers=made.answers("a", "110"))
    wish_item(**life.acting, uid=life.items[4].uid, wished=True)
    make_plan(**acting(life.world, "secretary"), branch_id=life.world.branch.pk, session=60)


def _open_a_package(life: Life) -> None:
    """A unit is open, and has said that it is done."""
    client = Client()
    client.force_login(life.world.users[life.key], backend=BACKEND)
    unit = opened(client, shelved(life.world, files=(("a.js", "1"),))).begin()
    for verb in ("initialized", "completed"):
        assert unit.say(verb).status_code == 200
    assert unit.call("put", "activities/state", {"page": 2}, **unit.at("bookmark")).status_code == 204


def _help(life: Life) -> None:
    note_volunteering(**life.acting, kind="elderly", what="陪诊", day=timezone.localdate())
    place = Place.objects.create(root=life.world.north, name="石桥社区", branch=life.world.branch)
    need = needs.ask(place=place, words="路灯不亮").need
    needs.take(**acting(life.world, "secretary"), uid=need.uid)
    needs.answer(**acting(life.world, "secretary"), uid=need.uid, words="来看看")
    needs.say_helped(**life.acting, branch_id=life.world.branch.pk, uid=need.uid)


def _learn_elsewhere(life: Life) -> None:
    """Another platform names the member as actor, and in somebody else's statement as instructor."""
    own = {"mbox": f"mailto:{life.key}@example.org"}
    mentioned = small(actor={"mbox": "mailto:li@example.org"}, context={"instructor": own})
    store(life.world.north, small(actor=own), mentioned)
    identity = Identity.objects.get(value=f"mailto:{life.key}@example.org")
    link_identity(actor=life.world.users[life.key], member=life.member, identity=identity)
    _is_asked_about_accounts(life)
    statement = Statement.objects.get(actor=identity)
    named = {"root": life.world.north, "identity": identity, "name_digest": uuid4(), "name": "bookmark"}
    content = {"content": f"{life.key}@example.org".encode(), "content_type": "text/plain", "etag": "x"}
    about = Activity.objects.get(pk=statement.activity_id)
    StateDocument.objects.create(activity=about, **named, **content)
    AgentProfile.objects.create(**named, **content)
    certificate = ContentFile(f"{life.key}@example.org".encode(), name="certificate.txt")
    file = AttachmentFile.objects.create(
        root=life.world.north, sha2=uuid4().hex, size_bytes=certificate.size, file=certificate
    )
    Attachment.objects.create(statement=statement, file=file)


def _is_asked_about_accounts(life: Life) -> None:
    """An administrator's table says of three accounts that they are the member's: no, yes, no answer."""
    rows = [
        AccountRow(
            line, life.member.roster_key, life.member.name, "https://lms.example.org", f"{life.key}{line}"
        )
        for line in (2, 3, 4)
    ]
    offer_accounts(**acting(life.world, "administrator"), root_id=life.world.north.pk, rows=rows)
    by_name = {one.shown: one.key for one in accounts_for(life.world.viewer(life.key))}
    refuse_account(**life.acting, key=by_name[f"{life.key}2"])
    claim_account(**life.acting, key=by_name[f"{life.key}3"])


def _own_the_portrait(life: Life) -> None:
    user = life.world.users[life.key]
    lines = portraits.portrait_of(life.world.viewer(life.key)).lines
    first = lines[0]
    named = {"actor": user, "kind": first.kind, "key": first.key}
    portrait.annotate(**named, text="我主持的")
    portrait.dispute(**named)
    portrait.share(**named, days=7)
    if life.key != "secretary":
        portrait.open_shared_lines(actor=life.world.users["secretary"], member_uid=life.member.uid)
    portrait.look_from_command(key=str(life.member.uid), looker="值班员", reason="核对")
    portrait.state(actor=user, code="electrics", words="老电工")
    portrait.show_to_committee(actor=user, code="electrics", days=7)
    if life.key != "secretary":
        portrait.open_stated(actor=life.world.users["secretary"], branch_id=life.world.branch.pk)
    portrait.plan_hours(actor=user, year=timezone.localdate().year, hours=32)
    last = lines[-1]
    portrait.hide(actor=user, kind=last.kind, key=last.key)
