"""Web office, feature asks. In: an officer or editor, an item and a day. Out: a proposal to branches."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.study.actions import propose, withdraw_ask
from redcloud.apps.study.models import Course, Item
from redcloud.apps.study.queries import AskPage, ask_page
from redcloud.apps.study.queries.asks import MOST_OFFERED
from redcloud.web.ui.fields import DayField
from redcloud.web.ui.requests import actor_of, viewer_of_request

USUAL = timedelta(days=60)
COURSE = "course-"


class AskForm(forms.Form):
    """An item or a course of the library and the day by which branches might study it."""

    item = forms.ChoiceField(label=gettext_lazy("哪一篇，或哪门课程"))
    by_day = DayField(
        label=gettext_lazy("在哪一天以前"),
        help_text=gettext_lazy("两周以后、一年以内，好让支部排进平常的学习，不用加开会议。"),
    )

    def __init__(self, page: AskPage, data: object = None) -> None:
        super().__init__(data, initial={"by_day": timezone.localdate() + USUAL})  # type: ignore[arg-type]  # None is what Django takes for unbound
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        # By what the form sends: both have numbers.
        self.things: dict[str, Item | Course] = {str(item.pk): item for item in page.items} | {
            f"{COURSE}{course.pk}": course for course in page.courses
        }
        minutes = _("%(title)s（%(minutes)d 分钟）")
        items = [
            (str(item.pk), minutes % {"title": item.plain_title, "minutes": item.minutes})
            for item in page.items
        ]
        courses = [(f"{COURSE}{course.pk}", course.plain_title) for course in page.courses]
        found = [(_("课程"), courses), (_("单篇"), items)] if courses else items
        # Nothing is chosen for anybody: a proposal goes to every branch.
        field.choices = [("", _("请选一篇或一门")), *found]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asks(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show what is proposed, and propose something."""
    viewer = viewer_of_request(request)
    words = request.GET.get("q", "")[:80].strip()
    page = ask_page(viewer, organisation_id, timezone.localdate(), words)
    form = AskForm(page, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose(
                actor=actor_of(request),
                viewer=viewer,
                organisation_id=organisation_id,
                thing=form.things[form.cleaned_data["item"]],
                by_day=form.cleaned_data["by_day"],
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("已提议。支部排计划时会看到，学不学由支部定。"))
            return redirect("office-study", organisation_id)
    return render(
        request, "office/asks/asks.html", {"page": page, "form": form, "words": words, "most": MOST_OFFERED}
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a proposal back."""
    ask = withdraw_ask(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    messages.success(request, _("已收回提议。"))
    return redirect("office-study", ask.sender_id)
