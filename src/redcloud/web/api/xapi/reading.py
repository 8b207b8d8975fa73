"""GET of the Statement Resource (xAPI Communication 2.1.3). In: a request. Out: one statement, or a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date

from redcloud.apps.records.mixed import Mixed
from redcloud.apps.records.queries import Held, find_one, find_page, returned
from redcloud.engine.records.languages import language_ranges
from redcloud.web.api.xapi import parameters
from redcloud.web.api.xapi.launched import is_of_launch, narrowed
from redcloud.web.api.xapi.protocol import READERS, Call, as_json
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.values import checked, uuid_of


def get(call: Call) -> HttpResponseBase:
    """Answer with the statement or the page that the parameters ask for."""
    if call.launch is None:
        call.needs(READERS)
    query = call.request.GET
    if "more" in query:
        given, after = parameters.resumed(checked(query, frozenset({"more"}))["more"])
        return _page(call, given, after)
    given = checked(query, parameters.ONE | parameters.FILTERS | parameters.SHAPE)
    chosen = parameters.ONE & given.keys()
    if not chosen:
        return _page(call, given, None)
    if len(chosen) > 1:
        raise parameters.excluded("communication-2.1.3.s2.b1", sorted(chosen))
    if parameters.FILTERS & given.keys():
        raise parameters.excluded("communication-2.1.3.s2.b2", sorted(parameters.FILTERS & given.keys()))
    return _one(call, given, next(iter(chosen)))


def _one(call: Call, given: dict[str, str], name: str) -> HttpResponseBase:
    root = call.root
    shape, with_files = parameters.shape_of(given)
    wanted = uuid_of(name, given[name])
    found = find_one(root, wanted, voided=name == "voidedStatementId")
    if found is None or not _may_read(call, found):
        raise Refused(404, "no_such_statement")
    (statement,) = returned(root, [found], shape, _ranges(call))
    response = _mixed(call, Mixed(statement, [found], [statement])) if with_files else as_json(statement)
    return _dated(response, [found])


def _may_read(call: Call, found: Held) -> bool:
    """Whether one statement may be given out: a launch reads its own registration's, whoever vouches."""
    if call.launch is not None:
        return is_of_launch(call.launch, found)
    return not call.sees_own_only or found.authority.value == call.authority.value


def _page(call: Call, given: dict[str, str], after: int | None) -> HttpResponseBase:
    root = call.root
    shape, with_files = parameters.shape_of(given)
    own_only = call.launch is None and call.sees_own_only
    asked = parameters.filter_of(given, call.authority if own_only else None, call.edition)
    if call.launch is not None:
        asked = narrowed(call.launch, asked)
    statements, next_after = find_page(root, asked, after)
    if call.launch is not None:
        statements = [one for one in statements if is_of_launch(call.launch, one)]
    shown = returned(root, statements, shape, _ranges(call))
    answer: dict[str, Any] = {"statements": shown, "more": ""}
    if next_after is not None:
        answer["more"] = f"{reverse('xapi-statements')}?more={parameters.more_token(given, next_after)}"
    response = _mixed(call, Mixed(answer, statements, shown)) if with_files else as_json(answer)
    return _dated(response, statements)


def _dated(response: HttpResponseBase, statements: Sequence[Held]) -> HttpResponseBase:
    # The newest of what is returned (2.0, 4.1.6.1); an empty page was modified at no moment.
    if statements:
        response["Last-Modified"] = http_date(max(one.stored for one in statements).timestamp())
    return response


def _ranges(call: Call) -> list[str]:
    return language_ranges(call.request.headers.get("Accept-Language", ""))


def _mixed(call: Call, body: Mixed) -> StreamingHttpResponse:
    if call.request.method != "HEAD":
        body.reach()
    response = StreamingHttpResponse(body, content_type=body.content_type)
    response["Content-Length"] = str(len(body))
    return response
