"""The interface described for programs: OpenAPI 3.1, served at ``openapi.json`` beside the resources."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from redcloud.web.api.xapi.protocol import as_json, public_resource
from redcloud.web.api.xapi.schemas import COMPONENTS, IRI, MOMENT, UUID, Schema
from redcloud.web.api.xapi.versions import VERSIONS

Answers = dict[int, Schema]
"""Status codes, each with the answer that comes with it."""

_TEXT: Schema = {"type": "string", "minLength": 1}
_FLAG: Schema = {"type": "boolean"}
_REFUSALS = {
    400: "A parameter, header or body is not valid; `problems` says which, and by which rule.",
    401: "No credential, or one that is not valid.",
    403: "The credential's scope does not reach this far.",
    413: "The body is too large.",
    429: "Too many requests; Retry-After says when to come back.",
    503: "The store is busy or away; Retry-After says when to come back. Nothing was stored.",
}
_CONDITIONS = {
    409: "The document exists, and no condition was given (Communication 3.1).",
    412: "If-Match or If-None-Match does not hold. Nothing was changed.",
}
_VERSION = {"X-Experience-API-Version": {"schema": {"enum": list(VERSIONS)}, "required": True}}
_DATED = {
    "ETag": {"schema": {"type": "string"}, "description": "SHA-1 of the content, in quotes."},
    "Last-Modified": {"schema": {"type": "string"}},
}
_THROUGH = {"X-Experience-API-Consistent-Through": {"schema": MOMENT}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: Schema, text: str = "", *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "description": text, "schema": schema}


def _agent(text: str, *, required: bool) -> Schema:
    """Return the parameter that holds an agent as JSON."""
    content = {"application/json": {"schema": _ref("Agent")}}
    return {"name": "agent", "in": "query", "required": required, "description": text, "content": content}


def _header(name: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "header", "required": required, "schema": schema}


def _content(schema: Schema, kind: str = "application/json") -> Schema:
    return {kind: {"schema": schema}}


def _answers(good: Answers, more: dict[int, str]) -> Schema:
    answers = {str(status): {"headers": _VERSION, **answer} for status, answer in good.items()}
    for status, text in sorted({**_REFUSALS, **more}.items()):
        answers[str(status)] = {
            "description": text,
            "headers": _VERSION,
            "content": _content(_ref("Refusal")),
        }
    return answers


def _operation(
    summary: str,
    parameters: list[Schema],
    good: Answers,
    more: dict[int, str] | None = None,
    body: Schema | None = None,
) -> Schema:
    version = _header("X-Experience-API-Version", {"enum": ["1.0.3", "2.0.0"]}, required=True)
    operation = {
        "summary": summary,
        "parameters": [version, *parameters],
        "responses": _answers(good, more or {}),
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": body}
    return operation


_NOTHING: Answers = {204: {"description": "Done."}}
_MATCH = _header("If-Match", _TEXT)
_NONE_MATCH = _header("If-None-Match", _TEXT)


def _document_path(name: str, place: list[Schema], what: str) -> Schema:
    """Describe one of the three document resources."""
    one = _query(name, _TEXT, "Which document.", required=True)
    document: Answers = {
        200: {
            "description": "A document, or ids.",
            "headers": {**_VERSION, **_DATED},
            "content": {"*/*": {"schema": {}}},
        }
    }
    listing = [_query(name, _TEXT, "Without it, the ids of all."), _query("since", MOMENT, "For ids only.")]
    bodies = {**_content({"type": "object"}), "application/octet-stream": {"schema": {"type": "string"}}}
    absent = {404: "There is no such document.", 412: _CONDITIONS[412]}
    rest = _query(name, _TEXT, "Without it, all of them.") if name == "stateId" else one
    return {
        "get": _operation(f"Read {what}", [*place, *listing, _MATCH], document, absent),
        "put": _operation(
            f"Store {what}", [*place, one, _MATCH, _NONE_MATCH], _NOTHING, _CONDITIONS, body=bodies
        ),
        "post": _operation(
            f"Merge the top-level members of a JSON object into {what}",
            [*place, one, _MATCH, _NONE_MATCH],
            _NOTHING,
            {412: _CONDITIONS[412]},
            body=bodies,
        ),
        "delete": _operation(f"Delete {what}", [*place, rest, _MATCH], _NOTHING, {412: _CONDITIONS[412]}),
    }


def _statements_path() -> Schema:
    filters = [
        _query("statementId", UUID, "One statement; goes with format and attachments alone."),
        _query("voidedStatementId", UUID, "One that was voided."),
        _agent("Actor or object.", required=False),
        _query("verb", IRI),
        _query("activity", IRI),
        _query("registration", UUID),
        _query("related_activities", _FLAG),
        _query("related_agents", _FLAG),
        _query("since", MOMENT, "Stored after."),
        _query("until", MOMENT, "Stored at or before."),
        _query("limit", {"type": "integer", "minimum": 0, "maximum": 999_999_999}),
        _query("format", {"enum": ["ids", "exact", "canonical"]}),
        _query("attachments", _FLAG),
        _query("ascending", _FLAG),
    ]
    page: Answers = {
        200: {
            "description": "One statement, or a page of them.",
            "headers": {**_VERSION, **_THROUGH, "Last-Modified": _DATED["Last-Modified"]},
            "content": {
                **_content({"anyOf": [_ref("StatementResult"), _ref("Statement")]}),
                "multipart/mixed": {"schema": {}},
            },
        }
    }
    ids: Answers = {200: {"description": "The ids.", "content": _content({"type": "array", "items": UUID})}}
    statement = _content(_ref("Statement"))
    batch = _content({"anyOf": [_ref("Statement"), {"type": "array", "items": _ref("Statement")}]})
    conflict = {409: "The id is taken by another statement, which stays."}
    return {
        "get": _operation("Read statements", filters, page, {404: "There is no such statement."}),
        "post": _operation("Store statements, all or none", [], ids, conflict, body=batch),
        "put": _operation(
            "Store one statement under its id",
            [_query("statementId", UUID, required=True)],
            _NOTHING,
            conflict,
            body=statement,
        ),
    }


def _read(summary: str, parameters: list[Schema], name: str) -> Schema:
    found: Answers = {200: {"description": "What is known.", "content": _content(_ref(name))}}
    return {"get": _operation(summary, parameters, found)}


@cache
def described(server: str) -> Schema:
    """Return the OpenAPI document of the interface at ``server``."""
    activity = _query("activityId", IRI, required=True)
    agent = _agent("Whose it is.", required=True)
    registration = _query("registration", UUID)
    about = {
        "description": "The versions spoken; to a request that says 1.0.x, the one of those.",
        "headers": _VERSION,
        "content": _content(_ref("About")),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Learning Record Store",
            "version": VERSIONS[-1],
            "description": "xAPI 1.0.3 and 2.0 (IEEE 9274.1.1). HEAD is answered wherever GET is.",
        },
        "servers": [{"url": server}],
        "security": [{"basic": []}],
        "paths": {
            "/about": {
                "get": {"summary": "Which versions are spoken", "security": [], "responses": {"200": about}}
            },
            "/statements": _statements_path(),
            "/activities": _read("All that is known of an activity", [activity], "Activity"),
            "/activities/state": _document_path("stateId", [activity, agent, registration], "a state"),
            "/activities/profile": _document_path("profileId", [activity], "a profile of an activity"),
            "/agents": _read("All that is known of an agent", [agent], "Person"),
            "/agents/profile": _document_path("profileId", [agent], "a profile of an agent"),
        },
        "components": {
            "schemas": COMPONENTS,
            "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}},
        },
    }


def _description(_request: HttpRequest) -> HttpResponse:
    return as_json(described(f"{settings.PUBLIC_URL}/api/xapi"))


description = public_resource(_description)
