"""Files, formats, identifiers, equivalence, vocabulary."""

from __future__ import annotations

import copy
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.contracts import LakeVerb
from redcloud.engine.records.equivalence import content_digest
from redcloud.engine.records.extraction import Named, Names
from redcloud.engine.records.files import UnreadableFile, read_statements
from redcloud.engine.records.preparing import is_same
from redcloud.engine.records.profile import ActivityRef, build_statement, kind_of
from redcloud.engine.records.validation import Problem, statement_problems
from redcloud.engine.records.validation.formats import (
    instant,
    is_duration,
    is_iri,
    is_language_tag,
)
from redcloud.engine.records.vocabulary import VERBS, iris_of, lake_verb
from tests.engine.records.samples import FULL, SUBSTATEMENT, changed, statements, with_object


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("course-v1:FUN-MOOC+00002+session01", True),
        ("uuid://7d4f3c70-1e79-4243-9b7d-166076ce8bfb", True),
        ("http://example.com/فعل/خواندن", True),
        ("urn:redcloud:local:meeting:1", True),
        ("http://[2001:db8::1]:80/a?b=c#d", True),
        ("tag:x,2026:a", True),
        ("http://a/%E4%B8%AD", True),
        ("relative/path", False),
        ("#fragment", False),
        ("", False),
        (":", False),
        ("1a:b", False),
        ("http://a b", False),
        ("http://a/<b>", False),
        ("http://a/%zz", False),
        ("http://a/\n", False),
        ("http://a/\x00", False),
        ("http://a/\ud800", False),
    ],
)
def test_iris_follow_rfc_3987(text: str, valid: bool) -> None:
    assert is_iri(text) is valid


@pytest.mark.parametrize(
    "text", ["en", "zh-Hans-CN", "zh-cmn-Hans", "de-CH-1996", "x-own", "i-klingon", "en-a-bbb"]
)
def test_language_tags(text: str) -> None:
    assert is_language_tag(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "e",
        "chinese language",
        "en_US",
        "en-",
        "abcdefghi",
        "en-a",
        "zh-u-co-pinyin-t-en-u-nu-hans",
        "zh-U-co-u-nu",
    ],
)
def test_what_is_no_language_tag(text: str) -> None:
    assert not is_language_tag(text)


@pytest.mark.parametrize(
    "text", ["P1Y", "P1M", "PT0S", "P16559.14S", "PT1.5H", "P0D", "P3Y1M29DT4H35M59.14S"]
)
def test_durations(text: str) -> None:
    assert is_duration(text)


@pytest.mark.parametrize("text", ["", "P", "PT", "1D", "P1DT", "P1H", "PT1D", "P-1D", "P1W2D", "PT1S "])
def test_what_is_no_duration(text: str) -> None:
    assert not is_duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00+00:00"),
        ("2026-03-01T10:00:00.1234567+08:00", "2026-03-01T02:00:00.123456+00:00"),
        ("2026-03-01t10:00:00z", "2026-03-01T10:00:00+00:00"),
        ("20260301T100000,5+0800", "2026-03-01T02:00:00.500000+00:00"),
        ("2026-03-01T10:00", "2026-03-01T10:00:00+00:00"),
        ("2026-03-01T10:00:00-05", "2026-03-01T15:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
    ],
)
def test_instants_are_read_in_utc(text: str, expected: str) -> None:
    found = instant(text)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-01",
        "2026-13-01T10:00:00Z",
        "2026-03-01T25:00:00Z",
        "2026-03-01T10:00:00-0000",
        "0001-01-01T00:00:00+10:00",
    ],
)
def test_what_names_no_instant(text: str) -> None:
    assert instant(text) is None


@given(st.text())
def test_formats_answer_any_text(text: str) -> None:
    for check in (is_iri, is_language_tag, is_duration, instant):
        check(text)


# --- equivalence (2.3.1) ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "same",
    [
        changed("verb/display", {"en": "did"}),
        changed("object/definition", ...),
        changed("stored", "2020-01-01T00:00:00Z"),
        changed("version", "1.0.3"),
        changed("authority", ...),
        changed("actor/mbox", "mailto:li@EXAMPLE.org"),
        changed("context/contextActivities/category", [{"id": "urn:x:profile"}]),
        changed("context/registration", "EC531277-B57B-4C15-8D91-D292C5B2B8F7"),
        changed("context/language", "zh-hans-cn"),
        changed("result/duration", "PT4H35M59.149S"),
        changed("attachments", ...),
    ],
)
def test_differences_that_do_not_count(same: dict[str, Any]) -> None:
    assert content_digest(same) == content_digest(FULL)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("actor/mbox", "mailto:Li@example.org"),
        ("actor/name", "Wang"),
        ("verb/id", "http://adlnet.gov/expapi/verbs/failed"),
        ("object/id", "https://example.org/courses/other"),
        ("result/duration", "PT4H35M59.13S"),
        ("result/duration", "PT275M59.14S"),
        ("result/score/raw", 8),
        ("context/extensions", {}),
    ],
)
def test_differences_that_count(path: str, value: Any) -> None:
    assert content_digest(changed(path, value)) != content_digest(FULL)


def test_a_substatement_is_compared_like_a_statement_except_that_its_time_is_its_own() -> None:
    planned = {**SUBSTATEMENT, "timestamp": "2026-03-01T10:00:00+08:00"}
    base = content_digest(with_object(planned))
    assert content_digest(with_object({**planned, "timestamp": "2026-03-01T02:00:00Z"})) == base
    assert content_digest(with_object({**planned, "timestamp": "2026-03-01T10:00:00Z"})) != base


def test_the_parties_of_version_two_are_compared_as_parties() -> None:
    def about(domain: str) -> dict[str, Any]:
        one = {"objectType": "contextAgent", "agent": {"mbox": f"mailto:a@{domain}"}}
        return changed("context/contextAgents", [one])

    assert content_digest(about("EXAMPLE.org")) == content_digest(about("example.org"))
    assert content_digest(about("example.com")) != content_digest(about("example.org"))


def test_the_order_of_a_group_does_not_count() -> None:
    members = [{"mbox": "mailto:a@b.c"}, {"mbox": "mailto:d@e.f"}]
    one = changed("actor", {"objectType": "Group", "member": members})
    other = changed("actor", {"objectType": "Group", "member": members[::-1]})
    assert content_digest(one) == content_digest(other)


@given(statements)
def test_a_statement_equals_itself_sent_again(statement: dict[str, Any]) -> None:
    before = copy.deepcopy(statement)
    assert content_digest(statement) == content_digest(json.loads(json.dumps(statement)))
    assert statement == before


# --- what a statement names --------------------------------------------------------------------


def _read(statement: dict[str, Any]) -> tuple[Named, dict[str, bool], dict[str, bool]]:
    """Return what is named, and by value or IRI whether it is what the plain filters look at."""
    names = Names()
    named = names.named_in(statement)
    parties, activities = list(names.parties), list(names.activities)
    return (
        named,
        {parties[place].value: direct for place, direct in named.parties.items()},
        {activities[place]: direct for place, direct in named.activities.items()},
    )


def test_parties_and_activities_are_found_wherever_they_stand() -> None:
    named, parties, activities = _read(FULL)
    assert parties == {"mailto:li@example.org": True, "t1": False, "https://example.org/id/w": False}
    assert activities == {FULL["object"]["id"]: True, "urn:x:parent": False, "urn:x:profile": False}
    assert named.timestamp == datetime(2026, 3, 1, 2, 0, 0, 123000, tzinfo=UTC)


def test_what_a_substatement_names_is_related_only() -> None:
    named, parties, activities = _read(with_object(SUBSTATEMENT))
    assert named.activity is None
    assert activities == {"urn:x:later": False}
    assert parties["mailto:wang@example.org"] is False


def test_what_several_statements_name_stands_once_with_the_first_definition_that_says_anything() -> None:
    names = Names()
    bare = with_object({"id": "urn:x:a"})
    described = with_object({"id": "urn:x:a", "definition": {"type": "urn:x:first"}})
    other = with_object({"id": "urn:x:a", "definition": {"type": "urn:x:second"}})
    found = [names.named_in(one) for one in (bare, described, other)]
    assert len({one.activity for one in found}) == len({one.verb for one in found}) == 1
    place = found[0].activity
    assert place is not None
    assert names.definitions[place] == {"type": "urn:x:first"}
    assert names.named_in(FULL).actor == found[0].actor


@given(statements)
def test_every_generated_statement_can_be_read(statement: dict[str, Any]) -> None:
    names = Names()
    place = names.named_in(statement).verb
    assert list(names.verbs)[place] == statement["verb"]["id"]


@given(statements)
def test_the_same_statement_in_another_order_of_its_members_is_the_same(statement: dict[str, Any]) -> None:
    text = json.dumps(statement)
    assert is_same(text, json.dumps(dict(reversed(statement.items()))))
    assert is_same(text, text)
    assert not is_same(text, json.dumps({**statement, "verb": {"id": "urn:x:another"}}))


# --- vocabulary and profile ----------------------------------------------------------------------


def test_only_reviewed_verbs_reach_the_lake() -> None:
    assert set(VERBS.values()) == set(LakeVerb.__args__)  # type: ignore[attr-defined]
    for name in ("passed", "failed", "scored", "answered", "mastered", "voided", "liked"):
        assert lake_verb(f"http://adlnet.gov/expapi/verbs/{name}") is None
    assert lake_verb("https://w3id.org/xapi/video/verbs/seeked") == "began"
    assert "http://adlnet.gov/expapi/verbs/completed" in iris_of("completed")


@pytest.mark.parametrize("verb", LakeVerb.__args__)  # type: ignore[attr-defined]
def test_this_products_own_statements_are_valid_and_reach_the_lake(verb: LakeVerb) -> None:
    statement = build_statement(
        root_slug="north",
        member_uid="9a6f6c39-1f0e-4c8f-9c0d-6b6f5f4b7a11",
        verb=verb,
        activity=ActivityRef("urn:redcloud:north:meeting:1", "theme_day", "主题党日"),
        when=datetime(2026, 3, 1, tzinfo=UTC),
        context={"branch": 4},
    )
    assert statement_problems(statement) == []
    assert lake_verb(statement["verb"]["id"]) == verb
    assert kind_of(statement["object"]["definition"]["type"]) == "theme_day"


def test_an_activity_type_of_ours_that_is_unknown_is_other() -> None:
    assert kind_of("https://w3id.org/redcloud/activity-type/score") == "other"
    assert kind_of("https://w3id.org/xapi/video/activity-type/video") == "study"
    assert kind_of("") == "other"


# --- files ------------------------------------------------------------------------------------------


def written(path: Path, content: bytes, packed: bool = False) -> Path:
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1}\n\n{"b":"\xe4\xb8\xad"}\n',
        b'\xef\xbb\xbf[{"a":1}, {"b":"\xe4\xb8\xad"}]',
        b'[\n {"a":1}\n,\n {"b":"\xe4\xb8\xad"} ]\n',
        b'{"a":1}\r\n{"b":"\xe4\xb8\xad"}',
    ],
)
def test_statements_are_read_from_lines_and_arrays(tmp_path: Path, content: bytes, packed: bool) -> None:
    lines = list(read_statements(written(tmp_path / "f", content, packed)))
    assert [json.loads(one.content) for one in lines if isinstance(one.content, bytes)] == [
        {"a": 1},
        {"b": "中"},
    ]


def test_one_object_over_many_lines_is_one_statement(tmp_path: Path) -> None:
    (line,) = read_statements(written(tmp_path / "f", json.dumps({"a": [1, 2]}, indent=2).encode()))
    assert isinstance(line.content, bytes)
    assert json.loads(line.content) == {"a": [1, 2]}


def test_lines_keep_their_numbers_and_a_giant_line_does_not_hide_the_next(tmp_path: Path) -> None:
    content = b'{"a":1}\n\n' + b"x" * (3 * 1024 * 1024) + b'\n{"b":1}\n'
    lines = list(read_statements(written(tmp_path / "f", content)))
    assert [one.number for one in lines] == [1, 3, 4]
    assert isinstance(lines[1].content, Problem)


@pytest.mark.parametrize(
    "broken", [b'[{"a":1}, nonsense]', b'[{"a":1}, {"b":', b'[{"a":1},' + b"[" * 100_000]
)
def test_an_array_that_breaks_off_keeps_what_stood_before(tmp_path: Path, broken: bytes) -> None:
    lines = list(read_statements(written(tmp_path / "f", broken)))
    assert lines[0].content == b'{"a":1}'
    assert isinstance(lines[1].content, Problem)


def test_a_broken_gzip_says_where(tmp_path: Path) -> None:
    data = gzip.compress(b'{"a":1}\n' * 50_000)
    path = tmp_path / "f.gz"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableFile) as broken:
        list(read_statements(path))
    assert broken.value.reason == "broken_gzip"
    assert broken.value.line > 1


@given(st.lists(statements, max_size=4), st.integers(1, 400))
def test_arrays_are_read_across_any_buffer(
    tmp_path_factory: Any, items: list[dict[str, Any]], size: int
) -> None:
    path = tmp_path_factory.mktemp("files") / "f"
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redcloud.engine.records.files._BUFFER", size)
        found = [json.loads(one.content) for one in read_statements(path) if isinstance(one.content, bytes)]
    assert found == items
