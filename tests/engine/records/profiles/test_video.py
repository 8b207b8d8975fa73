"""The video profile on the way in: what players send is taken, what contradicts the profile is not."""

from __future__ import annotations

from typing import Any

import pytest

from redcloud.engine.records.profiles import profile_problems
from redcloud.engine.records.validation import statement_problems
from tests.engine.records.samples import edited

EXTENSION = "https://w3id.org/xapi/video/extensions/"
ADL = "http://adlnet.gov/expapi/verbs/"
VIDEO = "https://w3id.org/xapi/video/verbs/"


def statement(verb: str, result: dict[str, Any] | None = None, **context: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": "9dc99b37-e920-4a68-a066-917faca28949",
        "actor": {"mbox": "mailto:li@example.org"},
        "verb": {"id": verb},
        "object": {
            "id": "urn:x:v",
            "definition": {"type": "https://w3id.org/xapi/video/activity-type/video"},
        },
        "context": {
            "contextActivities": {"category": [{"id": "https://w3id.org/xapi/video"}]},
            "extensions": {
                EXTENSION + "session-id": "abb32c5b-ab8f-5f00-9718-267b6e6ba727",
                **{EXTENSION + name.replace("_", "-"): value for name, value in context.items()},
            },
        },
    }
    if result is not None:
        made["result"] = {
            "extensions": {EXTENSION + name.replace("_", "-"): value for name, value in result.items()}
        }
    return made


WATCHED = {"time": 12.5, "progress": 0.4, "played_segments": "0[.]12.5"}
PAUSED = statement(VIDEO + "paused", WATCHED, length=120, completion_threshold=0.9)
SEEKED = statement(VIDEO + "seeked", {"time_from": 1.5, "time_to": 9})
# As a large platform sends it: no completion, no duration, though the profile asks for both.
COMPLETED = statement(ADL + "completed", WATCHED, length=120)
GOOD = [
    statement(ADL + "initialized", length=120.25, volume=1, speed="1x", full_screen=False, quality=720),
    statement(VIDEO + "played", {"time": 0}),
    PAUSED,
    SEEKED,
    statement(ADL + "interacted", {"time": 3}, cc_subtitle_lang="zh-Hans", screen_size="640x480"),
    COMPLETED,
    edited(COMPLETED, "result/completion", True),
    statement(ADL + "terminated", WATCHED, length=120),
    statement("http://id.tincanapi.com/verb/downloaded", quality="hd"),
]


@pytest.mark.parametrize("good", GOOD)
def test_what_players_send_is_taken(good: dict[str, Any]) -> None:
    assert statement_problems(good) == []
    assert profile_problems(good) == []


@pytest.mark.parametrize(
    ("good", "path", "value", "section"),
    [
        (PAUSED, "id", ..., "2.1"),
        (PAUSED, "object/objectType", "Agent", "2.4"),
        (PAUSED, "object/definition/type", "urn:x:film", "2.4.1"),
        (PAUSED, "result/completion", True, "2.5.2"),
        (COMPLETED, "result/completion", False, "2.5.2"),
        (PAUSED, f"result/extensions|{EXTENSION}time", ..., "2.5.4.1"),
        (PAUSED, f"result/extensions|{EXTENSION}time", "12", "2.5.4.1"),
        (SEEKED, f"result/extensions|{EXTENSION}time-from", ..., "2.5.4.2"),
        (PAUSED, f"result/extensions|{EXTENSION}time-from", 1, "2.5.4.2"),
        (SEEKED, f"result/extensions|{EXTENSION}time-to", -1, "2.5.4.3"),
        (PAUSED, f"result/extensions|{EXTENSION}progress", 40, "2.5.4.4"),
        (PAUSED, f"result/extensions|{EXTENSION}played-segments", [], "2.5.4.5"),
        (PAUSED, f"context/extensions|{EXTENSION}session-id", "s", "2.6.2.1"),
        (PAUSED, f"context/extensions|{EXTENSION}cc-subtitle-enabled", "yes", "2.6.2.2"),
        (PAUSED, f"context/extensions|{EXTENSION}cc-subtitle-lang", "?", "2.6.2.3"),
        (PAUSED, f"context/extensions|{EXTENSION}frame-rate", "30", "2.6.2.4"),
        (PAUSED, f"context/extensions|{EXTENSION}full-screen", 1, "2.6.2.5"),
        (PAUSED, f"context/extensions|{EXTENSION}quality", [], "2.6.2.6"),
        (PAUSED, f"context/extensions|{EXTENSION}screen-size", "big", "2.6.2.7"),
        (PAUSED, f"context/extensions|{EXTENSION}video-playback-size", 640, "2.6.2.8"),
        (PAUSED, f"context/extensions|{EXTENSION}speed", 2, "2.6.2.9"),
        (PAUSED, f"context/extensions|{EXTENSION}track", 2, "2.6.2.10"),
        (PAUSED, f"context/extensions|{EXTENSION}user-agent", None, "2.6.2.11"),
        (PAUSED, f"context/extensions|{EXTENSION}volume", 11, "2.6.2.12"),
        (PAUSED, f"context/extensions|{EXTENSION}length", ..., "2.6.2.13"),
        (PAUSED, f"context/extensions|{EXTENSION}completion-threshold", 90, "2.6.2.14"),
    ],
)
def test_each_rule_is_named_when_broken(good: dict[str, Any], path: str, value: Any, section: str) -> None:
    assert [one.section for one in profile_problems(edited(good, path, value))] == [f"video {section}"]


def test_the_path_names_the_extension() -> None:
    (problem,) = profile_problems(edited(PAUSED, f"context/extensions|{EXTENSION}volume", 11))
    assert problem.path == f"context.extensions.{EXTENSION}volume"
