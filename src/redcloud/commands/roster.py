"""``redcloud roster``: brings a roster file into the platform."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from rich.console import Console
from rich.table import Table

from redcloud.apps.people.actions import make_root
from redcloud.apps.people.activation import CodeRefused
from redcloud.apps.people.activation import invite as issue_one_code
from redcloud.apps.people.models import Member, Role
from redcloud.apps.people.roster import Problem, RosterReport, import_roster
from redcloud.apps.people.roster.wording import file_sentences
from redcloud.apps.rules.actions import choose_pack
from redcloud.apps.rules.queries import UnknownPackError, pack_codes
from redcloud.apps.rules.wording import own_words_reader, speak_as, spoken_as, words_of
from redcloud.engine.people.shapes import UnreadableRoster

app = typer.Typer(no_args_is_help=True, help="Members and branches from a roster file (CSV or Excel).")

NO_CODE, UNREADABLE, SOME_ROWS_REJECTED = 1, 2, 3
SHOWN_ON_SCREEN = 50


@app.callback()
def roster() -> None:
    """Members and branches from a roster file (CSV or Excel)."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    organisation: Annotated[
        str, typer.Option(help="Slug of the root organisation; made where missing.")
    ] = "local",
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day on which the roster is true; today.")
    ] = None,
    accept_renames: Annotated[
        bool, typer.Option(help="Let rows change the names of members who have an account.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report everything and store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[str, typer.Option(help="Language of the sentences: zh-hans or en.")] = "zh-hans",
    pack: Annotated[
        str | None, typer.Option(help="Rule pack the organisation lives by; see: redcloud rules packs.")
    ] = None,
) -> None:
    """Create and update members, branches and roles. Safe to run twice.

    Exit codes: 0 every row was taken, 1 there is no such rule pack, 2 the file cannot be read, 3 some rows
    were rejected (the others are stored).
    """
    with translation.override(language), spoken_as(None):
        try:
            report = _import(file.read_bytes(), organisation, as_of, accept_renames, dry_run, pack)
        except UnknownPackError:
            typer.echo(f"no rule pack {pack}; there are: {', '.join(pack_codes())}", err=True)
            raise typer.Exit(NO_CODE) from None
        except UnreadableRoster as refused:
            _say_unreadable(refused, as_json)
            raise typer.Exit(UNREADABLE) from None
        if as_json:
            typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        else:
            _show(report)
    if report.rejections:
        raise typer.Exit(SOME_ROWS_REJECTED)


@app.command()
def invite(
    number: Annotated[str, typer.Argument(help="Member number, as in the roster.")],
    organisation: Annotated[str, typer.Option(help="Slug of the root organisation.")] = "local",
    administrator: Annotated[bool, typer.Option(help="Let this member administer the root.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print a one-time activation code for one member; how the first administrator gets in.

    Exit codes: 0 a code was made, 1 there is no such member, or the member has an account already.
    """
    member = Member.objects.filter(root__slug=organisation, roster_key=number).select_related("root").first()
    if member is None:
        typer.echo(f"no member {number} in {organisation}; see: redcloud roster import --help", err=True)
        raise typer.Exit(NO_CODE)
    role = Role.ADMINISTRATOR if administrator else None
    try:
        issued = issue_one_code(actor=None, member=member, role=role, organisation=member.root)
    except CodeRefused:
        typer.echo(f"member {number} has an account already", err=True)
        raise typer.Exit(NO_CODE) from None
    last = timezone.localtime(issued.expires_at)
    told = {"code": issued.code, "expires_at": issued.expires_at.isoformat()}
    if as_json:
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{issued.code}  (until {last:%Y-%m-%d})")
    typer.echo(f"{member.name} opens {settings.PUBLIC_URL}/activate/ and enters it.")


def _import(
    data: bytes,
    slug: str,
    as_of: datetime | None,
    accept_renames: bool,
    dry_run: bool,
    pack: str | None,
) -> RosterReport:
    # One transaction for both, so that a dry run leaves no organisation behind either.
    with transaction.atomic():
        root = make_root(actor=None, slug=slug, name="本地组织" if slug == "local" else slug)
        if pack is not None:
            choose_pack(actor=None, root=root, code=pack)
        speak_as(words_of(root.pk))
        report = import_roster(
            actor=None,
            root=root,
            data=data,
            day=as_of.date() if as_of else None,
            dry_run=dry_run,
            accept_renames=accept_renames,
            own_words=own_words_reader(root.pk),
        )
        if dry_run:
            transaction.set_rollback(True)
    return report


def _say_unreadable(refused: UnreadableRoster, as_json: bool) -> None:
    reason, remedy = file_sentences(refused.code)
    if as_json:
        problem = {"code": refused.code, "detail": refused.detail, "reason": reason, "remedy": remedy}
        typer.echo(json.dumps({"error": problem}, ensure_ascii=False, indent=2))
    else:
        Console(stderr=True).print(f"[red]{reason}[/red] {remedy}")


def _show(report: RosterReport) -> None:
    console = Console()
    counts = {key: value for key, value in report.as_dict().items() if isinstance(value, int)}
    console.print("  ".join(f"{key} [bold]{value}[/bold]" for key, value in counts.items()))
    if report.organisations:
        console.print("organisations_created " + "，".join(report.organisations[:SHOWN_ON_SCREEN]))
    if report.unread:
        console.print("columns_not_read " + "，".join(report.unread))
    for title, problems in (("rejected", report.problems()), ("notes", report.notes())):
        if problems:
            console.print(_table(title, problems))


def _table(title: str, problems: list[Problem]) -> Table:
    table = Table("line", "column", "value", "reason", "remedy", title=title)
    for problem in problems[:SHOWN_ON_SCREEN]:
        line = f"{problem.sheet} {problem.line}".strip()
        table.add_row(line, problem.column, problem.value, problem.reason, problem.remedy)
    if len(problems) > SHOWN_ON_SCREEN:
        table.caption = f"+ {len(problems) - SHOWN_ON_SCREEN} (--json)"
    return table
