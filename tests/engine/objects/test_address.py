"""Addresses of S3-compatible storage: what is taken, what is refused with which code, what is never shown."""

from __future__ import annotations

import pytest

from redcloud.engine.objects import Account, BadAddress, Remote, account, remote

ASKER = Account("https://s3.example.org", "cn-north-1", "canary-key", "canary-secret")


def made(**changes: object) -> Account:
    given = {
        "endpoint": "https://s3.example.org/",
        "region": "",
        "key": "k",
        "secret": "s",
        "in_path": True,
        "plain_loopback": False,
    }
    return account(**{**given, **changes})


def test_a_place_is_a_bucket_and_a_prefix_of_its_own() -> None:
    place = remote("s3://red-cloud/north/lake/", ASKER)
    assert (place.container, place.prefix, str(place)) == (
        "red-cloud",
        "north/lake",
        "s3://red-cloud/north/lake",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://s3.example.org/red-cloud", "not_s3"),
        ("s3://", "no_container"),
        ("s3://Red_Cloud/lake", "no_container"),
        ("s3://red-cloud", "no_prefix"),
        ("s3://red-cloud/", "no_prefix"),
        ("s3://red-cloud/a b", "no_prefix"),
        ("s3://red-cloud/a//b", "no_prefix"),
        ("s3://red-cloud/a/../b", "no_prefix"),
    ],
)
def test_what_is_no_place_says_why(text: str, code: str) -> None:
    with pytest.raises(BadAddress) as bad:
        remote(text, ASKER)
    assert bad.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": ""}, "no_key"),
        ({"secret": ""}, "no_key"),
        ({"endpoint": "s3.example.org"}, "bad_endpoint"),
        ({"endpoint": "ftp://s3.example.org"}, "bad_endpoint"),
        ({"endpoint": "https://s3.example.org/bucket"}, "bad_endpoint"),
        ({"endpoint": "https://user:word@s3.example.org"}, "bad_endpoint"),
        ({"endpoint": "http://s3.example.org"}, "plain_http"),
        ({"endpoint": "http://s3.example.org", "plain_loopback": True}, "plain_http"),
        ({"endpoint": "http://127.0.0.1:9000"}, "plain_http"),
    ],
)
def test_what_is_no_account_says_why(changes: dict[str, object], code: str) -> None:
    with pytest.raises(BadAddress) as bad:
        made(**changes)
    assert bad.value.code == code


def test_without_encryption_only_this_machine_is_asked_and_only_where_that_is_allowed() -> None:
    asker = made(endpoint="http://127.0.0.1:9000", plain_loopback=True)
    assert asker.endpoint == "http://127.0.0.1:9000"


def test_neither_key_nor_secret_is_shown() -> None:
    place = Remote(ASKER, "red-cloud", "lake")
    for shown in (repr(ASKER), str(ASKER), repr(place), str(place), f"{place}"):
        assert "canary" not in shown
