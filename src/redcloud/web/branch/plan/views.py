"""Web branch, feature plan: show, make and change a branch's study plan."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import lock_entry, make_plan, plan_again, swap_entry
from redcloud.apps.study.actions.plans import SESSIONS
from redcloud.apps.study.queries import PlanView, choices_for, plan_for
from redcloud.web.branch.plan.forms import SessionForm, SwapForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

DEFAULT_SESSION = 60


@require_safe
def plan(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show the plan; its committee can change it, everybody of the branch can print it."""
    viewer = viewer_of_request(request)
    page = plan_for(viewer, branch_id)
    choices = choices_for(viewer, branch_id) if page.may_edit and page.plan else []
    form = SessionForm(initial={"session": _usual_session(page)})
    context = {"page": page, "form": form, "lengths": SESSIONS, "choices": choices}
    return render(request, "branch/plan/plan.html", context)


@require_POST
def make(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Plan the next session anew."""
    form = SessionForm(request.POST)

    def act() -> None:
        make_plan(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            branch_id=branch_id,
            session=form.cleaned_data["session"] if form.is_valid() else 0,
        )

    return _acted(request, branch_id, act, _("已按时长排好，您可以换、锁定或重排。"))


@require_POST
def again(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Choose anew what is not locked; with a length, for that length."""
    form = SessionForm(request.POST)
    session = form.cleaned_data["session"] if form.is_valid() else None

    def act() -> None:
        plan_again(
            actor=actor_of(request), viewer=viewer_of_request(request), branch_id=branch_id, session=session
        )

    return _acted(request, branch_id, act, _("已重排，锁定的内容没有动。"))


@require_POST
def swap(request: HttpRequest, branch_id: int, entry_id: int) -> HttpResponse:
    """Put another item in the place of one."""
    form = SwapForm(request.POST)
    item_id = form.cleaned_data["item"] if form.is_valid() else None

    def act() -> None:
        swap_entry(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            branch_id=branch_id,
            entry_id=entry_id,
            item_id=item_id,
        )

    return _acted(request, branch_id, act, _("已换好。"))


@require_POST
def lock(request: HttpRequest, branch_id: int, entry_id: int) -> HttpResponse:
    """Lock an item in the plan, or let it loose."""
    locked = request.POST.get("locked") == "yes"

    def act() -> None:
        lock_entry(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            branch_id=branch_id,
            entry_id=entry_id,
            locked=locked,
        )

    return _acted(request, branch_id, act, _("已锁定，重排时不会动它。") if locked else _("已解锁。"))


def _acted(request: HttpRequest, branch_id: int, act: Callable[[], None], done: str) -> HttpResponse:
    """Run an action on the plan; what cannot be planned is said in words."""
    try:
        act()
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, done)
    return redirect("branch-plan", branch_id)


def _usual_session(page: PlanView) -> int:
    """The length that the form starts with: the plan's, else the next meeting's."""
    if page.plan is not None:
        return page.plan.session_minutes
    return page.next_meeting.minutes_planned if page.next_meeting else DEFAULT_SESSION
