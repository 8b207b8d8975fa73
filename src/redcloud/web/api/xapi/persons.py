"""Agents and Activities over HTTP (xAPI Communication 2.4, 2.5): what is known of one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from redcloud.apps.records.queries.persons import activity_object, person_of
from redcloud.engine.records.documents import tag_of
from redcloud.web.api.xapi.launched import check_activity, check_agent
from redcloud.web.api.xapi.protocol import (
    ACTIVITY_READERS,
    ALL_READERS,
    ANY_READERS,
    Call,
    as_json,
    resource,
)
from redcloud.web.api.xapi.values import agent_json, checked, iri_of, needed


def _agents(call: Call) -> HttpResponse:
    if call.launch is None:
        call.needs(ANY_READERS)
    given = checked(call.request.GET, frozenset({"agent"}))
    needed(given, {"agent": "communication-2.4.s2.table1.row1"})
    agent, identifier = agent_json(given["agent"], groups=False)
    if call.launch is not None:
        check_agent(call.launch, identifier)
    return _tagged(person_of(call.root, agent, from_statements=call.has(ALL_READERS)))


def _activities(call: Call) -> HttpResponse:
    if call.launch is None:
        call.needs(ACTIVITY_READERS)
    given = checked(call.request.GET, frozenset({"activityId"}))
    needed(given, {"activityId": "communication-2.5.s1.table1.row1"})
    activity = iri_of("activityId", given["activityId"])
    if call.launch is not None:
        check_activity(call.launch, activity)
    return _tagged(activity_object(call.root, activity))


def _tagged(value: dict[str, Any]) -> HttpResponse:
    response = as_json(value)
    response["ETag"] = f'"{tag_of(response.content)}"'
    return response


agents = resource(get=_agents)
activities = resource(get=_activities)
