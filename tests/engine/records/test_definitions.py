"""What stands of an activity is completed by others, and never changed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.records.definitions import MEMBERS_LIMIT, completed
from redcloud.engine.records.validation.activities import activity

IRI = "urn:x:course"


def test_languages_properties_and_extensions_are_added() -> None:
    held = {"name": {"en": "meeting"}, "type": "urn:x:t", "extensions": {"urn:x:1": 1}}
    given_later = {
        "name": {"en": "other", "fr": "réunion"},
        "description": {"en": "long"},
        "type": "urn:x:other",
        "extensions": {"urn:x:1": 2, "urn:x:2": 3},
    }
    assert completed(IRI, held, given_later) == {
        "name": {"en": "meeting", "fr": "réunion"},
        "description": {"en": "long"},
        "type": "urn:x:t",
        "extensions": {"urn:x:1": 1, "urn:x:2": 3},
    }
    assert held["name"] == {"en": "meeting"}


def test_the_parts_of_two_interactions_are_not_mixed() -> None:
    held = {"interactionType": "true-false"}
    given_later = {"interactionType": "choice", "choices": [{"id": "a"}], "moreInfo": "urn:x:more"}
    assert completed(IRI, held, given_later) == {**held, "moreInfo": "urn:x:more"}
    assert completed(IRI, {"type": "urn:x:t"}, given_later) == {"type": "urn:x:t", **given_later}


def test_this_products_own_activities_are_its_own() -> None:
    held = {"name": {"zh-Hans": "主题党日"}}
    assert completed("urn:redcloud:north:meeting:1", held, {"name": {"en": "spoof"}}) is held
    assert completed("urn:redcloud:north:meeting:1", {}, held) is held


def test_a_definition_does_not_grow_for_ever() -> None:
    held = {"name": {f"x-{number}": "a" for number in range(MEMBERS_LIMIT)}}
    assert completed(IRI, held, {"name": {"en": "b"}}) is held


_maps = st.dictionaries(st.sampled_from(["en", "fr", "zh"]), st.sampled_from(["a", "b"]), max_size=3)
_definitions = st.fixed_dictionaries(
    {},
    optional={
        "name": _maps,
        "description": _maps,
        "type": st.sampled_from(["urn:x:1", "urn:x:2"]),
        "extensions": st.dictionaries(st.sampled_from(["urn:x:1", "urn:x:2"]), st.integers(), max_size=2),
        "interactionType": st.sampled_from(["true-false", "other"]),
        "correctResponsesPattern": st.lists(st.sampled_from(["true", "false"]), max_size=1),
    },
)


@given(_definitions, _definitions)
def test_what_stood_stands_and_a_second_time_adds_nothing(
    held: dict[str, Any], given_later: dict[str, Any]
) -> None:
    both = completed(IRI, held, given_later)
    for name, value in held.items():
        if isinstance(value, dict):
            assert value.items() <= both[name].items()
        else:
            assert both[name] == value
    assert completed(IRI, both, given_later) is both
    if "interactionType" in both or "correctResponsesPattern" not in both:
        problems: list[Any] = []
        activity({"id": IRI, "definition": both}, problems)
        assert problems == []
