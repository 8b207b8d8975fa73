"""Limits of the record store: how often, how much, how many at once; each refusal says when to come back."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from redcloud.apps.records.actions import hand_out
from redcloud.apps.records.models import Allowance, Statement
from redcloud.config.wsgi import application
from redcloud.web.api.xapi.pressure import Pressure
from redcloud.web.api.xapi.rates import Rates
from redcloud.web.api.xapi.refusals import Refused
from tests.apps.records.making import small
from tests.web.api.calling import below_the_test_client
from tests.web.api.test_xapi import URL, Api, key
from tests.world import World


@pytest.fixture
def api(world: World) -> Api:
    return Api(key(world.north))


# --- how often -----------------------------------------------------------------------------------------


def test_more_requests_than_the_limit_are_told_when_to_come_back(api: Api, settings: Any) -> None:
    settings.XAPI_REQUESTS_PER_MINUTE = 3
    answers = [api.post(small()) for _ in range(8)]
    taken = [one for one in answers if one.status_code == 200]
    # The minute may turn over in between.
    assert 3 <= len(taken) <= 6
    late = answers[[one.status_code for one in answers].index(429)]
    assert 1 <= int(late["Retry-After"]) <= 60
    assert late.json()["error"] == "too_many_requests"  # type: ignore[attr-defined]
    assert Statement.objects.count() == len(taken)


def test_another_credential_is_not_touched_by_it(world: World, settings: Any) -> None:
    settings.XAPI_REQUESTS_PER_MINUTE = 1
    Api(key(world.north)).get()
    assert Api(key(world.north)).get().status_code == 200


def test_all_processes_together_keep_the_limit(world: World, settings: Any) -> None:
    settings.XAPI_REQUESTS_PER_MINUTE = 103
    processes = [Rates() for _ in range(3)]
    credential = key(world.north).credential
    minute = 10**7

    def lets_in(turn: int) -> bool:
        try:
            processes[turn % 3].take(credential)
        except Refused:
            return False
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redcloud.web.api.xapi.rates.time.time", lambda: minute * 60.0 + 5)
        assert sum(lets_in(turn) for turn in range(400)) == 103
    assert Allowance.objects.get().handed_out == 103


def test_a_request_costs_a_query_only_once_in_a_while(
    world: World, settings: Any, django_assert_max_num_queries
) -> None:
    settings.XAPI_REQUESTS_PER_MINUTE = 60_000
    rates, credential = Rates(), key(world.north).credential
    with django_assert_max_num_queries(6):  # an upsert in a savepoint, twice where the minute turns over
        for _ in range(1000):
            rates.take(credential)


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(limit=st.integers(1, 90), minutes=st.lists(st.integers(1, 4), max_size=40))
def test_a_clock_that_goes_back_hands_out_nothing_twice(world: World, limit: int, minutes: list[int]) -> None:
    Allowance.objects.all().delete()
    credential = key(world.north).credential
    handed: dict[int, int] = {}
    latest = 0
    for minute in minutes:
        latest = max(latest, minute)
        granted = hand_out(credential_id=credential.pk, minute=minute, per_minute=limit)
        handed[latest] = handed.get(latest, 0) + granted
    assert all(count <= limit for count in handed.values())


def test_no_limit_is_no_query(world: World, settings: Any, django_assert_num_queries) -> None:
    settings.XAPI_REQUESTS_PER_MINUTE = 0
    credential = key(world.north).credential
    with django_assert_num_queries(0):
        Rates().take(credential)


# --- how much ------------------------------------------------------------------------------------------


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")


def answer_of(environ: dict[str, Any]) -> tuple[int, dict[str, str]]:
    """Call the product as a server does, below Django's test client."""
    seen: list[Any] = []
    with below_the_test_client():
        body = application(environ, lambda status, headers: seen.append((status, headers)))
        body.close()
    status, headers = seen[0]
    return int(status.split()[0]), dict(headers)


def environ_of(api: Api, body: BytesIO, **changes: str) -> dict[str, Any]:
    environ = RequestFactory().post(URL, b"", content_type="application/json").environ
    environ["HTTP_AUTHORIZATION"] = api.headers["Authorization"]
    environ["HTTP_X_EXPERIENCE_API_VERSION"] = "1.0.3"
    environ["wsgi.input"] = body
    environ.pop("CONTENT_LENGTH", None)
    return {**environ, **changes}


def test_a_body_that_announces_too_much_is_refused_unread(api: Api, settings: Any) -> None:
    settings.XAPI_BODY_MAX_BYTES = 1000
    for length in ("1001", "99999999999999999999999999", "-5", "many"):
        status, headers = answer_of(environ_of(api, Unread(), CONTENT_LENGTH=length))
        assert (status, headers["X-Experience-API-Version"]) == (413, "1.0.3")


def test_a_body_in_chunks_is_read_no_further_than_the_limit(api: Api, settings: Any) -> None:
    settings.XAPI_BODY_MAX_BYTES = 1000
    endless = BytesIO(b" " * 100_000)
    status, _ = answer_of(environ_of(api, endless, HTTP_TRANSFER_ENCODING="chunked"))
    assert status == 413
    assert endless.tell() <= 1001


# --- how many at once ----------------------------------------------------------------------------------


def writing(length: int) -> WSGIRequest:
    request = RequestFactory().post(URL, b"", content_type="application/json")
    request.META["CONTENT_LENGTH"] = str(length)
    return request


def test_bodies_under_way_have_a_sum(settings: Any) -> None:
    settings.XAPI_BYTES_UNDER_WAY = 1000
    pressure = Pressure()
    with pressure.room(writing(600)):
        with pressure.room(writing(400)):
            assert (pressure.bytes, pressure.writers) == (1000, 2)
        with pytest.raises(Refused) as refused, pressure.room(writing(401)):
            pass
    assert (refused.value.status, refused.value.retry_after_s) == (503, 1)
    assert (pressure.bytes, pressure.writers) == (0, 0)


def test_one_large_body_has_room_when_it_is_alone(settings: Any) -> None:
    settings.XAPI_BYTES_UNDER_WAY = 1000
    pressure = Pressure()
    with pressure.room(writing(5000)):
        assert pressure.bytes == 5000


def test_writers_have_a_number_and_readers_none(settings: Any) -> None:
    settings.XAPI_WRITERS = 1
    pressure = Pressure()
    reading = RequestFactory().get(URL)
    with pressure.room(writing(1)), pressure.room(reading), pressure.room(reading):
        with pytest.raises(Refused, match="too_busy"), pressure.room(writing(1)):
            pass
        assert pressure.writers == 1


def test_room_is_given_back_whatever_happens(settings: Any) -> None:
    settings.XAPI_WRITERS = 3
    pressure = Pressure()

    def fail() -> None:
        for _ in range(200):
            try:
                with pressure.room(writing(7)):
                    raise ValueError
            except (ValueError, Refused):
                pass

    threads = [threading.Thread(target=fail) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (pressure.bytes, pressure.writers) == (0, 0)


def test_a_full_store_answers_503_and_stores_nothing(api: Api, settings: Any) -> None:
    settings.XAPI_WRITERS = 0
    answer = api.post(small())
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert Statement.objects.count() == 0
