"""This product's own profile: what the stages write keeps it, and docs/records/profile.md lists it whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import uuid4

import pytest

from redcloud.engine.contracts import ActivityKind, LakeVerb
from redcloud.engine.records.profile import ACTIVITY_TYPE, CONTEXT, ActivityRef, activity_iri, build_statement
from redcloud.engine.records.profiles import profile_problems
from redcloud.engine.records.profiles.own import CATEGORY, CONTEXT_EXTENSIONS
from tests.docs.reading import ROOT
from tests.engine.records.samples import edited

PAGE = (ROOT / "docs/records/profile.md").read_text(encoding="utf-8")


def written(verb: LakeVerb, kind: ActivityKind) -> dict[str, Any]:
    iri = activity_iri("north", "thing", uuid4())
    return build_statement(
        root_slug="north",
        member_uid=uuid4(),
        verb=verb,
        activity=ActivityRef(iri, kind, "名称"),
        when=datetime(2026, 3, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("verb", get_args(LakeVerb))
@pytest.mark.parametrize("kind", get_args(ActivityKind))
def test_what_the_stages_write_keeps_the_profile(verb: LakeVerb, kind: ActivityKind) -> None:
    assert profile_problems(written(verb, kind)) == []


@pytest.mark.parametrize(
    ("path", "value", "section"),
    [
        ("actor/name", "李四", "1"),
        ("actor", {"mbox": "mailto:li@example.org"}, "1"),
        ("verb/id", "https://w3id.org/redcloud/verb/judged", "2"),
        ("object/definition/type", ACTIVITY_TYPE + "exam", "3"),
        ("object/definition/name", ..., "3"),
        ("context", {"extensions": {CONTEXT + "mood": "good"}}, "4"),
        ("result", {"duration": "PT1H"}, "5"),
        ("timestamp", ..., "6"),
    ],
)
def test_each_rule_is_named_when_broken(path: str, value: Any, section: str) -> None:
    problems = profile_problems(edited(written("attended", "class"), path, value))
    assert [one.section for one in problems] == [f"redcloud {section}"]


def test_the_category_claims_the_profile_for_other_verbs_too() -> None:
    other = edited(written("began", "study"), "verb/id", "urn:x:did")
    assert profile_problems(other) == []
    claiming = edited(other, "context", {"contextActivities": {"category": [{"id": CATEGORY}]}})
    assert [one.section for one in profile_problems(claiming)] == ["redcloud 2"]


def test_the_page_lists_every_verb_type_and_extension_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    verbs, types = set(get_args(LakeVerb)), set(get_args(ActivityKind))
    assert verbs | types | CONTEXT_EXTENSIONS == set(rows)
    for section in range(1, 7):
        assert f"\n## {section} " in PAGE
