"""The roster page: a look first, then the change; what was wrong is named row by row."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from redcloud.apps.people.models import Member
from redcloud.apps.people.roster.upload import UploadGone, keep, take
from redcloud.apps.people.tasks import forget_old_uploads
from tests.world import World

SignIn = Callable[[str], Client]
ROWS = (
    "姓名,编号,组织,发展阶段\n王芳,N1,测试党总支/测试第一党支部,正式党员\n"
    ",N2,测试党总支/测试第一党支部,正式党员\n"
)


def upload(client: Client, world: World, text: str = ROWS):
    file = SimpleUploadedFile("roster.csv", text.encode())
    return client.post(reverse("office-roster", args=[world.north.pk]), {"file": file})


def test_looking_stores_nothing_and_names_the_bad_row(world: World, signed_in: SignIn) -> None:
    page = upload(signed_in("administrator"), world)
    assert not Member.objects.filter(name="王芳").exists()
    report = page.context["report"]
    assert (report.created, report.rejected_rows, report.dry_run) == (1, 1, True)
    text = page.content.decode()
    assert "第 3 行" in text
    assert "这一格没有填写。" in text


def test_applying_stores_what_was_looked_at_once(world: World, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    token = upload(client, world).context["token"]
    address = reverse("office-roster-apply", args=[world.north.pk])
    report = client.post(address, {"token": token}).context["report"]
    assert (report.created, report.dry_run) == (1, False)
    assert Member.objects.get(name="王芳").roster_key == "N1"
    assert client.post(address, {"token": token}).status_code == 302


def test_a_file_that_is_no_roster_is_refused_with_the_remedy(world: World, signed_in: SignIn) -> None:
    page = upload(signed_in("administrator"), world, "你好\n世界\n").content.decode()
    assert "没有找到表头" in page


def test_an_upload_is_gone_for_others_and_after_use(world: World, own_data_folder: Path) -> None:
    token = keep(b"x", user_id=1, root_id=2)
    for user, root in ((9, 2), (1, 9)):
        with pytest.raises(UploadGone):
            take(token, user_id=user, root_id=root)
    assert take(token, user_id=1, root_id=2) == b"x"
    with pytest.raises(UploadGone):
        take(token, user_id=1, root_id=2)
    assert not [path for path in own_data_folder.rglob("*") if path.is_file() and path.read_bytes() == b"x"]


def test_an_upload_that_nobody_decided_on_is_removed(world: World, own_data_folder: Path) -> None:
    token = keep(b"fresh", user_id=1, root_id=2)
    fresh = set((own_data_folder / "roster-uploads").iterdir())
    for use in ("roster", "library"):
        keep(b"old", user_id=1, root_id=2, use=use)
    everything = set(own_data_folder.glob("*-uploads/*"))
    for old in everything - fresh:
        os.utime(old, (0, 0))
    forget_old_uploads()
    assert set(own_data_folder.glob("*-uploads/*")) == fresh
    assert take(token, user_id=1, root_id=2) == b"fresh"


def test_the_first_codes_go_to_those_with_an_office(world: World, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    text = "姓名,编号,组织,职务\n王芳,N1,测试党总支/测试第二党支部,组织委员\n"
    token = upload(client, world, text).context["token"]
    client.post(reverse("office-roster-apply", args=[world.north.pk]), {"token": token})
    sheet = client.post(reverse("office-roster-codes", args=[world.north.pk]))
    assert [one.member_name for one in sheet.context["issued"]] == ["王芳"]


def test_after_the_import_the_page_says_what_comes_next_and_no_longer_what_to_check(
    world: World, signed_in: SignIn
) -> None:
    client = signed_in("administrator")
    text = "姓名,编号,组织,职务\n王芳,N1,测试党总支/测试新建党支部,组织委员\n"
    before = upload(client, world, text)
    after = client.post(
        reverse("office-roster-apply", args=[world.north.pk]), {"token": before.context["token"]}
    )
    codes = reverse("office-roster-codes", args=[world.north.pk])
    assert "请先改文件" in before.content.decode()
    assert codes not in before.content.decode()
    assert "测试新建党支部" in after.content.decode()
    assert "请先改文件" not in after.content.decode()
    assert codes in after.content.decode()
