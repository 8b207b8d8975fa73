"""Web branch, feature skills. In: the branch's committee. Out: who shows which skill or wish to it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcloud.apps.portrait.actions import open_stated
from redcloud.web.ui.requests import actor_of


@login_required
@never_cache
@require_safe
def skills(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show what members show to the committee, and write that down for each of them."""
    branch, shown = open_stated(actor=actor_of(request), branch_id=branch_id)
    english = (get_language() or "").startswith("en")
    rows = [
        {
            "member": one.member,
            "skills": [e.name_en if english else e.name_zh for e in one.entries if e.kind == "skill"],
            "wishes": [e.name_en if english else e.name_zh for e in one.entries if e.kind == "wish"],
            "until": one.until,
        }
        for one in shown
    ]
    return render(request, "branch/skills/skills.html", {"branch": branch, "rows": rows})
