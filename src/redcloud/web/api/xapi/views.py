"""Statements over HTTP (xAPI Communication 2.1). Validation and storing are the stage's own."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date

from redcloud.apps.records.actions import store_statements
from redcloud.apps.records.queries import find_one, find_page
from redcloud.apps.records.queries.filters import as_returned
from redcloud.apps.records.results import StoreResult
from redcloud.engine.records.validation import Malformed, Problem, decode
from redcloud.engine.records.validation.problems import joined
from redcloud.web.api.xapi import parameters
from redcloud.web.api.xapi.protocol import READERS, WRITERS, Call, as_json, consistent, resource
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.values import checked, uuid_of


def _post(call: Call) -> HttpResponse:
    call.needs(WRITERS)
    checked(call.request.GET, frozenset())
    body = _json_body(call.request)
    is_batch = body.lstrip()[:1] == b"["
    result = _store(call, _split(body) if is_batch else [body], is_batch)
    return consistent(as_json([str(one) for one in result.ids]))


def _put(call: Call) -> HttpResponse:
    call.needs(WRITERS)
    given = checked(call.request.GET, frozenset({"statementId"}))
    if "statementId" not in given:
        raise Refused(400, "parameter_missing", [Problem("statementId", "2.4.1", "missing")])
    wanted = uuid_of("statementId", given["statementId"])
    body = _json_body(call.request)
    try:
        statement = decode(body)
    except Malformed as malformed:
        raise Refused(400, "statement_rejected", [malformed.problem]) from None
    if isinstance(statement, dict) and "id" not in statement:
        # The rest stays as received, character by character.
        rest = body.lstrip()[1:].lstrip()
        body = b'{"id":"%s"%s' % (str(wanted).encode(), rest if rest[:1] == b"}" else b"," + rest)
    elif isinstance(statement, dict) and str(statement["id"]).lower() != str(wanted):
        raise Refused(400, "statement_rejected", [Problem("id", "2.4.1", "other_than_statement_id")])
    _store(call, [body], False)
    return consistent(HttpResponse(status=204))


def _json_body(request: HttpRequest) -> bytes:
    kind = request.content_type
    if kind == "multipart/mixed":
        raise Refused(501, "attachments_not_supported")
    if kind != "application/json":
        raise Refused(400, "content_type_not_json")
    return request.body


def _split(body: bytes) -> list[bytes]:
    """Return the elements of an array as they were sent."""
    try:
        return [bytes(one) for one in msgspec.json.decode(body, type=list[msgspec.Raw])]
    except RecursionError:
        problem = Problem("", "rfc8259-9", "too_deep")
    except (ValueError, msgspec.MsgspecError):
        problem = Problem("", "rfc8259-2", "not_json")
    raise Refused(400, "statement_rejected", [problem])


def _store(call: Call, statements: list[bytes], is_batch: bool) -> StoreResult:
    """Store all or nothing; a broken rule is answered with its path and section."""
    result = store_statements(
        root=call.credential.root,
        statements=statements,
        source="http",
        authority=call.authority,
        edition=call.edition,
        whole=True,
    )
    if result.rejected:
        problems = [
            Problem(joined(one.line - 1, one.path) if is_batch else one.path, one.rule, one.reason)
            for one in result.rejected
        ]
        raise Refused(409 if result.conflicts else 400, "statement_rejected", problems[:100])
    return result


def _get(call: Call) -> HttpResponse:
    call.needs(READERS)
    query = call.request.GET
    if "more" in query:
        given, after = parameters.resumed(checked(query, frozenset({"more"}))["more"])
        return _page(call, given, after)
    given = checked(query, parameters.ONE | parameters.FILTERS | parameters.SHAPE)
    parameters.shape_of(given)
    chosen = parameters.ONE & given.keys()
    if not chosen:
        return _page(call, given, None)
    if len(chosen) > 1 or parameters.FILTERS & given.keys():
        raise Refused(400, "parameters_exclude_each_other")
    return _one(call, given, next(iter(chosen)))


def _one(call: Call, given: dict[str, str], name: str) -> HttpResponse:
    wanted = uuid_of(name, given[name])
    found = find_one(call.credential.root, wanted, voided=name == "voidedStatementId")
    own = found is not None and found.authority.value == call.authority.value
    if found is None or (call.sees_own_only and not own):
        raise Refused(404, "no_such_statement")
    response = as_json(as_returned(found))
    response["Last-Modified"] = http_date(found.stored.timestamp())
    return consistent(response)


def _page(call: Call, given: dict[str, str], after: int | None) -> HttpResponse:
    asked = parameters.filter_of(given, call.authority if call.sees_own_only else None)
    statements, next_after = find_page(call.credential.root, asked, after)
    answer: dict[str, Any] = {"statements": [as_returned(one) for one in statements], "more": ""}
    if next_after is not None:
        answer["more"] = f"{reverse('xapi-statements')}?more={parameters.more_token(given, next_after)}"
    return consistent(as_json(answer))


statements = resource(get=_get, post=_post, put=_put)
