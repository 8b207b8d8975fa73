"""Stage records: the xAPI Video Profile 1.0. Out: its rules.

Written from the text of the profile, chapter 2. Real players leave some of its MUSTs out; asking for
them would refuse every "completed" of large platforms. docs/records/profile.md says which are not asked.
"""

from __future__ import annotations

import re
from typing import Any

from redcloud.engine.records.profiles.rules import (
    Extension,
    Profile,
    equal,
    forbidden,
    is_boolean,
    is_number,
    is_share,
    is_string,
    is_text,
    required,
    where_given,
)
from redcloud.engine.records.validation.formats import is_language_tag, is_uuid

CATEGORY = "https://w3id.org/xapi/video"
VIDEO_TYPE = "https://w3id.org/xapi/video/activity-type/video"
_EXTENSION = "https://w3id.org/xapi/video/extensions/"
_VERB = "https://w3id.org/xapi/video/verbs/"
_ADL = "http://adlnet.gov/expapi/verbs/"
_SIZE = re.compile(r"\d{1,6}x\d{1,6}")
_SPEED = re.compile(r"-?\d{1,4}(?:\.\d{1,6})?x")


def _result(name: str) -> tuple[str, str, str]:
    return ("result", "extensions", _EXTENSION + name)


def _context(name: str) -> tuple[str, str, str]:
    return ("context", "extensions", _EXTENSION + name)


def _is_time(value: Any) -> bool:
    return is_number(value) and value >= 0


def _is_size(value: Any) -> bool:
    return type(value) is str and _SIZE.fullmatch(value) is not None


def _is_speed(value: Any) -> bool:
    return type(value) is str and _SPEED.fullmatch(value) is not None


def _is_uuid_text(value: Any) -> bool:
    return type(value) is str and is_uuid(value)


def _is_language(value: Any) -> bool:
    return type(value) is str and bool(is_language_tag(value))


def _is_quality(value: Any) -> bool:
    # The profile wants a string; players send the number of lines as a number.
    return is_text(value) or type(value) is int


_EVERY = (
    required("2.1", "id"),
    required(
        "2.4",
        "object",
        holds=lambda target: target.get("objectType", "Activity") == "Activity",
        reason="not_an_activity",
    ),
    equal("2.4.1", "object", "definition", "type", to=VIDEO_TYPE),
)
_IN_RESULT = {
    "time": Extension("2.5.4.1", _is_time, "out_of_range"),
    "time-from": Extension("2.5.4.2", _is_time, "out_of_range"),
    "time-to": Extension("2.5.4.3", _is_time, "out_of_range"),
    "progress": Extension("2.5.4.4", is_share, "out_of_range"),
    "played-segments": Extension("2.5.4.5", is_string, "not_a_string"),
}
_IN_CONTEXT = {
    "session-id": Extension("2.6.2.1", _is_uuid_text, "not_a_uuid"),
    "cc-subtitle-enabled": Extension("2.6.2.2", is_boolean, "not_a_boolean"),
    "cc-subtitle-lang": Extension("2.6.2.3", _is_language, "not_a_language_tag"),
    "frame-rate": Extension("2.6.2.4", is_number, "not_a_number"),
    "full-screen": Extension("2.6.2.5", is_boolean, "not_a_boolean"),
    "quality": Extension("2.6.2.6", _is_quality, "not_a_string"),
    "screen-size": Extension("2.6.2.7", _is_size, "not_a_size"),
    "video-playback-size": Extension("2.6.2.8", _is_size, "not_a_size"),
    "speed": Extension("2.6.2.9", _is_speed, "not_a_speed"),
    "track": Extension("2.6.2.10", is_string, "not_a_string"),
    "user-agent": Extension("2.6.2.11", is_string, "not_a_string"),
    "volume": Extension("2.6.2.12", is_share, "out_of_range"),
    "length": Extension("2.6.2.13", _is_time, "out_of_range"),
    "completion-threshold": Extension("2.6.2.14", is_share, "out_of_range"),
}


_NO_COMPLETION = forbidden("2.5.2", "result", "completion")
_NO_SEEKING = (forbidden("2.5.4.2", *_result("time-from")), forbidden("2.5.4.3", *_result("time-to")))
_TIME = required("2.5.4.1", *_result("time"))
_LENGTH = required("2.6.2.13", *_context("length"))
_WATCHED = (
    _TIME,
    required("2.5.4.4", *_result("progress")),
    required("2.5.4.5", *_result("played-segments")),
    _LENGTH,
    *_NO_SEEKING,
)

PROFILE = Profile(
    name="video",
    category=CATEGORY,
    every=_EVERY,
    in_context={_EXTENSION + name: check for name, check in _IN_CONTEXT.items()},
    in_result={_EXTENSION + name: check for name, check in _IN_RESULT.items()},
    # Statements with other verbs may stand beside these; what they carry is checked all the same.
    verbs={
        _ADL + "initialized": (_NO_COMPLETION, _LENGTH, *_NO_SEEKING),
        _VERB + "played": (_NO_COMPLETION, _TIME, *_NO_SEEKING),
        _VERB + "paused": (_NO_COMPLETION, *_WATCHED),
        _VERB + "seeked": (
            _NO_COMPLETION,
            required("2.5.4.2", *_result("time-from")),
            required("2.5.4.3", *_result("time-to")),
        ),
        _ADL + "interacted": (_NO_COMPLETION, _TIME, *_NO_SEEKING),
        _ADL + "completed": (
            *_WATCHED,
            where_given(
                "2.5.2", "result", "completion", holds=lambda value: value is True, reason="other_value"
            ),
        ),
        _ADL + "terminated": (_NO_COMPLETION, *_WATCHED),
    },
)
