"""Web branch, feature needs: the branch's needs, and one need with its steps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import NeedContact
from redcloud.apps.needs.queries import branch_needs, handled_photo, need_shown
from redcloud.apps.people.access import NotVisible, branch_visible_to
from redcloud.apps.people.models import COMMITTEE_ROLES
from redcloud.engine.needs.categories import NEED_CATEGORIES
from redcloud.engine.needs.states import StepRefused
from redcloud.web.branch.needs.forms import HandOverForm, PassOnForm, WordsForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

_CHANGED = _("这件诉求刚刚有了变化，请看一下最新情况。")


@require_safe
def branch_needs_page(request: HttpRequest, branch_id: int) -> HttpResponse:
    """List what waits, what the resident has to confirm, and what is closed."""
    viewer = viewer_of_request(request)
    waiting, to_confirm, closed = branch_needs(viewer, branch_id)
    context = {
        "branch": branch_visible_to(viewer, branch_id),
        "runs": branch_id in viewer.organisation_ids(*COMMITTEE_ROLES),
        "own": branch_id in viewer.branch_ids or branch_id in viewer.organisation_ids(*COMMITTEE_ROLES),
        "waiting": waiting,
        "to_confirm": to_confirm,
        "closed": closed,
    }
    return render(request, "branch/needs/list.html", context)


@never_cache
@require_safe
def branch_need(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Show one need, as much of it as the viewer may see."""
    return _page(request, branch_id, uid)


def _page(
    request: HttpRequest,
    branch_id: int,
    uid: UUID,
    *,
    refused: Form | None = None,
    shown_contact: NeedContact | None = None,
    status: int = 200,
) -> HttpResponse:
    view = need_shown(viewer_of_request(request), branch_id, uid)
    if not view.need.holder.is_branch:
        raise NotVisible
    words = refused if isinstance(refused, WordsForm) else WordsForm()
    context = {
        "view": view,
        "branch_id": branch_id,
        "words_form": words,
        "hand_over": refused if isinstance(refused, HandOverForm) else HandOverForm(view.need),
        "pass_on": refused if isinstance(refused, PassOnForm) else PassOnForm(view.need),
        "contact": shown_contact,
        "subjects": NEED_CATEGORIES,
    }
    return render(request, "branch/needs/need.html", context, status=status)


def _after(request: HttpRequest, branch_id: int, uid: UUID, said: str | Promise) -> HttpResponse:
    messages.success(request, str(said))
    return redirect("branch-need", branch_id, uid)


def _changed(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    messages.info(request, str(_CHANGED))
    return redirect("branch-need", branch_id, uid)


@require_POST
def take(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Take the need."""
    try:
        actions.take(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    except StepRefused:
        return _changed(request, branch_id, uid)
    return _after(request, branch_id, uid, _("由您负责了，居民会看到您的名字。"))


@require_POST
def hand_over(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Give the need to a member."""
    view = need_shown(viewer_of_request(request), branch_id, uid)
    if not view.may_read:
        raise NotVisible
    form = HandOverForm(view.need, request.POST)
    if not form.is_valid():
        return _page(request, branch_id, uid, refused=form, status=422)
    try:
        actions.hand_over(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            uid=uid,
            member_id=form.cleaned_data["member"],
        )
    except StepRefused:
        return _changed(request, branch_id, uid)
    return _after(request, branch_id, uid, _("已经交给这位同志，并通知了本人。"))


@require_POST
def answer(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Answer the resident; with "solved", also say that it is solved."""
    return _tell(request, branch_id, uid, solved_too=False)


@require_POST
def solved(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Say that it is solved; the resident has the last word."""
    return _tell(request, branch_id, uid, solved_too=True)


def _tell(request: HttpRequest, branch_id: int, uid: UUID, *, solved_too: bool) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, branch_id, uid, refused=form, status=422)
    act = actions.mark_solved if solved_too else actions.answer
    try:
        act(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            uid=uid,
            words=form.cleaned_data["words"],
        )
    except StepRefused:
        return _changed(request, branch_id, uid)
    said = _("已请居民确认是否真的解决。") if solved_too else _("答复已经送到居民的查询页面。")
    return _after(request, branch_id, uid, said)


@require_POST
def subject(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """File the need under a subject: the proposed one, the one it has, or another."""
    actions.file_under(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        uid=uid,
        category=request.POST.get("category", ""),
    )
    return _after(request, branch_id, uid, _("已归类。以后遇到类似的诉求，平台会照着学。"))


@require_POST
def pass_on(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Pass the need on with a reason; afterwards it is not this branch's page any more."""
    view = need_shown(viewer_of_request(request), branch_id, uid)
    if not view.may_read:
        raise NotVisible
    form = PassOnForm(view.need, request.POST)
    if not form.is_valid():
        return _page(request, branch_id, uid, refused=form, status=422)
    try:
        actions.pass_on(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            uid=uid,
            organisation_id=form.cleaned_data["organisation"],
            reason=form.cleaned_data["reason"],
        )
    except StepRefused:
        return _changed(request, branch_id, uid)
    messages.success(request, str(_("已经转交，居民会看到转给了谁和原因。")))
    return redirect("branch-needs", branch_id)


@never_cache
@require_POST
def contact(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Show the taker the contact in this one answer; the opening is written down."""
    found = actions.open_contact(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    return _page(request, branch_id, uid, shown_contact=found)


@never_cache
@require_safe
def photo(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Give the taker the photo, as a picture that no browser runs as anything else."""
    jpeg = handled_photo(viewer_of_request(request), branch_id, uid)
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def helped(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Write down, or take back, that the viewer helped."""
    viewer, actor = viewer_of_request(request), actor_of(request)
    if request.POST.get("undo"):
        actions.take_back_helped(actor=actor, viewer=viewer, branch_id=branch_id, uid=uid)
        return _after(request, branch_id, uid, _("已撤销。"))
    actions.say_helped(actor=actor, viewer=viewer, branch_id=branch_id, uid=uid)
    return _after(request, branch_id, uid, _("已记下，只有您自己看得到。"))
