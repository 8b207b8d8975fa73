"""Web office, feature packages: look at a package, import it, see its versions. Never who opened one."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.people.access import NotVisible, library_edited_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.people.roster.upload import UploadGone, keep, take
from redcloud.apps.study.actions import PackageImported, import_package, try_unit
from redcloud.apps.study.queries import review_rule
from redcloud.apps.study.queries.packages import notes_of, preview_of, versions_edited_by
from redcloud.apps.study.queries.units import told, unit_lines
from redcloud.engine.study.packages import BadPackage
from redcloud.web.office.packages.forms import PackageForm
from redcloud.web.office.packages.words import said_faults, said_notes
from redcloud.web.ui.files import given_file
from redcloud.web.ui.requests import actor_of, viewer_of_request
from redcloud.web.ui.units import addresses_in, languages_of, shown_unit, unit_in

USE = "package"
_LONGEST_NAME = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for a package; given one, say what is in it and what is wrong with it, and store nothing yet."""
    root = library_edited_by(viewer_of_request(request))
    form = PackageForm(request.POST, request.FILES) if request.method == "POST" else PackageForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        return _preview(request, root, file.read(), str(file.name or ""))
    return render(request, "office/packages/choose.html", {"root": root, "form": form})


@never_cache
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Import what the preview showed: a draft, or a new version of an item."""
    root, actor = library_edited_by(viewer_of_request(request)), actor_of(request)
    name = request.POST.get("name", "")[:_LONGEST_NAME]
    try:
        data = take(request.POST.get("token", "")[:500], user_id=actor.pk, root_id=root.pk, use=USE)
    except UploadGone:
        messages.warning(request, _("这份文件已经导入过，或者放了一个小时以上。请重新选择文件。"))
        return redirect("library-packages")
    try:
        done = import_package(actor=actor, root=root, file=BytesIO(data), name=name)
    except BadPackage:
        return _preview(request, root, data, name)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return _preview(request, root, data, name)  # the file need not be chosen again
    messages.success(request, _said(done))
    return redirect("library-item-edit" if done.is_new else "library-package", done.item.uid)


def _said(done: PackageImported) -> str:
    if done.is_new:
        return _("已导入为草稿。请选好主题，核对标题和分钟，再发布。")
    if done.waits:
        return _("新版已提交，等另一位编辑审核。读者现在打开的没有变。")
    return _("已换成新版。学到一半的人可以接着学原来的，也可以换成新版。")


def _preview(request: HttpRequest, root: Organisation, data: bytes, name: str) -> HttpResponse:
    try:
        found = preview_of(root, BytesIO(data))
    except BadPackage as wrong:
        refused = {"faults": said_faults(wrong.faults), "name": name, "found": None}
        return render(request, "office/packages/preview.html", refused)
    context = {
        "name": name,
        "found": found,
        "title": told(found.course.title),
        "description": told(found.course.description),
        "lines": unit_lines(found.course, {}),
        "notes": said_notes(found.notes, found.course),
        "is_reviewed": review_rule(root),
        "token": keep(data, user_id=actor_of(request).pk, root_id=root.pk, use=USE),
    }
    return render(request, "office/packages/preview.html", context)


@never_cache
@require_POST
def attempt(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """Open a unit of a version to look around; nothing of it stays."""
    page = reverse("library-package", args=[uid])
    opened = try_unit(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        item_uid=uid,
        number=number,
        unit=unit_in(request),
        at=addresses_in(request, page),
        languages=languages_of(request),
    )
    return shown_unit(request, opened, page)


@require_safe
def package(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the package of an item: its versions, one of them with its units and what to know of it."""
    item, versions = versions_edited_by(viewer_of_request(request), uid)
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), None) or versions[0]
    context = {
        "item": item,
        "versions": versions,
        "shown": shown,
        "lines": unit_lines(shown.course, {}),
        "notes": said_notes(notes_of(shown), shown.course),
    }
    return render(request, "office/packages/package.html", context)


@require_safe
def download(request: HttpRequest, uid: UUID, number: int) -> HttpResponseBase:
    """Give a version back as it came."""
    _item, versions = versions_edited_by(viewer_of_request(request), uid)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotVisible
    is_zip = not found.name.lower().endswith(".xml")
    return given_file(
        request,
        found.file,
        name=found.name,
        media_type="application/zip" if is_zip else "application/xml",
        size=found.file.size,
        shown=False,
    )
