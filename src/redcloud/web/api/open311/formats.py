"""Web api, feature open311: answers in XML and JSON. Rows of named values in, a response out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from xml.etree import ElementTree

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

P = ParamSpec("P")
Row = Mapping[str, Any]
FORMS = ("xml", "json")


class Refused(Exception):  # noqa: N818 - an answer of the protocol
    """An error as GeoReport v2 words it: a status, which is the code too, and a description."""

    def __init__(self, status: int, description: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.headers = dict(headers or {})


def listed(form: str, many: str, one: str, rows: Sequence[Row], *, status: int = 200) -> HttpResponse:
    """Answer with a list: a JSON array, or ``<many><one>…</one></many>``."""
    if form == "json":
        return JsonResponse(list(rows), safe=False, status=status, json_dumps_params={"ensure_ascii": False})
    top = ElementTree.Element(many)
    for row in rows:
        _fill(ElementTree.SubElement(top, one), row)
    return _xml(top, status)


def single(form: str, name: str, row: Row) -> HttpResponse:
    """Answer with one object: JSON, or ``<name>…</name>``."""
    if form == "json":
        return JsonResponse(dict(row), json_dumps_params={"ensure_ascii": False})
    top = ElementTree.Element(name)
    _fill(top, row)
    return _xml(top, 200)


def _xml(top: ElementTree.Element, status: int) -> HttpResponse:
    body = ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="text/xml; charset=utf-8", status=status)


def _fill(element: ElementTree.Element, row: Row) -> None:
    for name, value in row.items():
        child = ElementTree.SubElement(element, name)
        if isinstance(value, list):
            for each in value:
                _fill(ElementTree.SubElement(child, name.removesuffix("s")), each)
        elif value is not None:
            child.text = str(value).lower() if isinstance(value, bool) else _allowed(str(value))


def _allowed(text: str) -> str:
    """Leave out the control characters that XML 1.0 cannot carry."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")


def georeport(view: Callable[Concatenate[HttpRequest, str, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Serve XML or JSON only, and turn ``Refused`` into the specification's list of errors."""

    @wraps(view)
    def served(request: HttpRequest, form: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if form not in FORMS:
            raise Http404
        try:
            return view(request, form, *args, **kwargs)
        except Refused as refused:
            error = {"code": refused.status, "description": refused.description}
            response = listed(form, "errors", "error", [error], status=refused.status)
            for name, value in refused.headers.items():
                response.headers[name] = value
            return response

    return served
