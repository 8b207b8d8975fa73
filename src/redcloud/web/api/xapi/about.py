"""The About Resource (Communication 2.8), and the answer to an address that is no resource."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from redcloud.web.api.xapi.protocol import as_json, public_resource
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.versions import VERSION_HEADER, VERSIONS, edition_named


def _about(request: HttpRequest) -> HttpResponse:
    # Who speaks 1.0.x is told of what that version knows; whoever asks openly is told of all (2.8.s5.b1).
    one_major = edition_named(request.headers.get(VERSION_HEADER, "")) == "1.0.3"
    return as_json({"version": ["1.0.3"] if one_major else list(VERSIONS)})


def _nothing(_request: HttpRequest) -> HttpResponse:
    raise Refused(404, "no_such_resource")


about = public_resource(_about)
unknown = public_resource(_nothing, frozenset({"get", "post", "put", "delete", "patch"}))
