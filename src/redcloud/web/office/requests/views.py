"""Web office, feature requests. In: an officer and a request. Out: what forbids it, what it costs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.outlook.actions import RequestRefused, send_request, withdraw_request
from redcloud.apps.outlook.queries import Draft, Preview, preview, requests_of
from redcloud.apps.people.access import organisation_overseen_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.rules.queries import pack_of
from redcloud.web.office.requests.forms import FieldForm, FieldFormSet, RequestForm, draft_of
from redcloud.web.office.requests.page import finding_lines
from redcloud.web.ui.requests import actor_of, viewer_of_request


@login_required
@require_safe
def sent(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show what the organisation asked of branches, and what it cost them."""
    organisation, found = requests_of(
        viewer_of_request(request), organisation_id, request.GET.get("page", "1")
    )
    return render(request, "office/requests/sent.html", {"organisation": organisation, "requests": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Write a request; see what forbids it and what it costs; send it."""
    organisation = organisation_overseen_by(viewer_of_request(request), organisation_id)
    form = RequestForm(request.POST or None)
    pack = pack_of(organisation.root_id or organisation.pk)
    rows = FieldFormSet(request.POST or None, form_kwargs={"pack": pack})
    if request.method != "POST" or not (form.is_valid() and rows.is_valid()):
        return _page(request, organisation, form, rows)
    draft = draft_of(form, rows)
    if "send" in request.POST and _sent(request, organisation_id, draft):
        return redirect("office-requests", organisation_id)
    seen = preview(viewer_of_request(request), organisation_id, draft, timezone.localdate())
    status = 422 if "send" in request.POST else 200
    return _page(request, organisation, form, rows, seen, status)


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a request back."""
    back = withdraw_request(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        uid=uid,
        today=timezone.localdate(),
    )
    messages.success(request, _("已撤回，支部不用再办。"))
    return redirect("office-requests", back.sender_id)


def _sent(request: HttpRequest, organisation_id: int, draft: Draft) -> bool:
    try:
        send_request(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            organisation_id=organisation_id,
            draft=draft,
            today=timezone.localdate(),
        )
    except RequestRefused:
        return False  # the page shows the findings
    messages.success(request, _("已发给支部，花费已记入公开台账。"))
    return True


def _page(
    request: HttpRequest,
    organisation: Organisation,
    form: RequestForm,
    rows: BaseFormSet[FieldForm],
    seen: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "organisation": organisation,
        "form": form,
        "rows": rows,
        "seen": seen,
        "findings": finding_lines(seen.findings) if seen else [],
    }
    return render(request, "office/requests/write.html", page, status=status)
