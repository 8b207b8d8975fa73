"""Files of an open package. In: the launch's key and a path. Out: the file, closed to everything else."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from redcloud.apps.study.models import Launch, PackageFile
from redcloud.apps.study.packages.mediatypes import HTML, media_type_of
from redcloud.apps.study.queries.launches import launch_by_files
from redcloud.apps.study.queries.packages import file_at
from redcloud.web.api.cmi5.headers import close_file, for_any_origin, policy
from redcloud.web.ui.files import given_file

_METHODS: Final = "GET, HEAD, OPTIONS"
_CACHE: Final = "private, max-age=3600"
_PAGES: Final = frozenset({HTML, "application/xhtml+xml"})
_FRAMES: Final = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})
_OURS: Final = frozenset({"same-origin", "same-site"})


@csrf_exempt
def file(request: HttpRequest, key: str, path: str) -> HttpResponseBase:
    """Send a file of a package to the browser in which its unit was opened."""
    if request.method == "OPTIONS":
        return for_any_origin(HttpResponse(status=204), methods=_METHODS)
    if request.method not in ("GET", "HEAD"):
        return _refused(405)
    launch = launch_by_files(key)
    found = file_at(launch.registration.version_id, path) if launch is not None else None
    if launch is None or found is None or _is_framed_by_us(request):
        return _refused(404)
    if _comes_again(request, launch):
        return _back(launch)
    return _sent(request, launch, key, found)


def _refused(status: int) -> HttpResponseBase:
    response = HttpResponse(status=status, content_type="text/plain")
    if status == 405:
        response["Allow"] = _METHODS
    return for_any_origin(response)


def _is_framed_by_us(request: HttpRequest) -> bool:
    """Whether a page of this platform would show the file in itself; pages of packages have no origin."""
    headers = request.headers
    return headers.get("Sec-Fetch-Dest") in _FRAMES and headers.get("Sec-Fetch-Site") in _OURS


def _comes_again(request: HttpRequest, launch: Launch) -> bool:
    """Whether a browser loads a unit for the second time, as phones do with pages that they put away.

    Its token was handed out, so that it could only fail; its page is where its learner can go on.
    """
    if "fetch" not in request.GET or not launch.token_hash:
        return False
    return request.headers.get("Sec-Fetch-Dest") == "document"


def _back(launch: Launch) -> HttpResponseBase:
    item = launch.registration.version.package.item
    address = reverse("study-item", args=[item.uid])
    return HttpResponseRedirect(f"{address}?{urlencode({'again': 'yes'})}#units")


def _sent(request: HttpRequest, launch: Launch, key: str, found: PackageFile) -> HttpResponseBase:
    media_type = media_type_of(found.path)
    name = found.path.rpartition("/")[2]
    response = given_file(request, found.file, name=name, media_type=media_type, size=found.size, shown=True)
    base = request.build_absolute_uri(reverse("cmi5-file", args=[key, ""]))
    # Of the token's address its path alone: the key of it is not known here, and another's opens nothing.
    token = request.build_absolute_uri("/api/cmi5/token/")
    endpoint = request.build_absolute_uri("/api/xapi/")
    close_file(response, policy(base, endpoint=endpoint, token=token))
    response["Cache-Control"] = "no-store" if media_type in _PAGES else _CACHE
    return response
