"""Web office, feature administration: where residents can ask. In: lines of text. Out: places."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.needs.actions import PlacesRefused, add_places, change_place, delete_place
from redcloud.apps.needs.queries import places_administered, places_proposed
from redcloud.apps.people.access import NotVisible, administered_by
from redcloud.web.office.administration.forms import PlaceForm, PlacesForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

ON_A_PAGE = 50
WRONG: dict[str, Promise] = {
    "parts": gettext_lazy("请写成“地名，党支部”，中间用逗号隔开。"),
    "long": gettext_lazy("名称超过 120 个字。"),
    "branch": gettext_lazy("没有叫这个名字的党支部。"),
    "branches": gettext_lazy("有几个党支部都叫这个名字。请写出上级，例如“城关镇党委/第一党支部”。"),
    "taken": gettext_lazy("这个地方已经有了。"),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """List places, and add some; a line that cannot be used keeps all others waiting."""
    viewer = viewer_of_request(request)
    root = administered_by(viewer, organisation_id)
    wrong: list[tuple[int, str, str]] = []
    form = PlacesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_places(
                actor=actor_of(request), viewer=viewer, root_id=root.pk, text=form.cleaned_data["lines"]
            )
        except PlacesRefused as refused:
            wrong = [(line.number, line.text, str(WRONG[line.code])) for line in refused.wrong]
        else:
            said = ngettext("已登记 %(count)d 个地方。", "已登记 %(count)d 个地方。", added)
            messages.success(request, said % {"count": added})
            return redirect("office-places", root.pk)
    elif request.method != "POST":
        proposed = "\n".join(f"{place}，{branch}" for place, branch in places_proposed(viewer, root.pk))
        form = PlacesForm(initial={"lines": proposed})
    search = request.GET.get("q", "")
    listed = Paginator(places_administered(viewer, root.pk, search), ON_A_PAGE)
    page = {
        "root": root,
        "form": form,
        "wrong": wrong,
        "search": search,
        "page": listed.get_page(request.GET.get("page")),
    }
    status = 422 if wrong or form.errors else 200
    return render(request, "office/administration/places.html", page, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, organisation_id: int, place_id: int) -> HttpResponse:
    """Change a place's name or branch."""
    viewer = viewer_of_request(request)
    one = places_administered(viewer, organisation_id).filter(pk=place_id).first()
    if one is None:
        raise NotVisible
    form = PlaceForm(
        request.POST or None, initial={"name": one.name, "branch": one.branch.name if one.branch else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_place(
                actor=actor_of(request),
                viewer=viewer,
                root_id=organisation_id,
                place_id=place_id,
                **form.cleaned_data,
            )
        except PlacesRefused as refused:
            form.add_error("branch", str(WRONG[refused.wrong[0].code]))
        else:
            messages.success(request, _("已保存。"))
            return redirect("office-places", organisation_id)
    page = {"root": one.root, "place": one, "form": form}
    return render(request, "office/administration/place.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def delete(request: HttpRequest, organisation_id: int, place_id: int) -> HttpResponse:
    """Delete a place that was a mistake."""
    viewer = viewer_of_request(request)
    if delete_place(actor=actor_of(request), viewer=viewer, root_id=organisation_id, place_id=place_id):
        messages.success(request, _("已删除。点错了的话，再登记一次就行。"))
    else:
        messages.warning(request, _("这里有人提过诉求，不能删除。不再受理的话，把党支部一栏留空。"))
    return redirect("office-places", organisation_id)
