"""Web office, feature library: the library as a list. A file in, a preview first; a file out."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.people.access import library_edited_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.people.roster.upload import UploadGone, keep, take
from redcloud.apps.study.actions import ListRefused, import_list, undo_import
from redcloud.apps.study.exchange.template import template_in
from redcloud.apps.study.lists import BadSource, Entry, ListPlan, Source, source_of
from redcloud.apps.study.models import ItemFile
from redcloud.apps.study.queries import review_rule, whole_library_for
from redcloud.apps.study.queries.changes import FIELD_NAMES
from redcloud.apps.study.queries.folders import folder_of, whole_folder, write_zip
from redcloud.apps.study.queries.lists import list_desk, rows_for, whole_workbook
from redcloud.engine.study.lists import as_csv, as_xlsx
from redcloud.web.office.library.forms import ListForm
from redcloud.web.office.library.taught import taught_lines
from redcloud.web.ui.requests import actor_of, viewer_of_request

USE = "library"
SHOWN = 100
IN_MEMORY = 8 * 1024 * 1024
BLOCK = 64 * 1024
FORMS = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Give the library, or what a search shows, as a file."""
    if form not in FORMS:
        raise Http404
    media_type, write = FORMS[form]
    language = get_language() or "zh-hans"
    state, words = request.GET.get("state", ""), request.GET.get("q", "")[:80].strip()
    viewer, written = viewer_of_request(request), request.GET.get("lang", "")
    rows = rows_for(viewer, language, state, words, written)
    whole = form == "xlsx" and not (state or words or written)
    data = whole_workbook(viewer, rows, language) if whole else write(rows, language)
    response = HttpResponse(data, content_type=media_type)
    name = f"library-{timezone.localdate():%Y-%m-%d}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def export_folder(request: HttpRequest) -> StreamingHttpResponse:
    """Give the library, or what a search shows, as a zip of Markdown files with their pictures and files."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "")[:80].strip()
    written, language = request.GET.get("lang", ""), get_language() or "zh-hans"
    root, items = whole_library_for(viewer_of_request(request), state, words, written)
    some = state or words or written
    blocks = _zipped(folder_of(root, items, language) if some else whole_folder(root, language))
    response = StreamingHttpResponse(blocks, content_type="application/zip")
    name = f"library-{timezone.localdate():%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Give an empty workbook for courses and questions, with examples that are not imported."""
    library_edited_by(viewer_of_request(request))
    language = get_language() or "zh-hans"
    response = HttpResponse(template_in(language), content_type=FORMS["xlsx"][0])
    response.headers["Content-Disposition"] = 'attachment; filename="questions.xlsx"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _zipped(contents: Iterator[tuple[str, str | ItemFile]]) -> Iterator[bytes]:
    """The octets of a zip; it is made when the first is wanted, so that none is left open."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        write_zip(cast("IO[bytes]", out), contents)
        out.seek(0)
        while block := out.read(BLOCK):
            yield block


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Ask for a list; given one, say what it would do, and store nothing yet."""
    desk = list_desk(viewer_of_request(request))
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            source = source_of(data)
        except BadSource as refused:
            form.add_error("file", str(refused))
        else:
            return _preview(request, desk.root, source.plan(desk.root), data, source)
    return render(request, "office/library/lists.html", {"desk": desk, "form": form})


@never_cache
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Store what the preview said, whole or not at all."""
    root, actor = library_edited_by(viewer_of_request(request)), actor_of(request)
    try:
        data = take(request.POST.get("token", "")[:500], user_id=actor.pk, root_id=root.pk, use=USE)
        source = source_of(data)
    except UploadGone:
        messages.warning(request, _("这份文件已经导入过，或者放了一个小时以上。请重新选择文件。"))
        return redirect("library-lists")
    try:
        stored = import_list(actor=actor, root=root, source=source, shown=request.POST.get("shown", "")[:64])
    except ListRefused as refused:
        if not refused.plan.problems:
            messages.warning(request, _("内容库刚才有人改过。请再看一遍，什么都还没有保存。"))
        return _preview(request, root, refused.plan, data, source)
    said = _("已导入：新增 %(new)d 项，更新 %(changed)d 项。")
    messages.success(request, said % {"new": stored.new, "changed": stored.changed})
    if stored.waits:
        messages.info(request, _waits(stored.waits))
    return redirect("library-lists")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last import back."""
    root = library_edited_by(viewer_of_request(request))
    done = undo_import(actor=actor_of(request), root=root)
    said = ngettext("已撤销，%(count)d 项回到原样。", "已撤销，%(count)d 项回到原样。", done.put_back)
    messages.success(request, said % {"count": done.put_back})
    if done.left:
        left = ngettext("%(count)d 项后来有人改过，没有动。", "%(count)d 项后来有人改过，没有动。", done.left)
        messages.info(request, left % {"count": done.left})
    if done.waits:
        messages.info(request, _waits(done.waits))
    return redirect("library-lists")


def _waits(count: int) -> str:
    said = ngettext(
        "%(count)d 篇等另一位编辑审核，读者现在看到的没有变。",
        "%(count)d 篇等另一位编辑审核，读者现在看到的没有变。",
        count,
    )
    return said % {"count": count}


def _preview(
    request: HttpRequest, root: Organisation, plan: ListPlan, data: bytes, source: Source
) -> HttpResponse:
    storable = bool(plan.entries or plan.teaching) and not plan.problems
    context: dict[str, Any] = {
        "plan": plan,
        "counts": {
            "new": len(plan.new) + plan.teaching.new,
            "changed": len(plan.changed) + plan.teaching.changed,
            "unchanged": plan.unchanged + plan.teaching.unchanged,
        },
        "taught": taught_lines(plan.teaching)[:SHOWN],
        "taught_left": max(0, len(taught_lines(plan.teaching)) - SHOWN),
        "new": plan.new[:SHOWN],
        "new_left": max(0, len(plan.new) - SHOWN),
        "changed": [(entry, _changes(entry)) for entry in plan.changed[:SHOWN]],
        "changed_left": max(0, len(plan.changed) - SHOWN),
        "problems": plan.problems[:SHOWN],
        "problems_left": max(0, len(plan.problems) - SHOWN),
        "unused": source.unused[:SHOWN],
        "unused_left": max(0, len(source.unused) - SHOWN),
        "is_reviewed": review_rule(root),
        "token": keep(data, user_id=actor_of(request).pk, root_id=root.pk, use=USE) if storable else "",
        "shown": plan.fingerprint if storable else "",
    }
    return render(request, "office/library/list_preview.html", context)


def _changes(entry: Entry) -> list[object]:
    """The names of what changes in an item."""
    names = {**FIELD_NAMES, "text": _("正文"), "state": _("状态"), "files": _("附件")}
    return [names[name] for name in entry.fields]
