"""Web resident, feature needs: choose the place, say what is needed, get the code once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redcloud.apps.needs.actions import TooManyAttempts, ask, count_attempt, refuse_after
from redcloud.apps.needs.models import Place
from redcloud.apps.needs.queries import place_choice, place_for_asking
from redcloud.apps.people.access import NotVisible
from redcloud.engine.needs.codes import code_hash
from redcloud.engine.needs.photo import PhotoRefused
from redcloud.web.resident.needs import cookies
from redcloud.web.resident.needs.forms import PHOTO_REFUSED, AskForm
from redcloud.web.ui.addresses import client_address
from redcloud.web.ui.requests import number_in


@require_http_methods(["GET", "HEAD", "POST"])
def need_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the place first; then the form; then store it.

    ``?place=`` may be printed on a notice board, so that people there need not choose.
    """
    place_id = number_in(request.GET.get("place", ""))
    if place_id is None:
        return _choose_place(request)
    try:
        place = place_for_asking(place_id)
    except NotVisible:
        return _choose_place(request, gone=True)
    if request.method == "POST":
        return _store(request, place)
    return _show_form(request, place, AskForm())


def _choose_place(request: HttpRequest, *, gone: bool = False) -> HttpResponse:
    """Offer places; ``gone`` says that the one of the address takes needs no more."""
    choice = place_choice(
        search=request.GET.get("search", ""), district_id=number_in(request.GET.get("district", ""))
    )
    context = {"choice": choice, "gone": gone}
    return render(request, "resident/needs/place.html", context, status=404 if gone else 200)


def _show_form(request: HttpRequest, place: Place, form: AskForm, status: int = 200) -> HttpResponse:
    photo_lost = bool(form.is_bound and form.files)
    context = {"place": place, "form": form, "photo_lost": photo_lost}
    return render(request, "resident/needs/ask.html", context, status=status)


def _store(request: HttpRequest, place: Place) -> HttpResponse:
    form = AskForm(request.POST, request.FILES)
    address = client_address(request)
    if not form.is_valid():
        return _show_form(request, place, form, 422)
    try:
        refuse_after(purpose="ask", address=address)
        asked = ask(
            place=place,
            words=form.cleaned_data["words"],
            category=form.cleaned_data["category"],
            spot=form.cleaned_data["spot"],
            contact_name=form.cleaned_data["contact_name"],
            contact_way=form.cleaned_data["contact_way"],
            photo=form.cleaned_data["photo"].read() if form.cleaned_data["photo"] else None,
        )
    except PhotoRefused as refused:
        form.add_error("photo", str(PHOTO_REFUSED[refused.code]))
        return _show_form(request, place, form, 422)
    except TooManyAttempts as refused:
        minutes = refused.retry_after_s // 60 + 1
        form.add_error(
            None,
            _("这个网络地址提交得太多了。您写的内容还在下面，请过 %(minutes)d 分钟再提交。")
            % {"minutes": minutes},
        )
        response = _show_form(request, place, form, 429)
        response.headers["Retry-After"] = str(refused.retry_after_s)
        return response
    count_attempt(purpose="ask", address=address)
    response = redirect("need-asked")
    cookies.carry_code(response, asked.code)
    hashed = code_hash(asked.code)
    if hashed is not None:
        cookies.follow(response, hashed)
    return response


@never_cache
@require_safe
def need_asked(request: HttpRequest) -> HttpResponse:
    """Show the code, once: the cookie that carried it is dropped with this answer."""
    code = cookies.carried_code(request)
    response = render(request, "resident/needs/asked.html", {"code": code})
    cookies.drop_code(response)
    return response
