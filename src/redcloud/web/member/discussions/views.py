"""Web member, feature discussions: read and write a thread. Comment text goes to the thread alone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.discussions.actions import (
    answer_topic_question,
    comment,
    correct_subject,
    delete_comment,
    report_comment,
    restore_comment,
)
from redcloud.apps.discussions.models import Comment, ReportReason
from redcloud.apps.discussions.queries import thread_for
from redcloud.apps.people.access import NotVisible
from redcloud.engine.topics.civic import CIVIC_SUBJECTS
from redcloud.web.member.discussions.forms import CommentForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@sensitive_post_parameters("text")  # no error page or report repeats what somebody wrote
@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Show a discussion; a POST adds a comment."""
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        comment(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            kind=kind,
            object_id=uid,
            text=form.cleaned_data["text"],
        )
        return _after(request, kind, uid)
    return _thread(request, kind, uid, form)


@require_POST
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one's own comment back; the thread then offers to bring it back."""
    return _after_comment(
        request, delete_comment(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    )


@require_POST
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bring one's own comment back."""
    return _after_comment(
        request, restore_comment(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    )


@require_POST
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the branch's secretary to look at a comment."""
    try:
        made = report_comment(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            uid=uid,
            reason=request.POST.get("reason", ""),
        )
    except ValueError as error:
        raise NotVisible from error
    return _after_comment(request, made.comment)


@require_POST
def subject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what one's own comment is about; back to the discussion or, asked for there, to one's portrait."""
    try:
        found = correct_subject(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            uid=uid,
            code=request.POST.get("code", ""),
        )
    except ValueError as error:
        raise NotVisible from error
    if request.POST.get("back") == "portrait":
        messages.success(request, _("已按您说的改好。"))
        return redirect("member-portrait")
    return _after_comment(request, found)


@require_POST
def consent(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Keep the answer to the question about topics; anything but a clear yes is a no."""
    viewer = viewer_of_request(request)
    thread_for(viewer, kind, uid)
    answer_topic_question(
        actor=actor_of(request), viewer=viewer, granted=request.POST.get("granted") == "yes"
    )
    return _after(request, kind, uid)


def _after_comment(request: HttpRequest, written: Comment) -> HttpResponse:
    return _after(request, written.thread.kind, written.thread.object_id)


def _after(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """The fresh thread where htmx asked for it, else back to the discussion's page."""
    if request.headers.get("HX-Request"):
        return _thread(request, kind, uid, CommentForm())
    return redirect("discussion", kind, uid)


def _thread(request: HttpRequest, kind: str, uid: UUID, form: CommentForm) -> HttpResponse:
    thread = thread_for(viewer_of_request(request), kind, uid)
    template = "thread" if request.headers.get("HX-Request") else "page"
    context = {
        "thread": thread,
        "object_url": reverse(thread.subject.page, args=thread.subject.page_arguments),
        "form": form,
        "reasons": ReportReason.choices,
        "civic_codes": [subject.code for subject in CIVIC_SUBJECTS] if thread.names_own else [],
    }
    return render(request, f"member/discussions/{template}.html", context)
