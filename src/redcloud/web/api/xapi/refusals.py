"""What is answered when a request is refused: a status, a code, the broken rules, a sentence to act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.http import HttpResponse

from redcloud.engine.records.validation import Problem

# For programmers, who read the specification in English too; pages for people have translations.
SENTENCES = {
    "alternate_syntax_removed": "The query parameter 'method' belongs to 1.0.3; version 2.0 has no "
    "alternate request syntax. Send the method itself.",
    "alternate_syntax_needs_post": "With the query parameter 'method' a request has to be a POST.",
    "body_breaks_off": "The body ended before its announced length. Nothing was stored.",
    "body_too_large": "The body is larger than this store accepts. Nothing was stored.",
    "content_type_not_json": "Send statements as application/json, with attachments as multipart/mixed.",
    "multipart_not_readable": "The body does not follow multipart/mixed as Communication 1.5.2 asks. Nothing "
    "was stored.",
    "content_missing": "The form has no parameter 'content'.",
    "document_not_json": "The content type says application/json and the document is not JSON.",
    "document_not_an_object": "A document posted as application/json has to be a JSON object.",
    "document_exists": "The document exists already. Check its current state (GET), then send If-Match with "
    "its current ETag to replace it, or If-None-Match: * to create only what is absent.",
    "existing_document_not_json": "The document that stands is no JSON object; PUT replaces it, POST cannot "
    "merge into it.",
    "posted_document_not_json": "A document that stands can only be merged with one of content type "
    "application/json; PUT replaces it.",
    "precondition_failed": "If-Match or If-None-Match does not hold: the document changed, or does or does "
    "not exist. Check its current state (GET) and send its current ETag. Nothing was changed.",
    "precondition_missing": "A PUT of a profile needs If-Match with the current ETag, or If-None-Match: * "
    "where there is none yet.",
    "length_required": "Send Content-Length: of such content, sent in chunks, nobody could see whether its "
    "end is missing.",
    "method_not_allowed": "This resource does not know that method; Allow says which it knows.",
    "no_such_document": "There is no document under this id.",
    "no_such_resource": "There is no such resource. The resources are statements, activities, "
    "activities/state, activities/profile, agents, agents/profile, about.",
    "scope_too_narrow": "The credential's scope does not reach this far.",
    "launch_is_over": "The unit of a package that this token belongs to is no longer open; its learner opens "
    "it again from its page.",
    "not_for_packages": "The unit of a package reads and writes its own learner's statements, state and "
    "preferences, and nothing else.",
    "not_said_now": "cmi5 does not allow this statement, or not now. Nothing was stored; `problems` says "
    "which rule.",
    "store_full": "The disk of this store is full. Nothing was stored; tell whoever runs it, and try again "
    "after Retry-After seconds.",
    "files_unavailable": "The place where this store keeps files does not answer. Nothing was stored; try "
    "again after Retry-After seconds, and tell whoever runs it.",
    "store_unavailable": "The store is busy or away. Nothing was stored; try again after Retry-After "
    "seconds.",
    "too_busy": "Too much is under way at this moment. Nothing was stored; try again after Retry-After "
    "seconds.",
    "too_many_requests": "This credential has asked more often than the limit of this minute. Nothing was "
    "stored; try again after Retry-After seconds.",
    "issuer_away": "The issuer of bearer tokens cannot be asked for its keys; try again after Retry-After "
    "seconds.",
    "version_header_missing": "Send X-Experience-API-Version: 1.0.3 or 2.0.0.",
    "version_not_supported": "The versions spoken here are 1.0.x and 2.0.x.",
}


class Refused(Exception):  # noqa: N818 - it is an answer
    """Becomes the response: a status, a reason code, and the rules that were broken."""

    def __init__(
        self,
        status: int,
        reason: str,
        problems: Iterable[Problem] = (),
        retry_after_s: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.problems = list(problems)
        self.retry_after_s = retry_after_s
        self.headers = dict(headers or {})


def store_full() -> Refused:
    """Return the answer to a request for which there is no room on the disk."""
    return Refused(503, "store_full", retry_after_s=60)


def refusal(refused: Refused) -> HttpResponse:
    """Return the response of a refusal."""
    answer: dict[str, Any] = {"error": refused.reason}
    if refused.reason in SENTENCES:
        answer["message"] = SENTENCES[refused.reason]
    answer["problems"] = [
        {"path": one.path, "rule": one.rule, "section": one.section, "reason": one.reason}
        for one in refused.problems
    ]
    response = HttpResponse(
        msgspec.json.encode(answer), status=refused.status, content_type="application/json"
    )
    if refused.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    if refused.retry_after_s is not None:
        response["Retry-After"] = str(refused.retry_after_s)
    for name, value in refused.headers.items():
        response[name] = value
    return response
