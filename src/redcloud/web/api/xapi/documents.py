"""State, Activity Profile and Agent Profile over HTTP (xAPI Communication 2.2, 2.3, 2.6, 2.7, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date

from redcloud.apps.records.actions.documents import (
    ANY,
    Condition,
    DocumentRefused,
    Incoming,
    delete_document,
    delete_documents,
    post_document,
    put_document,
)
from redcloud.apps.records.models import ActivityProfile, AgentProfile, Scope, StateDocument
from redcloud.apps.records.queries.documents import Kind, Place, document_names, find_document
from redcloud.engine.records.documents import tag_of
from redcloud.engine.records.validation import Problem
from redcloud.engine.records.validation.formats import is_media_type
from redcloud.web.api.xapi.launched import DOCUMENT_MAX_BYTES, check_document
from redcloud.web.api.xapi.protocol import (
    PROFILE_READERS,
    PROFILE_WRITERS,
    STATE_READERS,
    STATE_WRITERS,
    Call,
    View,
    as_json,
    resource,
)
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.requests import body_of
from redcloud.web.api.xapi.values import agent_json, checked, iri_of, moment_of, needed, uuid_of

_TAGS = re.compile(r'(?:W/)?"([^"]*)"|([^\s",]+)')
_CONTENT_TYPE_LIMIT = 255
_STATUS = {"precondition_failed": 412, "document_exists": 409}


@dataclass(frozen=True, slots=True)
class Documents:
    """One of the three resources: what identifies its documents, and who may."""

    kind: Kind
    name: str  # the parameter that names one document
    rules: dict[str, str]  # parameters that are always needed, with the rule that says so
    readers: frozenset[Scope]
    writers: frozenset[Scope]
    optional: frozenset[str] = frozenset()

    def view(self) -> View:
        """Return the view of the resource."""
        return resource(get=self.get, put=self.put, post=self.post, delete=self.delete)

    def get(self, call: Call) -> HttpResponse:
        """Answer one document, or the ids of many."""
        self._let_in(call, self.readers)
        many = self.name not in call.request.GET
        place, given = self._place(call, {"since"} if many else {self.name})
        if not many:
            return self._one(call, place, given)
        since = moment_of("since", given["since"], call.edition) if "since" in given else None
        names, changed = document_names(place, since)
        return _described(as_json(names), changed)

    def _one(self, call: Call, place: Place, given: dict[str, str]) -> HttpResponse:
        needed(given, {self.name: self._name_rule})
        found = find_document(place, given[self.name])
        condition = _condition(call)
        if condition.match is not None and not Condition(condition.match).holds(
            found.etag if found else None
        ):
            raise Refused(412, "precondition_failed")
        if found is None:
            raise Refused(404, "no_such_document")
        response = HttpResponse(bytes(found.content), content_type=found.content_type)
        if not condition.holds(found.etag):
            response = HttpResponse(status=304)
            del response["Content-Type"]
        return _described(response, found.updated_at, found.etag)

    def put(self, call: Call) -> HttpResponse:
        """Store one document."""
        place, name, document = self._incoming(call)
        is_state = self.kind is StateDocument
        speaks_2 = call.edition == "2.0.0"
        _write(
            lambda: put_document(
                place=place,
                name=name,
                document=document,
                condition=_condition(call),
                # State was exempt in 1.0.3; in 2.0 the suite treats all three alike, and players differ.
                replaces=is_state and not (speaks_2 and settings.XAPI_STATE_NEEDS_MATCH),
                creates=is_state or speaks_2,
            )
        )
        return HttpResponse(status=204)

    def post(self, call: Call) -> HttpResponse:
        """Merge one document."""
        place, name, document = self._incoming(call)
        _write(lambda: post_document(place=place, name=name, document=document, condition=_condition(call)))
        return HttpResponse(status=204)

    def delete(self, call: Call) -> HttpResponse:
        """Delete one document; of State also all at once."""
        self._let_in(call, self.writers)
        place, given = self._place(call, {self.name})
        if self.kind is StateDocument and self.name not in given:
            delete_documents(place=place)
        else:
            needed(given, {self.name: self._name_rule})
            _write(lambda: delete_document(place=place, name=given[self.name], condition=_condition(call)))
        return HttpResponse(status=204)

    @property
    def _name_rule(self) -> str:
        return f"{next(iter(self.rules.values())).rpartition('.')[0]}.row{len(self.rules) + 1}"

    def _incoming(self, call: Call) -> tuple[Place, str, Incoming]:
        self._let_in(call, self.writers)
        place, given = self._place(call, {self.name})
        needed(given, {self.name: self._name_rule})
        kind = call.request.META.get("CONTENT_TYPE") or "application/octet-stream"
        if len(kind) > _CONTENT_TYPE_LIMIT or not is_media_type(kind):
            problem = Problem("Content-Type", "communication-3.2.s3.b6", "not_a_media_type")
            raise Refused(400, "content_type_not_valid", [problem])
        limit: int = settings.XAPI_DOCUMENT_MAX_BYTES
        body = body_of(call.request, limit if call.launch is None else min(limit, DOCUMENT_MAX_BYTES))
        return place, given[self.name], Incoming(body, kind)

    def _place(self, call: Call, more: set[str]) -> tuple[Place, dict[str, str]]:
        """Return where the request points to, and its parameters."""
        given = checked(call.request.GET, frozenset(self.rules) | self.optional | more)
        needed(given, self.rules)
        activity, agent, registration = (given.get(one) for one in ("activityId", "agent", "registration"))
        # 2.0 lets identified groups have documents; 1.0.3 has them written as agents (2.6.s3).
        groups = call.edition == "2.0.0"
        place = Place(
            kind=self.kind,
            root=call.root,
            activity=iri_of("activityId", activity) if activity is not None else None,
            agent=agent_json(agent, groups=groups)[1] if agent is not None else None,
            registration=uuid_of("registration", registration) if registration is not None else None,
        )
        if call.launch is not None:
            check_document(call.launch, place, given.get(self.name), call.request.method or "")
        return place, given

    def _let_in(self, call: Call, scopes: frozenset[Scope]) -> None:
        """Refuse a program without the scope; what a launch may is asked once it is known what is meant."""
        if call.launch is None:
            call.needs(scopes)


def _write(action: Callable[[], None]) -> None:
    try:
        action()
    except DocumentRefused as refused:
        raise Refused(_STATUS.get(refused.reason, 400), refused.reason) from None


def _condition(call: Call) -> Condition:
    headers = call.request.headers
    return Condition(_tags(headers.get("If-Match")), _tags(headers.get("If-None-Match")))


def _tags(header: str | None) -> frozenset[str] | None:
    """Return the entity tags of a header; tags without quotes are read too, as many clients send them."""
    if header is None:
        return None
    if header.strip() == ANY:
        return frozenset({ANY})
    # A quoted star is a tag like any other, and none that this store gives.
    return frozenset(quoted or bare for quoted, bare in _TAGS.findall(header)) - {ANY}


def _described(response: HttpResponse, changed: datetime | None, tag: str | None = None) -> HttpResponse:
    """Say which state of the resource this is."""
    response["ETag"] = f'"{tag or tag_of(response.content)}"'
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


state = Documents(
    StateDocument,
    "stateId",
    {
        "activityId": "communication-2.3.s3.table1.row1",
        "agent": "communication-2.3.s3.table1.row2",
    },
    STATE_READERS,
    STATE_WRITERS,
    frozenset({"registration"}),
).view()
agent_profile = Documents(
    AgentProfile,
    "profileId",
    {"agent": "communication-2.6.s3.table1.row1"},
    PROFILE_READERS,
    PROFILE_WRITERS,
).view()
activity_profile = Documents(
    ActivityProfile,
    "profileId",
    {"activityId": "communication-2.7.s3.table1.row1"},
    PROFILE_READERS,
    PROFILE_WRITERS,
).view()
