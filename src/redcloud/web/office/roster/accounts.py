"""Web office, feature roster: a table of accounts elsewhere. The members are asked; nobody is linked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.people.access import administered_by
from redcloud.apps.people.roster.wording import file_sentences
from redcloud.apps.records import actions
from redcloud.apps.records.wording import ACCOUNT_COLUMNS, ACCOUNT_FAULTS, NO_SUCH_MEMBER
from redcloud.engine.people.shapes import UnreadableRoster
from redcloud.engine.records.accounts import AccountTable, read_accounts
from redcloud.web.office.roster.forms import AccountsForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

SHOWN = 200


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Take a table: good rows become questions to members, the others are listed with their reason."""
    viewer = viewer_of_request(request)
    root = administered_by(viewer, organisation_id)
    form = AccountsForm(request.POST or None, request.FILES or None)
    page: dict[str, object] = {"root": root, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            table = read_accounts(form.cleaned_data["file"].read())
        except UnreadableRoster as refused:
            form.add_error("file", _sentence(refused))
        else:
            done = actions.offer_accounts(
                actor=actor_of(request), viewer=viewer, root_id=root.pk, rows=table.rows
            )
            page |= {"done": done} | _problems(table, done)
    return render(request, "office/roster/accounts.html", page, status=422 if form.errors else 200)


@login_required
@never_cache
@require_POST
def withdraw(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Take back every question that no member has answered yet."""
    actions.withdraw_offers(
        actor=actor_of(request), viewer=viewer_of_request(request), root_id=organisation_id
    )
    messages.success(request, _("还没有回答的都收回了。成员已经确认的不受影响。"))
    return redirect("office-accounts", organisation_id)


def _sentence(refused: UnreadableRoster) -> str:
    if refused.code == "no_headings":
        return _("没有找到表头。要有四列：编号、姓名、平台网址、账号。")
    return " ".join(file_sentences(refused.code))


def _problems(table: AccountTable, done: actions.Offered) -> dict[str, object]:
    """Rows that were not taken, in the order of the file."""
    wrong = [(bad.line, bad.column, bad.value, ACCOUNT_FAULTS[bad.fault]) for bad in table.refused]
    wrong += [(row.line, "number", row.number, NO_SUCH_MEMBER) for row in done.unknown]
    rows = [
        {"line": line, "column": ACCOUNT_COLUMNS[column], "value": value, "why": why}
        for line, column, value, why in sorted(wrong, key=lambda one: one[0])
    ]
    return {"problems": rows[:SHOWN], "problems_left": max(0, len(rows) - SHOWN), "wrong": len(rows)}
