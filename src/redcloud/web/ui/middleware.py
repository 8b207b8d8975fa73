"""Web ui: who is looking, in which language, and what "not visible" looks like."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from redcloud.apps.people.access import NotVisible, viewer_of
from redcloud.web.ui import views

Handler = Callable[[HttpRequest], HttpResponse]


class ViewerMiddleware:
    """Sets ``request.viewer`` (lazily) and answers 404 for what is absent or forbidden."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn ``NotVisible`` into the same page that an unknown address gets."""
        if isinstance(exception, NotVisible):
            return views.not_found(request, exception)
        return None


class ChosenLanguageMiddleware:
    """Chinese unless the visitor chose another language with the switch (kept in a cookie).

    The browser's own preference is not asked: on shared computers it says little about the reader,
    and most of the content is Chinese.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = chosen
        with translation.override(chosen):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response
