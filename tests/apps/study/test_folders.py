"""The library as a folder of Markdown: out and in without a change, files and links too."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from redcloud.apps.media import media
from redcloud.apps.study.actions import (
    Draft,
    ListRefused,
    add_file,
    approve_item,
    import_list,
    make_item,
    publish_item,
    undo_import,
)
from redcloud.apps.study.drafts import content_of, draft_of
from redcloud.apps.study.lists import BadSource, Source, source_at, source_of
from redcloud.apps.study.lists.attached import Attached
from redcloud.apps.study.models import Item, ItemFile, ItemState, ItemVersion, LibraryImport
from redcloud.apps.study.queries import editors_files_of, files_of
from redcloud.apps.study.queries.folders import whole_folder, write_folder, write_zip
from redcloud.apps.topics.models import Topic
from redcloud.commands.study import app
from redcloud.engine.study.folders.bundle import Stored
from tests.apps.study.files import PDF, upload
from tests.apps.study.stories import draft, shelve
from tests.apps.study.test_lists import WORDS, contents, reviewed
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"1" * 20
HEAD = "---\ntitle: 育苗\ntopics: farming\n{more}---\n\n"


def folder(tmp_path: Path, more: str = "", text: str = "![图](img/a.png) 和 [讲稿](讲稿.pdf)") -> Path:
    made = tmp_path / "in"
    (made / "img").mkdir(parents=True, exist_ok=True)
    (made / "seed.md").write_text(HEAD.format(more=more) + text, encoding="utf-8")
    (made / "img" / "a.png").write_bytes(PNG)
    (made / "讲稿.pdf").write_bytes(PDF)
    return made


def stored(world: World, path: Path, key: str = "editor"):
    return import_list(actor=world.users[key], root=world.north, source=source_at(path))


def test_a_folder_becomes_items_with_their_files_and_twice_changes_nothing(
    world: World, tmp_path: Path
) -> None:
    assert stored(world, folder(tmp_path)).new == 1
    item = Item.objects.get()
    assert (item.title, item.state, item.text) == (
        "育苗",
        ItemState.DRAFT,
        "![图](a.png) 和 [讲稿](讲稿.pdf)\n",
    )
    assert [file.name for file in files_of(item)] == ["a.png", "讲稿.pdf"]
    again = stored(world, folder(tmp_path))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert ItemFile.objects.count() == 2


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(
            WORDS.filter(lambda text: text.strip()),
            WORDS.filter(lambda text: text.strip()),
            st.lists(st.sampled_from(["a.png", "图 (1).png", "b.png"]), unique=True),
            st.sampled_from(ItemState.values[:2]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_library_goes_out_and_comes_back_without_a_change(
    world: World, tmp_path_factory: pytest.TempPathFactory, drawn
) -> None:
    Item.objects.all().delete()
    topics = tuple(Topic.objects.filter(root=None, code__in=["farming", "first-aid"]).order_by("code"))
    for title, text, names, state in drawn:
        made = make_item(actor=None, root=world.north, draft=Draft(title, text, 7, topics))
        for name in names:
            add_file(actor=None, item=made, file=upload(name, PNG + name.encode()))
        if state == ItemState.PUBLISHED:
            publish_item(actor=None, item=made)
    before = contents()
    out = tmp_path_factory.mktemp("out")
    write_folder(out, world.north, "zh-hans")
    packed = io.BytesIO()
    write_zip(packed, whole_folder(world.north, "en"))
    for source in (source_at(out), source_of(packed.getvalue())):
        plan = source.plan(world.north)
        assert (plan.new, plan.changed, plan.problems, plan.unread, source.unused) == ([], [], [], (), ())
        assert plan.unchanged == len(drawn)
    assert contents() == before
    _somewhere_else(world, out)


def _somewhere_else(world: World, out: Path) -> None:
    """In a library that has none of it, everything is made as it was; only numbers are new."""
    kept = sorted(_said(item) for item in Item.objects.filter(root=world.north))
    titles = {" ".join(item.title.split()) for item in Item.objects.filter(root=world.north)}
    if len(titles) < len(kept):  # without a number the title alone says which is which
        return
    import_list(actor=None, root=world.south, source=source_at(out))
    made = Item.objects.filter(root=world.south)
    assert sorted(_said(item) for item in made) == kept
    ItemFile.objects.filter(item__root=world.south).delete()
    made.delete()
    LibraryImport.objects.all().delete()


def _said(item: Item) -> str:
    content = content_of(draft_of(item)) | {"state": item.state}
    content["title"] = " ".join(content["title"].split())
    content["files"] = sorted((file.name, file.size) for file in files_of(item))
    return json.dumps(content, sort_keys=True)


def test_relative_links_lead_to_the_items_files_on_the_page(world: World, signed_in, tmp_path: Path) -> None:
    text = "![图](img/a.png) [讲稿](讲稿.pdf#page=2) ![远](https://x.example/p.png) [别处](other.md)"
    stored(world, folder(tmp_path, "state: published\n", text))
    item = Item.objects.get()
    html = signed_in("member").get(reverse("study-item", args=[item.uid])).content.decode()
    addresses = {file.name: reverse("study-item-file", args=[item.uid, file.uid]) for file in files_of(item)}
    assert html.count(f'src="{addresses["a.png"]}"') == 1
    assert f'href="{addresses["讲稿.pdf"]}#page=2"' in html
    assert "x.example" not in html


def test_a_changed_file_takes_the_place_of_the_earlier_one_and_comes_back(
    world: World, tmp_path: Path
) -> None:
    made = folder(tmp_path)
    stored(world, made)
    item = Item.objects.get()
    (made / "讲稿.pdf").write_bytes(PDF + b"2")
    (made / "img" / "a.png").write_bytes(PNG + b"2")
    done = stored(world, made)
    assert (done.new, done.changed) == (0, 1)
    assert {file.size for file in files_of(item)} == {len(PDF) + 1, len(PNG) + 1}
    undo_import(actor=world.users["editor"], root=world.north)
    assert {file.size for file in files_of(item)} == {len(PDF), len(PNG)}


def test_taking_back_deletes_new_items_with_their_files(
    world: World, tmp_path: Path, own_data_folder: Path
) -> None:
    stored(world, folder(tmp_path))
    undo_import(actor=world.users["editor"], root=world.north)
    assert not Item.objects.exists()
    assert not ItemFile.objects.exists()


def test_files_of_what_members_read_wait_for_a_second_editor(world: World, tmp_path: Path) -> None:
    made = folder(tmp_path, "state: published\n")
    stored(world, made)
    item = Item.objects.get()
    reviewed(world)
    (made / "讲稿.pdf").write_bytes(PDF + b"2")
    assert stored(world, made).waits == 1
    assert {file.size for file in files_of(item)} == {len(PDF), len(PNG)}
    assert len(editors_files_of(item)) == 3
    assert stored(world, made).unchanged == 1  # it waits already
    undo = undo_import(actor=world.users["editor"], root=world.north)
    assert (undo.put_back, undo.left) == (1, 0)
    assert len(editors_files_of(item)) == 2
    assert stored(world, made).waits == 1
    approve_item(actor=world.users["officer"], item=item)
    assert {file.size for file in files_of(item)} == {len(PDF) + 1, len(PNG)}
    assert not ItemVersion.objects.filter(state="proposed").exists()


def test_one_bad_file_and_nothing_is_stored(world: World, tmp_path: Path, own_data_folder: Path) -> None:
    made = folder(tmp_path)
    (made / "good.md").write_text("---\ntitle: 好的\n---\n文", encoding="utf-8")
    (made / "seed.md").write_text(HEAD.format(more="") + "[x](bad.exe)", encoding="utf-8")
    (made / "bad.exe").write_bytes(b"MZ")
    (made / "README.md").write_text("没有说明", encoding="utf-8")
    problems = source_at(made).plan(world.north).problems
    assert {(problem.sheet, problem.column) for problem in problems} == {
        ("README.md", ""), ("seed.md", "bad.exe"),
    }  # fmt: skip
    with pytest.raises(ListRefused):
        stored(world, made)
    assert not Item.objects.exists()
    assert not list((own_data_folder / "media").rglob("*.*")) or not ItemFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(world: World, settings) -> None:
    settings.LIBRARY_FILE_MAX_BYTES = 10

    def read() -> bytes:
        raise MemoryError

    new, refused = Attached(world.north).new_of(None, {"a.pdf": Stored(11, read), "b.pdf": Stored(0, read)})
    assert new == ()
    assert [name for name, _reason in refused] == ["a.pdf", "b.pdf"]
    assert "不能超过" in refused[0][1]


def test_octets_of_an_import_that_fails_half_way_are_gone(
    world: World, tmp_path: Path, wherever_media_lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise OSError

    monkeypatch.setattr("redcloud.apps.study.actions.lists.keep_import", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one of the line above
        stored(world, folder(tmp_path))
    assert not Item.objects.exists()
    assert list(media().kept()) == []


def test_a_zip_with_a_way_out_is_refused_with_a_sentence(world: World) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.md", "x")
        archive.writestr("../b.md", "x")
    with pytest.raises(BadSource, match=r"指到外面的路径.*\.\./b\.md"):
        source_of(out.getvalue())


def test_the_browser_takes_a_zip_and_gives_one(world: World, signed_in) -> None:
    item = shelve(world.north, 1, "farming")
    add_file(actor=None, item=item, file=upload("a.png", PNG))
    client: Client = signed_in("editor")
    answer = client.get(reverse("library-export-folder"))
    data = b"".join(answer.streaming_content)
    assert sorted(zipfile.ZipFile(io.BytesIO(data)).namelist()) == ["内容1/a.png", "内容1/内容1.md"]
    page = client.post(reverse("library-lists"), {"file": upload("library.zip", data)}).content.decode()
    assert "没有要改的" in page
    item.delete()
    page = client.post(reverse("library-lists"), {"file": upload("library.zip", data)}).content.decode()
    assert "内容1/内容1.md" in page
    token, shown = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("token", "shown"))
    client.post(reverse("library-lists-apply"), {"token": token, "shown": shown})
    made = Item.objects.get()
    assert made.is_published
    assert [file.name for file in files_of(made)] == ["a.png"]


def test_the_editors_preview_shows_the_items_pictures(world: World, signed_in) -> None:
    item = make_item(actor=None, root=world.north, draft=draft(1, "farming"))
    add_file(actor=None, item=item, file=upload("a.png", PNG))
    address = reverse("library-preview")
    text = {"text": "![图](a.png)"}
    client = signed_in("editor")
    assert "<img" in client.post(f"{address}?item={item.uid}", text).content.decode()
    assert "<img" not in client.post(address, text).content.decode()


@pytest.mark.django_db
def test_the_command_line_imports_and_exports(world: World, tmp_path: Path) -> None:
    run = CliRunner()
    slug = str(world.north.slug)
    made = folder(tmp_path, "state: published\nstyle: x\n")
    told = run.invoke(app, ["import", str(made), "--organisation", slug, "--dry-run", "--json"])
    assert json.loads(told.stdout)["new"] == 1
    assert not Item.objects.exists()
    told = run.invoke(app, ["import", str(made), "--organisation", slug])
    assert "new 1" in told.stdout
    assert "unread: style" in told.stdout
    out = tmp_path / "out"
    told = run.invoke(app, ["export", str(out), "--organisation", slug, "--json"])
    assert json.loads(told.stdout) == {"items": 1, "files": 2}
    assert run.invoke(app, ["export", str(out), "--organisation", slug]).exit_code == 2
    (out / "育苗" / "育苗.md").write_text("没有说明", encoding="utf-8")
    told = run.invoke(app, ["import", str(out), "--organisation", slug, "--language", "en"])
    assert told.exit_code == 3
    assert "nothing was stored" in told.stdout
    assert run.invoke(app, ["import", str(out), "--organisation", "none"]).exit_code == 1
    (out / "x.md").symlink_to("/etc/passwd")
    assert run.invoke(app, ["import", str(out), "--organisation", slug]).exit_code == 2


def test_a_source_without_a_folder_has_no_files(world: World) -> None:
    source = source_of("标题,正文\n题,文\n".encode())
    assert isinstance(source, Source)
    assert source.files == {}
