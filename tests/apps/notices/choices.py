"""What people choose: an e-mail on Mondays at nine, reminders on a device, a robot in the group chat."""

from __future__ import annotations

from redcloud.apps.notices import actions
from redcloud.apps.notices.models import Delivery, PushDevice, Robot
from redcloud.apps.people.models import Member
from tests.apps.notices.outside import Browser
from tests.world import World

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=566cc69da782ec33e42541b09b08551f09fbe864eb"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/0b3c1a7e-aaaa-bbbb-cccc-1234567890ab"
SECRET = "SECd2fb41ae1a17a0b4a45ee7e1aee0b6d7"
CHOICE = {"rhythm": "weekly", "weekday": 0, "hour": 9, "quiet_from": 21, "quiet_until": 8}


def wants_mail(world: World, member: Member, address: str = "") -> Member:
    """Let a member of the world choose e-mail."""
    Member.objects.filter(pk=member.pk).update(email=address or f"{member.roster_key}@example.org")
    actions.set_preference(actor=world.users[member.roster_key], member=member, email=True, **CHOICE)
    return member


def wants_push(world: World, member: Member, browser: Browser) -> PushDevice:
    """Let a member of the world switch reminders on in a browser."""
    return actions.add_device(actor=world.users[member.roster_key], member=member, **browser.subscription)


def set_up(world, url: str, secret: str = "") -> Robot:
    """Have the secretary set a robot up, without its first trial."""
    robot = actions.add_robot(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        name="工作群",
        url=url,
        secret=secret,
        quiet_from=0,
        quiet_until=0,
    )
    Delivery.objects.all().delete()
    return robot
