"""Web office, feature roster. In: an administrator and a file. Out: a report first, then the change."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.people.access import administered_by
from redcloud.apps.people.activation import issue_codes_to_leaders
from redcloud.apps.people.models import Organisation
from redcloud.apps.people.queries import waiting_leaders
from redcloud.apps.people.roster import RosterReport, import_roster
from redcloud.apps.people.roster.upload import UploadGone, keep, take
from redcloud.apps.people.roster.wording import file_sentences
from redcloud.apps.rules.wording import own_words_reader
from redcloud.engine.people.shapes import UnreadableRoster
from redcloud.web.office.roster.forms import ApplyForm, UploadForm
from redcloud.web.ui.requests import actor_of, viewer_of_request
from redcloud.web.ui.sheets import activation_sheet

SHOWN = 200


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Ask for a file; given one, say what it would do, and store nothing yet."""
    root = administered_by(viewer_of_request(request), organisation_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        renames = form.cleaned_data["accept_renames"]
        try:
            report = import_roster(
                actor=actor_of(request),
                root=root,
                data=data,
                dry_run=True,
                accept_renames=renames,
                own_words=own_words_reader(root.pk),
            )
        except UnreadableRoster as refused:
            form.add_error("file", " ".join(file_sentences(refused.code)))
        else:
            token = keep(data, user_id=actor_of(request).pk, root_id=root.pk)
            return _report(request, root, report, token=token, accept_renames=renames)
    page = {"root": root, "form": form, "waiting": waiting_leaders(root)}
    return render(request, "office/roster/roster.html", page)


@login_required
@never_cache
@require_POST
def apply(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Store what the report said."""
    root = administered_by(viewer_of_request(request), organisation_id)
    form = ApplyForm(request.POST)
    actor = actor_of(request)
    try:
        token = form.cleaned_data["token"] if form.is_valid() else ""
        data = take(token, user_id=actor.pk, root_id=root.pk)
    except UploadGone:
        messages.warning(request, _("这份文件已经导入过，或者放了一个小时以上。请重新选择文件。"))
        return redirect("office-roster", root.pk)
    report = import_roster(
        actor=actor,
        root=root,
        data=data,
        accept_renames=form.cleaned_data["accept_renames"],
        own_words=own_words_reader(root.pk),
    )
    return _report(request, root, report, token="", accept_renames=False)


@login_required
@never_cache
@require_POST
def leader_codes(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Make codes for the members for whom a role waits, and show them once."""
    issued = issue_codes_to_leaders(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        root_id=organisation_id,
        renew="renew" in request.POST,
    )
    return activation_sheet(request, issued, back_url=reverse("office-roster", args=[organisation_id]))


def _report(
    request: HttpRequest, root: Organisation, report: RosterReport, *, token: str, accept_renames: bool
) -> HttpResponse:
    problems, notes = report.problems(), report.notes()
    page = {
        "root": root,
        "report": report,
        "problems": problems[:SHOWN],
        "problems_left": max(0, len(problems) - SHOWN),
        "notes": notes[:SHOWN],
        "organisations": report.organisations[:SHOWN],
        "organisations_left": max(0, len(report.organisations) - SHOWN),
        "token": token,
        "waiting": 0 if report.dry_run else waiting_leaders(root),
        "accept_renames": accept_renames,
    }
    return render(request, "office/roster/report.html", page)
