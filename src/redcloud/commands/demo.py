"""``redcloud demo``: make the province where it is not there yet, then serve it and say how to sign in."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from redcloud.apps.jobs import huey
from redcloud.apps.rules.queries import DEFAULT_PACK, pack_codes
from redcloud.apps.rules.wording import words_of_pack
from redcloud.commands.database import migrate_if_needed
from redcloud.commands.serve import HOST, check_port, run_until_stopped
from redcloud.commands.trouble import NO_ROOM, Trouble, told_plainly
from redcloud.demo import flow, folder
from redcloud.engine.rules.vocabulary import say
from redcloud.engine.simulate import plan_province

NEEDED_MB: Final = 900
"""Room that the province takes, with as much again while it is made."""
MB: Final = 1_000_000
PEOPLE: Final = (
    ("member", "党员", "member", "what is coming up, for you, my portrait"),
    ("secretary", "支部书记", "secretary", "needs, meetings, the roll, the plan"),
    ("officer", "上级", "officer", "needs that wait, released figures, the outlook"),
    ("editor", "编辑", "editor", "the library"),
    ("admin", "管理员", "administrator", "rosters and accounts"),
)


def demo(
    members: Annotated[int, typer.Option(min=5, help="People, at the first call.")] = 4400,
    organisations: Annotated[int, typer.Option(min=1, help="Organisations, at the first call.")] = 5,
    branches: Annotated[int, typer.Option(min=1, help="Branches, at the first call.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed, at the first call.")] = 1,
    pack: Annotated[
        str, typer.Option(help="Rules and words, at the first call; `redcloud rules packs` lists them.")
    ] = DEFAULT_PACK,
    serve: Annotated[bool, typer.Option(help="Serve it afterwards.")] = True,
) -> None:
    """Make a believable, synthetic province and serve it. A second call keeps what is there."""
    console = Console(stderr=True)
    with told_plainly():
        if serve:
            check_port(HOST, settings.PORT)
        with _alone():
            note = _note(members, organisations, branches, seed, pack)
            migrate_if_needed()
            make(note, console)
        if not serve:
            console.print(sign_in(note))
            return
        console.print("Starting the server ...")
        run_until_stopped(HOST, settings.PORT, 2, lambda: console.print(sign_in(note)))
        console.print("Stopped. Run the same command again to go on; everything is kept.")


@contextmanager
def _alone() -> Iterator[None]:
    """Keep a second demo from making the same province at the same time."""
    with (settings.DATA / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Trouble(
                f"Another `redcloud demo` is making its province in {settings.DATA}. Wait for it, or set "
                "REDCLOUD_DATA to another folder."
            ) from problem
        yield


def _note(members: int, organisations: int, branches: int, seed: int, pack: str) -> folder.Note:
    """Read the note of the data folder, or begin one.

    Raises
    ------
    Trouble
        If there is too little room, no such province, or no such pack.
    """
    note = folder.read(settings.DATA)
    if note is not None:
        return note
    if pack not in pack_codes():
        raise Trouble(f"There is no pack {pack}. The packs are: {', '.join(pack_codes())}.", 2)
    _check_room(settings.DATA)
    today = timezone.localdate()
    try:
        plan_province(members=members, organisations=organisations, branches=branches, seed=seed, today=today)
    except ValueError as problem:
        raise Trouble(f"Such a province cannot be: {problem}.", 2) from problem
    note = folder.new_note(
        members=members,
        organisations=organisations,
        branches=branches,
        seed=seed,
        today=today,
        pack=pack,
    )
    folder.write(settings.DATA, note)
    return note


def _check_room(data: Path) -> None:
    free = shutil.disk_usage(data).free
    if free < NEEDED_MB * MB:
        raise Trouble(
            f"The demo needs {NEEDED_MB} MB in {data}, {free // MB} MB are free. Free some space, or set "
            "REDCLOUD_DATA to a folder with more.",
            NO_ROOM,
        )


def make(note: folder.Note, console: Console) -> None:
    """Run the steps that are not done yet, each under a bar and with a line when it is done."""
    done = flow.done_steps()
    waiting = [step for step in flow.STEPS if step.name not in done]
    if not waiting:
        return
    began = time.monotonic()
    console.print(f"Making a synthetic province in {settings.DATA}:")
    province = flow.begin(note)
    columns = (
        TextColumn("  {task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        for step in waiting:
            started = time.monotonic()
            total = step.total(province) if step.total else None
            bar = progress.add_task(step.name, total=total)
            made = flow.run_step(step, province, partial(progress.advance, bar))
            progress.remove_task(bar)
            console.print(f"  {step.name:<14} {made:>9,} {time.monotonic() - started:7.1f} s")
    # Thousands of wake-ups for work that is done; what is left to do stands in the outboxes.
    huey.storage.flush_queue()
    console.print(f"Done in {time.monotonic() - began:.0f} s.")


def sign_in(note: folder.Note) -> Table:
    """Tell where the pages are and as whom to sign in."""
    at = settings.PUBLIC_URL
    table = Table(
        title=f"Smart Red Cloud 智慧红云  {at}",
        caption=(
            f"Sign in at {at}{reverse('account_login')}  password of all five: [bold]{note.password}[/bold]\n"
            f"A resident needs no account: {at}{reverse('need-ask')}\n"
            f"A need to follow: {at}{reverse('need-follow')}  code {note.follow_code}\n"
            "Ctrl-C stops everything; nothing is lost."
        ),
        caption_justify="left",
        caption_style="",
    )
    for heading in ("user name", "is", "comes for"):
        table.add_column(heading)
    words = words_of_pack(note.pack)
    for name, zh, en, comes_for in PEOPLE:
        said = (zh, en) if words is None else (say(zh, zh, "zh-hans", words), say(en, zh, "en", words))
        table.add_row(name, " ".join(said), comes_for)
    return table
