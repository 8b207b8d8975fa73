"""Web resident, feature needs: enter the code, see who has it, say whether it was really solved."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redcloud.apps.needs import actions
from redcloud.apps.needs.queries import followed_photo
from redcloud.apps.needs.queries import need_followed as need_of_code
from redcloud.apps.people.access import NotVisible
from redcloud.engine.needs.states import StepRefused
from redcloud.web.resident.needs import cookies
from redcloud.web.resident.needs.forms import FollowForm, WordsForm
from redcloud.web.ui.addresses import client_address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def need_follow(request: HttpRequest) -> HttpResponse:
    """Take a code. A wrong one is counted, and after ten of them the client waits."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            code_hash = actions.use_code(typed=form.cleaned_data["code"], address=client_address(request))
        except actions.TooManyAttempts as refused:
            minutes = refused.retry_after_s // 60 + 1
            form.add_error("code", _("输错的次数太多了，请过 %(minutes)d 分钟再试。") % {"minutes": minutes})
            response = render(request, "resident/needs/follow.html", {"form": form}, status=429)
            response.headers["Retry-After"] = str(refused.retry_after_s)
            return response
        if code_hash is not None:
            response = redirect("need-followed")
            cookies.follow(response, code_hash)
            return response
        form.add_error("code", _("没有找到这个查询码。请对照纸条再看一遍：一共 26 个字母和数字。"))
    if form.is_bound:
        status = 422
    return render(request, "resident/needs/follow.html", {"form": form}, status=status)


_Step = Callable[[str, str], object]

_STEPS: dict[str, tuple[_Step, str | Promise, bool]] = {
    # step: what to do, what to say afterwards, whether words are needed
    "confirm": (
        lambda code, _words: actions.confirm_solved(code=code),
        gettext_lazy("谢谢您告诉我们！这件事已按“已解决”办结。"),
        False,
    ),
    "reopen": (
        lambda code, words: actions.reopen(code=code, words=words),
        gettext_lazy("已经告诉负责的人：事情还没有解决。"),
        False,
    ),
    "add": (
        lambda code, words: actions.add_words(code=code, words=words),
        gettext_lazy("已经转给负责的人。"),
        True,
    ),
    "complain": (
        lambda code, words: actions.complain(code=code, words=words),
        gettext_lazy("您的意见已直接交给上一级组织，办理人看不到。"),
        True,
    ),
    "withdraw": (
        lambda code, _words: actions.withdraw(code=code),
        gettext_lazy("诉求已撤回，您写的内容、照片和联系方式都已删除。"),
        False,
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def need_followed(request: HttpRequest) -> HttpResponse:
    """Show the need of this browser's code, and take the resident's word about it."""
    code = cookies.followed(request)
    if code is None:
        messages.info(request, _("请输入查询码，就能看到您的诉求。"))
        return redirect("need-follow")
    if request.method != "POST":
        return _page(request, code)
    step = request.POST.get("step", "")
    if step == "leave":
        response = redirect("need-follow")
        cookies.stop_following(response)
        return response
    if step not in _STEPS:
        raise NotVisible
    return _act(request, code, step)


def _act(request: HttpRequest, code: str, step: str) -> HttpResponse:
    act, said, words_needed = _STEPS[step]
    form = WordsForm(request.POST)
    words = str(request.POST.get("words", "")).strip()
    if not form.is_valid() and (words_needed or words):
        return _page(request, code, refused_step=step, form=form, status=422)
    try:
        act(code, words)
    except StepRefused:
        messages.info(request, _("这件事的状态刚刚变了，请看一下最新情况。"))
    else:
        messages.success(request, str(said))
    return redirect("need-followed")


def _page(
    request: HttpRequest,
    code: str,
    *,
    refused_step: str = "",
    form: WordsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"view": need_of_code(code), "refused_step": refused_step, "refused": form}
    return render(request, "resident/needs/followed.html", context, status=status)


@never_cache
@require_safe
def need_photo(request: HttpRequest) -> HttpResponse:
    """Give the follower the photo, as a picture that no browser runs as anything else."""
    response = HttpResponse(followed_photo(cookies.followed(request)), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
