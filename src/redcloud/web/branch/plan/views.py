"""Web branch, feature plan: the plans of the coming session and of the term, changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import (
    ask_at_entry,
    change_session,
    lock_entry,
    make_plan,
    move_entry,
    plan_again,
    plan_term,
    swap_entry,
    undo_plan,
)
from redcloud.apps.study.actions.plans import SESSIONS
from redcloud.apps.study.models import BranchPlan, PlanEntry
from redcloud.apps.study.queries.overview import swap_page, term_view
from redcloud.web.branch.plan.forms import MoveForm, QuestionForm, SessionForm, SwapForm, TermForm
from redcloud.web.ui.requests import actor_of, number_in, viewer_of_request

DEFAULT_SESSION = 60


@require_safe
def plan(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show the plans; the committee can change them, everybody of the branch can print them."""
    page = term_view(viewer_of_request(request), branch_id)
    coming = page.coming
    form = SessionForm(initial={"session": coming.plan.session_minutes if coming else DEFAULT_SESSION})
    opened = number_in(request.GET.get("open", "")) or 0
    context = {"page": page, "form": form, "lengths": SESSIONS, "opened": opened}
    return render(request, "branch/plan/plan.html", context)


@require_safe
def overview(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show all sessions of the term on one printable page."""
    return render(
        request, "branch/plan/overview.html", {"page": term_view(viewer_of_request(request), branch_id)}
    )


@require_POST
def make(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Plan the next session."""
    form = SessionForm(request.POST)
    session = form.cleaned_data["session"] if form.is_valid() else 0
    return _acted(request, branch_id, make_plan, _("已按时长排好，您可以换、锁定或重排。"), session=session)


@require_POST
def term(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Plan all sessions of the coming months at once."""
    form = TermForm(request.POST)
    months = form.cleaned_data["months"] if form.is_valid() else 0
    done = _("全期已排好。锁定的没有动；不合适的可以换、挪、锁定，也可以撤销。")
    return _acted(request, branch_id, plan_term, done, months=months)


@require_POST
def again(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Choose anew what is not locked in one session; with a length, for that length."""
    form = SessionForm(request.POST)
    move = MoveForm(request.POST)
    return _acted(
        request,
        branch_id,
        plan_again,
        _("已重排，锁定的内容没有动。"),
        session=form.cleaned_data["session"] if form.is_valid() else None,
        uid=move.cleaned_data["to"] if move.is_valid() else None,
    )


@require_POST
def undo(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Take the last change back."""
    try:
        undo_plan(actor=actor_of(request), viewer=viewer_of_request(request), branch_id=branch_id)
    except ValueError:
        messages.info(request, _("没有可以撤销的改动。"))
    else:
        messages.success(request, _("已撤销上一步。再按一次可以恢复。"))
    return redirect("branch-plan", branch_id)


@require_POST
def minutes(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Give a session more or fewer minutes; its items stay."""
    form = SessionForm(request.POST)
    session = form.cleaned_data["session"] if form.is_valid() else 0
    return _acted(request, branch_id, change_session, _("时长已改，内容没有动。"), uid=uid, session=session)


@require_safe
def choices(request: HttpRequest, branch_id: int, entry_id: int) -> HttpResponse:
    """Show what may stand in the place of an entry, and why."""
    page = swap_page(viewer_of_request(request), branch_id, entry_id)
    return render(request, "branch/plan/choices.html", {"page": page})


@require_POST
def swap(request: HttpRequest, branch_id: int, entry_id: int) -> HttpResponse:
    """Put another item in the place of one."""
    form = SwapForm(request.POST)
    item_id = form.cleaned_data["item"] if form.is_valid() else None
    return _acted(request, branch_id, swap_entry, _("已换好。"), entry_id=entry_id, item_id=item_id)


@require_POST
def lock(request: HttpRequest, branch_id: int, entry_id: int) -> HttpResponse:
    """Lock an item in its session, or let it loose."""
    locked = request.POST.get("locked") == "yes"
    done = _("已锁定，重排时不会动它。") if locked else _("已解锁。")
    return _acted(request, branch_id, lock_entry, done, entry_id=entry_id, locked=locked)


@require_POST
def move(request: HttpRequest, branch_id: int, entry_id: int) -> HttpResponse:
    """Move an item within its session or to another one."""
    form = MoveForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"place": None, "to": None}
    done = _("已挪好。") if given["to"] is None else _("已挪过去并锁定。")
    return _acted(
        request, branch_id, move_entry, done, entry_id=entry_id, place=given["place"], to=given["to"]
    )


@require_POST
def question(request: HttpRequest, branch_id: int, entry_id: int) -> HttpResponse:
    """Put the question in other words."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("问题请写在 200 字以内。"))
        return redirect("branch-plan", branch_id)
    words = form.cleaned_data["question"]
    return _acted(request, branch_id, ask_at_entry, _("问题已改好。"), entry_id=entry_id, question=words)


def _acted(
    request: HttpRequest, branch_id: int, action: Callable[..., Any], done: str, **given: Any
) -> HttpResponse:
    """Run an action on the plans; what cannot be planned is said in words."""
    page = reverse("branch-plan", args=[branch_id])
    try:
        made = action(
            actor=actor_of(request), viewer=viewer_of_request(request), branch_id=branch_id, **given
        )
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect(page)
    messages.success(request, done)
    changed = (
        made.plan_id if isinstance(made, PlanEntry) else made.pk if isinstance(made, BranchPlan) else None
    )
    return redirect(page if changed is None else f"{page}?open={changed}")
