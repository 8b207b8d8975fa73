"""Web ui: who is looking, in which language, and what "not visible" looks like."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from redcloud.apps.people.access import ANONYMOUS, NotVisible, Viewer, viewer_of
from redcloud.apps.people.models import Role
from redcloud.apps.rules.wording import speak_as, spoken_as, words_of
from redcloud.web.ui import views
from redcloud.web.ui.bodies import announced_octets

Handler = Callable[[HttpRequest], HttpResponse]
NUL = "\x00"
AUDIENCES = ("ui", "member", "branch", "office", "resident")
PAGES = ("allauth.", *(f"redcloud.web.{audience}." for audience in AUDIENCES))


class NoNulMiddleware:
    """Answers 400 to a NUL in an address, a cookie or a form: no text of anybody has one.

    PostgreSQL refuses to look for such a text or to store it; SQLite would keep it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info or _has_nul(request.GET) or NUL in "".join(request.COOKIES.values()):
            return self._refused(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Look at a form when it is about to be used; one that breaks off is answered where it is read."""
        try:
            return self._refused(request) if _has_nul(request.POST) else None
        except UnreadablePostError:
            return None

    def _refused(self, request: HttpRequest) -> HttpResponse:
        request.viewer = ANONYMOUS  # type: ignore[attr-defined]  # what templates read
        request.COOKIES.clear()
        return views.bad_request(request)


def _has_nul(given: QueryDict) -> bool:
    return any(NUL in text for name, values in given.lists() for text in (name, *values))


class ViewerMiddleware:
    """Sets ``request.viewer`` (lazily) and answers 404 for what is absent or forbidden."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))  # type: ignore[attr-defined]  # ours, on every request
        with spoken_as(None):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Handler, _args: tuple[object, ...], _kwargs: dict[str, object]
    ) -> None:
        """Speak the words of the viewer's organisation; programs are spoken to in the product's."""
        if view.__module__.startswith(PAGES) and view is not views.healthz:
            viewer = request.viewer  # type: ignore[attr-defined]  # the same
            speak_as(words_of(viewer.root_id))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn ``NotVisible`` into the same page that an unknown address gets."""
        if isinstance(exception, NotVisible):
            return views.not_found(request, exception)
        return None


class BodyLimitMiddleware:
    """Answers 413 to a body that no form of this visitor takes, before any of it is written to a disk.

    A file field says what it takes only after the whole file lies in the temporary folder. Stands before
    whoever reads forms and after whoever says who is looking; the record store has limits of its own.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = announced_octets(request.META)
        if size > settings.BODY_MAX_BYTES and size > _most_of(request):
            return views.too_large(request)
        return self.get_response(request)


def _most_of(request: HttpRequest) -> int:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # ours, on every request
    gives_files = viewer.holds(Role.EDITOR, Role.ADMINISTRATOR)
    most: int = settings.BODY_MAX_BYTES_OF_FILES if gives_files else settings.BODY_MAX_BYTES
    return most


class OpenedFormMiddleware:
    """Gives whoever opens an address that takes a form a page: Django answers 405 with nothing at all."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return response
        return views.only_by_form(request, response.get("Allow", "POST"))


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
