"""A unit of a package that speaks as cmi5 asks, for the tests: launched by a member over HTTP."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.study.actions import import_package, publish_item
from redcloud.apps.study.models import Item
from redcloud.apps.study.queries import marks_of
from redcloud.apps.topics.models import Topic
from tests.engine.study.packages.making import CATEGORY, COURSE, FIRST, SESSION, au, package
from tests.world import World

ADL = "http://adlnet.gov/expapi/verbs/"


def shelved(
    world: World, *parts: str, files: tuple[tuple[str, bytes | str], ...] = (), course: str = COURSE
) -> Item:
    """A published item with a package; its unit is completed by being completed."""
    file = package(*(parts or (au(moveOn="Completed"),)), files=files, course=course)
    item = import_package(actor=None, root=world.north, file=file, name="土壤.zip").item
    item.topics.set(Topic.objects.filter(code="farming"))
    return publish_item(actor=None, item=item)


@dataclass
class LaunchedUnit:
    """What a browser has after its member opened a unit."""

    address: str
    given: dict[str, str]
    token: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    # A browser without the member's session: a unit has none.
    client: Client = field(default_factory=Client)

    @property
    def actor(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.given["actor"])
        return found

    @property
    def files(self) -> str:
        """The path under which the files lie."""
        return urlsplit(self.address).path.rpartition("/")[0] + "/"

    def fetch(self) -> Any:
        return self.client.post(urlsplit(self.given["fetch"]).path)

    def begin(self) -> LaunchedUnit:
        """Fetch the token and read the launch data."""
        self.token = self.fetch().json()["auth-token"]
        self.data = self.call("get", "activities/state", **self.at("LMS.LaunchData")).json()
        self.context = self.data["contextTemplate"]
        return self

    def at(self, state: str | None = None) -> dict[str, str]:
        found = {name: self.given[name] for name in ("activityId", "registration")}
        found["agent"] = self.given["actor"]
        return found | ({"stateId": state} if state else {})

    def call(
        self, method: str, path: str, body: Any = b"", headers: dict[str, str] | None = None, **query: str
    ) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {
            "Authorization": f"Basic {self.token}",
            "X-Experience-API-Version": "1.0.3",
            **(headers or {}),
        }
        return self.client.generic(
            method, f"/api/xapi/{path}", content, "application/json", headers=sent, query_params=query
        )

    def made(self, verb: str, **result: Any) -> dict[str, Any]:
        """A statement of a verb of cmi5, or of any other by its IRI."""
        held = dict(result)
        statement: dict[str, Any] = {
            "id": str(uuid4()),
            "actor": self.actor,
            "verb": {"id": verb if ":" in verb else ADL + verb},
            "object": {"objectType": "Activity", "id": self.given["activityId"]},
            "timestamp": timezone.now().isoformat().replace("+00:00", "Z"),
        }
        activities = dict(self.context["contextActivities"])
        if ":" not in verb:
            activities["category"] = [{"id": CATEGORY + "cmi5"}]
            if verb in ("completed", "passed", "failed"):
                activities["category"].append({"id": CATEGORY + "moveon"})
                held.setdefault("completion" if verb == "completed" else "success", verb != "failed")
            if verb != "initialized":
                held.setdefault("duration", "PT1M")
        statement["context"] = {
            "registration": self.given["registration"],
            "contextActivities": activities,
            "extensions": {SESSION: self.context["extensions"][SESSION]},
        }
        return {**statement, "result": held} if held else statement

    def say(self, verb: str, **result: Any) -> Any:
        return self.call("post", "statements", self.made(verb, **result))


def opened(client: Client, item: Item, unit: str = FIRST) -> LaunchedUnit:
    """Open a unit as the member of a client."""
    answer = client.post(reverse("study-unit-open", args=[item.uid]), {"unit": unit})
    assert answer.status_code == 303, answer.status_code
    return from_address(answer["Location"])


def from_address(address: str) -> LaunchedUnit:
    query = parse_qs(urlsplit(address).query)
    return LaunchedUnit(address, {name: values[0] for name, values in query.items()})


def reasons(answer: HttpResponse) -> list[str]:
    """Why something was refused."""
    return [one["reason"] for one in json.loads(answer.content)["problems"]]


def done(world: World, item: Item, who: str = "member") -> bool:
    """Whether a member has an item among what they finished."""
    return item.uid in marks_of(world.members[who].pk, world.north).done


def with_token(secret: str, name: str = "") -> str:
    return base64.b64encode(f"launch-{name}:{secret}".encode()).decode()
