"""Web office, feature courses: whether a second person approves. An administrator's choice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redcloud.apps.people.access import administered_by
from redcloud.apps.study.actions import set_second_person
from redcloud.apps.study.queries import review_rule
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show whether a second person approves what is published; a POST changes it."""
    viewer = viewer_of_request(request)
    root = administered_by(viewer, organisation_id)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        set_second_person(actor=actor_of(request), viewer=viewer, root_id=root.pk, wanted=wanted)
        said = _("已改为：发布前由另一位编辑审核。") if wanted else _("已改为：编辑看过就可以发布。")
        messages.success(request, said)
        return redirect("office-review", root.pk)
    return render(request, "office/courses/review.html", {"root": root, "needed": review_rule(root)})
