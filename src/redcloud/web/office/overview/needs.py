"""Web office, feature overview: a need that was passed up, and a complaint about a handler."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Need, NeedContact
from redcloud.apps.needs.queries import complaint_for, handled_photo, need_shown
from redcloud.apps.people.access import NotVisible, organisation_overseen_by
from redcloud.engine.needs.categories import NEED_CATEGORIES
from redcloud.engine.needs.states import StepRefused
from redcloud.web.office.overview.forms import PassOnForm, WordsForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def office_need(request: HttpRequest, organisation_id: int, uid: UUID) -> HttpResponse:
    """Show and handle a need that was passed to this organisation."""
    viewer = viewer_of_request(request)
    organisation_overseen_by(viewer, organisation_id)
    need = need_shown(viewer, organisation_id, uid).need
    if request.method != "POST":
        return _page(request, organisation_id, uid)
    try:
        return _act(request, organisation_id, need)
    except StepRefused:
        messages.info(request, _("这件诉求刚刚有了变化，请看一下最新情况。"))
        return redirect("office-need", organisation_id, uid)


def _act(request: HttpRequest, organisation_id: int, need: Need) -> HttpResponse:
    step = request.POST.get("step", "")
    actor, viewer, uid = actor_of(request), viewer_of_request(request), need.uid
    if step == "take":
        actions.take(actor=actor, viewer=viewer, uid=uid)
    elif step == "contact":
        found = actions.open_contact(actor=actor, viewer=viewer, uid=uid)
        return _page(request, organisation_id, uid, contact=found)
    elif step in ("answer", "solved"):
        form = WordsForm(request.POST)
        if not form.is_valid():
            return _page(request, organisation_id, uid, words=form, status=422)
        act = actions.answer if step == "answer" else actions.mark_solved
        act(actor=actor, viewer=viewer, uid=uid, words=form.cleaned_data["words"])
    elif step == "subject":
        actions.file_under(actor=actor, viewer=viewer, uid=uid, category=request.POST.get("category", ""))
        messages.success(request, _("已归类。以后遇到类似的诉求，平台会照着学。"))
        return redirect("office-need", organisation_id, uid)
    elif step == "pass_on":
        return _pass_on(request, organisation_id, need)
    else:
        raise NotVisible
    messages.success(request, _("已记下，居民在查询页面上可以看到。"))
    return redirect("office-need", organisation_id, uid)


def _pass_on(request: HttpRequest, organisation_id: int, need: Need) -> HttpResponse:
    form = PassOnForm(need, request.POST)
    if not form.is_valid():
        return _page(request, organisation_id, need.uid, pass_on=form, status=422)
    actions.pass_on(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        uid=need.uid,
        organisation_id=form.cleaned_data["organisation"],
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("已经转交，居民会看到转给了谁和原因。"))
    return redirect("office-overview", organisation_id)


def _page(
    request: HttpRequest,
    organisation_id: int,
    uid: UUID,
    *,
    words: WordsForm | None = None,
    pass_on: PassOnForm | None = None,
    contact: NeedContact | None = None,
    status: int = 200,
) -> HttpResponse:
    view = need_shown(viewer_of_request(request), organisation_id, uid)
    context = {
        "view": view,
        "organisation_id": organisation_id,
        "words_form": words or WordsForm(),
        "pass_on": pass_on or PassOnForm(view.need),
        "contact": contact,
        "subjects": NEED_CATEGORIES,
    }
    return render(request, "office/overview/need.html", context, status=status)


@never_cache
@require_safe
def photo(request: HttpRequest, organisation_id: int, uid: UUID) -> HttpResponse:
    """Give the taker the photo."""
    viewer = viewer_of_request(request)
    organisation_overseen_by(viewer, organisation_id)
    response = HttpResponse(handled_photo(viewer, organisation_id, uid), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def office_complaint(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read a complaint and answer the resident."""
    viewer = viewer_of_request(request)
    form = WordsForm(request.POST if request.method == "POST" else None)
    complaint = complaint_for(viewer, uid)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            actions.answer_complaint(actor=actor_of(request), viewer=viewer, uid=uid, words=words)
        except actions.AlreadyAnswered:
            page = {"complaint": complaint_for(viewer, uid), "unsent": words}
            return render(request, "office/overview/complaint.html", page, status=409)
        messages.success(request, _("答复已经送到居民的查询页面。"))
        return redirect("office-complaint", uid)
    context = {"complaint": complaint, "form": form}
    return render(request, "office/overview/complaint.html", context, status=422 if form.is_bound else 200)
