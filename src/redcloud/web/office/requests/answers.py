"""Web office, feature requests: what branches answered. In: an officer, a request. Out: a table, a file."""

from __future__ import annotations

import csv
from io import BytesIO
from uuid import UUID

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redcloud.apps.outlook.queries import AnswersView, answers_to
from redcloud.engine.people.formulas import guarded
from redcloud.web.ui.requests import number_in, viewer_of_request

A_PAGE = 100


@login_required
@require_safe
def answers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the answers of every branch, by name."""
    view = _view(request, uid)
    rows = Paginator(view.rows, A_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "office/requests/answers.html", {"view": view, "rows": rows})


@login_required
@require_safe
def as_csv(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the answers as CSV that spreadsheets open as UTF-8."""
    view = _view(request, uid)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="answers-{view.turn + 1}.csv"'
    csv.writer(response).writerows([[_harmless(cell) for cell in row] for row in _table(view)])
    return response


@login_required
@require_safe
def as_xlsx(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the answers as a spreadsheet; every cell is text, so that none is read as a formula."""
    view = _view(request, uid)
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(_table(view)):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
        sheet.set_column(0, 0, 24)
        sheet.freeze_panes(1, 1)
    response = HttpResponse(
        held.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="answers-{view.turn + 1}.xlsx"'
    return response


def _view(request: HttpRequest, uid: UUID) -> AnswersView:
    turn = number_in(request.GET.get("turn", ""))
    chosen = turn - 1 if turn else None
    return answers_to(viewer_of_request(request), uid, timezone.localdate(), chosen)


def _table(view: AnswersView) -> list[list[str]]:
    rows = [[_("组织"), _("答复日期"), *view.heads]]
    for row in view.rows:
        rows.append([row.branch.name, row.sent_on.isoformat() if row.sent_on else "", *row.cells])
    return rows


def _harmless(cell: str) -> str:
    """What no spreadsheet takes for a formula; a number that somebody answered stays one."""
    return cell if _is_number(cell) else guarded(cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
