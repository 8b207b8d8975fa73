"""POST and PUT of the Statement Resource (xAPI Communication 2.1.1, 2.1.2). In: a body. Out: what was stored.

Validation and storing are the stage's own; whatever is refused is answered with its path, rule and section.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, UnreadablePostError

from redcloud.apps.records.actions import note_refused, store_statements
from redcloud.apps.records.results import StoreResult
from redcloud.engine.records.attaching import Received
from redcloud.engine.records.validation import Malformed, Problem, decode
from redcloud.engine.records.validation.problems import joined
from redcloud.web.api.xapi.bodies import statement_body
from redcloud.web.api.xapi.launched import heard, not_for_packages, note_of_package
from redcloud.web.api.xapi.protocol import DEFINERS, WRITERS, Call, as_json
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.requests import MULTIPART
from redcloud.web.api.xapi.values import checked, uuid_of
from redcloud.web.ui.bodies import BreaksOff, first_cause

_SHOWN = 100


def post(call: Call) -> HttpResponse:
    """Store a statement or a batch and answer with the ids, in the order of the statements."""
    _let_in(call)
    with _counted(call):
        checked(call.request.GET, frozenset())
        with statement_body(call.request) as body:
            is_batch = body.statements.lstrip()[:1] == b"["
            statements = _split(body.statements) if is_batch else [body.statements]
            result = _store(call, statements, body.received, is_batch)
    return as_json([str(one) for one in result.ids])


def put(call: Call) -> HttpResponse:
    """Store one statement under the id of the request."""
    _let_in(call)
    with _counted(call):
        given = checked(call.request.GET, frozenset({"statementId"}))
        if "statementId" not in given:
            missing = Problem("statementId", "communication-2.1.1.s1.table1.row1", "missing")
            raise Refused(400, "parameter_missing", [missing])
        wanted = uuid_of("statementId", given["statementId"])
        with statement_body(call.request) as body:
            _store(call, [_with_id(body.statements, wanted)], body.received, False)
    return HttpResponse(status=204)


def _let_in(call: Call) -> None:
    """Refuse a program that may not write; a unit of a package sends statements without files."""
    if call.launch is None:
        call.needs(WRITERS)
    elif call.request.content_type == MULTIPART:
        raise not_for_packages("statements", "7.1.3")


@contextmanager
def _counted(call: Call) -> Iterator[None]:
    """Keep for the administrator what is refused before the store has seen it; the rest it keeps itself."""
    try:
        yield
    except _Judged:
        raise
    except Refused as refused:
        _note(call, [_TOO_LARGE] if refused.status == 413 else refused.problems)
        raise
    # These two are answered where every request is.
    except RequestDataTooBig:
        _note(call, [_TOO_LARGE])
        raise
    except UnreadablePostError as problem:
        if isinstance(first_cause(problem), BreaksOff):
            _note(call, [_BREAKS_OFF])
        raise


def _note(call: Call, problems: list[Problem]) -> None:
    if problems and call.launch is not None:
        note_of_package(call, problems)
    elif problems:
        note_refused(root=call.root, sender=call.key, problems=problems)


_TOO_LARGE = Problem("", "communication-3.2", "body_too_large")
_BREAKS_OFF = Problem("", "rfc9112-8", "body_breaks_off")


class _Judged(Refused):
    """What the store refused, and has counted."""


def _with_id(body: bytes, wanted: UUID) -> bytes:
    """Return a statement that has the id of the request; the rest stays as sent, character by character."""
    try:
        statement = decode(body)
    except Malformed as malformed:
        raise Refused(400, "statement_rejected", [malformed.problem]) from None
    if not isinstance(statement, dict):
        return body
    if "id" not in statement:
        rest = body.lstrip()[1:].lstrip()
        return b'{"id":"%s"%s' % (str(wanted).encode(), rest if rest[:1] == b"}" else b"," + rest)
    if str(statement["id"]).lower() != str(wanted):
        other = Problem("id", "communication-2.1.1.s3.b3", "other_than_statement_id")
        raise Refused(400, "statement_rejected", [other])
    return body


def _split(body: bytes) -> list[bytes]:
    """Return the elements of an array as they were sent."""
    try:
        return [bytes(one) for one in msgspec.json.decode(body, type=list[msgspec.Raw])]
    except RecursionError:
        problem = Problem("", "rfc8259-9", "too_deep")
    except (ValueError, msgspec.MsgspecError):
        problem = Problem("", "rfc8259-2", "not_json")
    raise Refused(400, "statement_rejected", [problem])


def _store(call: Call, statements: list[bytes], received: Received, is_batch: bool) -> StoreResult:
    """Store all or nothing."""
    if call.launch is not None:
        result = heard(call, statements, is_batch)
    else:
        result = _stored(call, statements, received)
    if result.rejected:
        problems = [
            Problem(joined(one.line - 1, one.path) if is_batch else one.path, one.rule, one.reason)
            for one in result.rejected
        ]
        raise _Judged(409 if result.conflicts else 400, "statement_rejected", problems[:_SHOWN])
    return result


def _stored(call: Call, statements: list[bytes], received: Received) -> StoreResult:
    return store_statements(
        root=call.root,
        statements=statements,
        source="http",
        sender=call.key,
        authority=call.authority,
        edition=call.edition,
        whole=True,
        define=call.has(DEFINERS),
        received=received,
    )
