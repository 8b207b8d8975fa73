"""The About Resource (Communication 2.8), and the answer to an address that is no resource."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from redcloud.web.api.xapi.protocol import as_json, public_resource
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.versions import VERSIONS


def _about(_request: HttpRequest) -> HttpResponse:
    return as_json({"version": list(VERSIONS)})


def _nothing(_request: HttpRequest) -> HttpResponse:
    raise Refused(404, "no_such_resource")


about = public_resource(_about)
unknown = public_resource(_nothing, frozenset({"get", "post", "put", "delete", "patch"}))
