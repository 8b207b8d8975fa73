"""Open311 GeoReport v2: its words, its formats, its errors; and nothing private comes out."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Need, NeedContact, Place
from redcloud.apps.needs.queries import need_followed
from redcloud.engine.needs.categories import NEED_CATEGORIES
from redcloud.engine.needs.codes import code_hash

FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
HERE = {"jurisdiction_id": "north"}


@pytest.fixture
def place(world) -> Place:
    return Place.objects.create(
        root=world.north, name="石桥社区", branch=world.branch, latitude=30.0, longitude=120.0
    )


def post(form: str = "json", **given: str):
    return Client().post(reverse("open311-requests", args=[form]), HERE | given)


def get(**given: str):
    return Client().get(reverse("open311-requests", args=["json"]), HERE | given)


def test_services_are_the_same_in_xml_and_json(place) -> None:
    found = Client().get(reverse("open311-services", args=["json"]), HERE).json()
    assert [row["service_code"] for row in found] == [subject.code for subject in NEED_CATEGORIES]
    response = Client().get(reverse("open311-services", args=["xml"]), HERE)
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    assert tree.tag == "services"
    written = [{child.tag: child.text for child in service} for service in tree.findall("service")]
    assert [row["service_code"] for row in written] == [row["service_code"] for row in found]
    assert {row["metadata"] for row in written} == {"false"}


def test_a_post_makes_a_need_and_gives_its_id_and_once_its_code(place, world) -> None:
    response = post(
        service_code="parking",
        address_id=str(place.pk),
        description="消防通道被占",
        phone="138",
        last_name="王",
    )
    assert response.status_code == 201
    (row,) = response.json()
    need = Need.objects.get()
    assert row["service_request_id"] == str(need.uid)
    assert need_followed(code_hash(row["follow_code"])).need == need
    assert (need.holder, need.category, need.words) == (world.branch, "parking", "消防通道被占")
    assert NeedContact.objects.get().way == "138"


def test_nothing_private_comes_out_again(place) -> None:
    private = dict.fromkeys(
        ("description", "first_name", "last_name", "phone", "email", "device_id", "account_id"), "CANARY"
    )
    made = post(service_code="noise", address_string="石桥社区 CANARY", **private).json()[0]
    answers = [
        get(),
        Client().get(reverse("open311-request", args=[made["service_request_id"], "json"]), HERE),
    ]
    for answer in answers:
        (row,) = answer.json()
        assert set(row) == FIELDS
        assert "CANARY" not in answer.content.decode()
        assert (row["status"], row["address"], row["description"]) == ("open", "石桥社区", None)
    stored = str([list(model.objects.values()) for model in (Need, NeedContact)])
    assert "device" not in stored


def test_the_place_is_found_by_middle_too(place) -> None:
    assert post(service_code="noise", description="吵", lat="30.01", long="120.01").status_code == 201
    assert Need.objects.get().place == place


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"description": "x", "address_id": "1"}, 400),
        ({"service_code": "loyalty", "description": "x", "address_string": "石桥社区"}, 404),
        ({"service_code": "noise", "address_string": "石桥社区"}, 400),
        ({"service_code": "noise", "description": "x"}, 400),
        ({"service_code": "noise", "description": "x", "lat": "30"}, 400),
        ({"service_code": "noise", "description": "x", "lat": "nan", "long": "120"}, 400),
        ({"service_code": "noise", "description": "x", "lat": "91", "long": "120"}, 400),
        ({"service_code": "noise", "description": "x", "lat": "60", "long": "10"}, 400),
        ({"service_code": "noise", "description": "x", "address_id": "²"}, 400),
        ({"service_code": "noise", "description": "x" * 4001, "address_string": "石桥社区"}, 400),
        ({"jurisdiction_id": "nowhere", "service_code": "noise"}, 404),
    ],
)
def test_a_wrong_post_gets_the_specifications_error_and_stores_nothing(place, given, status) -> None:
    response = post(**given)
    assert response.status_code == status
    (error,) = response.json()
    assert error["code"] == status
    assert error["description"]
    assert not Need.objects.exists()


def test_errors_are_xml_where_xml_was_asked_for(place) -> None:
    tree = ElementTree.fromstring(post(form="xml").content)  # noqa: S314 - our own answer
    assert (tree.tag, tree[0].tag, [child.tag for child in tree[0]]) == (
        "errors", "error", ["code", "description"],
    )  # fmt: skip


def test_without_jurisdiction_a_server_of_many_asks_for_it(place) -> None:
    assert Client().get(reverse("open311-services", args=["json"])).status_code == 400


def test_one_jurisdiction_does_not_see_anothers_requests(place) -> None:
    need = actions.ask(place=place, words="x").need
    south = {"jurisdiction_id": "south"}
    assert Client().get(reverse("open311-requests", args=["json"]), south).json() == []
    assert Client().get(reverse("open311-request", args=[need.uid, "json"]), south).status_code == 404


def test_filters_by_status_service_dates_and_ids(place) -> None:
    now = timezone.now()
    old = actions.ask(place=place, words="x", category="noise", now=now - timedelta(days=100)).need
    new = actions.ask(place=place, words="x", category="parking").need
    ids = lambda answer: [row["service_request_id"] for row in answer.json()]  # noqa: E731
    assert ids(get()) == [str(new.uid)]
    assert ids(get(status="closed")) == []
    assert ids(get(service_code="parking,noise", status="open,closed")) == [str(new.uid)]
    assert ids(get(start_date=(now - timedelta(days=101)).isoformat())) == [str(old.uid)]
    assert ids(get(service_request_id=f"{old.uid},{new.uid}", status="closed")) == [
        str(new.uid),
        str(old.uid),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"status": "done"},
        {"start_date": "yesterday"},
        {"start_date": "2026-01-01"},
        {"end_date": "0001-01-01T00:00:00Z"},
        {"start_date": "0001-01-01T00:00:00+14:00"},
        {"end_date": "9999-12-31T23:59:59-12:00"},
    ],
)
def test_wrong_filters_get_400(place, given) -> None:
    assert get(**given).status_code == 400


def test_too_many_requests_wait(place, monkeypatch) -> None:
    monkeypatch.setitem(actions.attempts.LIMITS, "ask", actions.attempts.Limit(1, 60))
    given = {"service_code": "noise", "description": "x", "address_id": str(place.pk)}
    assert post(**given).status_code == 201
    response = post(**given)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


def test_discovery_names_the_endpoint_and_other_formats_are_not_found(place) -> None:
    found = Client().get(reverse("open311-discovery", args=["json"])).json()
    assert found["endpoints"][0]["url"].endswith("/api/open311/v2")
    assert Client().get(reverse("open311-services", args=["csv"]), HERE).status_code == 404
