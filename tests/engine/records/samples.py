"""Statements for the tests: one that uses nearly every property, a small one, and generated ones."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

ACTIVITY = {
    "objectType": "Activity",
    "id": "https://example.org/courses/first-aid",
    "definition": {
        "type": "http://adlnet.gov/expapi/activities/course",
        "name": {"zh-Hans": "急救", "en-US": "First aid"},
        "description": {"en": "What to do before help comes"},
        "moreInfo": "https://example.org/more",
        "extensions": {"https://example.org/x/level": None},
    },
}
FULL: dict[str, Any] = {
    "id": "7ccd3322-e1a5-411a-a67d-6a735c76f119",
    "actor": {"objectType": "Agent", "name": "Li", "mbox": "mailto:li@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en-US": "completed"}},
    "object": ACTIVITY,
    "result": {
        "score": {"scaled": 0.9, "raw": 9, "min": 0, "max": 10},
        "success": True,
        "completion": True,
        "response": "ok",
        "duration": "PT4H35M59.14S",
        "extensions": {"https://example.org/x/any": {"deep": [None, 1, "x"]}},
    },
    "context": {
        "registration": "ec531277-b57b-4c15-8d91-d292c5b2b8f7",
        "instructor": {"account": {"homePage": "https://example.org", "name": "t1"}},
        "team": {"objectType": "Group", "member": [{"openid": "https://example.org/id/w"}]},
        "contextActivities": {"parent": [{"id": "urn:x:parent"}], "category": {"id": "urn:x:profile"}},
        "revision": "1",
        "platform": "web",
        "language": "zh-Hans-CN",
        "statement": {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
        "extensions": {"https://example.org/x/place": "here"},
    },
    "timestamp": "2026-03-01T10:00:00.123+08:00",
    "stored": "2026-03-01T10:00:00.123Z",
    "authority": {"mbox": "mailto:lms@example.org"},
    "version": "1.0.0",
    "attachments": [
        {
            "usageType": "https://example.org/usage/certificate",
            "display": {"en": "Certificate"},
            "contentType": "application/pdf",
            "length": 4096,
            "sha2": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "fileUrl": "https://example.org/c.pdf",
        }
    ],
}
QUIZ = {
    "id": "urn:x:quiz",
    "definition": {
        "interactionType": "choice",
        "correctResponsesPattern": ["a[,]b"],
        "choices": [{"id": "a", "description": {"en": "A"}}, {"id": "b"}],
    },
}
SUBSTATEMENT = {
    "objectType": "SubStatement",
    "actor": {"mbox": "mailto:wang@example.org"},
    "verb": {"id": "https://example.org/verbs/planned"},
    "object": {"id": "urn:x:later"},
}
REFERENCE = {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}


def changed(path: str, value: Any, base: dict[str, Any] = FULL) -> dict[str, Any]:
    """Return a copy of ``base`` with what stands at ``path`` set; ``...`` takes it away."""
    statement = copy.deepcopy(base)
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place: Any = statement
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return statement


def edited(base: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Like `changed`; what follows a "|" is one name, whatever is in it (an IRI)."""
    way, _, name = path.partition("|")
    if not name:
        return changed(path, value, base)
    place: Any = base
    for step in way.split("/"):
        place = place[step]
    return changed(way, {key: held for key, held in {**place, name: value}.items() if held is not ...}, base)


def with_object(target: Any) -> dict[str, Any]:
    """Return a statement about ``target`` without what is allowed for activities alone."""
    return changed("context", {}, changed("object", target))


_names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
iris = st.builds("https://example.org/{}".format, st.integers(0, 40))
language_maps = st.dictionaries(st.sampled_from(["zh-Hans", "en", "en-US", "x-own"]), _names, max_size=2)
extensions = st.dictionaries(
    iris,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _names,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_names, inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)
agents = st.builds(
    lambda identifier, name: {**identifier, "name": name},
    st.one_of(
        st.builds(lambda n: {"mbox": f"mailto:m{n}@example.org"}, st.integers(0, 9)),
        st.builds(lambda n: {"mbox_sha1sum": f"{n:040x}"}, st.integers(0, 9)),
        st.builds(lambda n: {"openid": f"https://id.example.org/{n}"}, st.integers(0, 9)),
        st.builds(
            lambda n: {"account": {"homePage": "https://lms.example.org", "name": n}},
            _names,
        ),
    ),
    _names,
)
groups = st.builds(
    lambda members: {"objectType": "Group", "member": members}, st.lists(agents, min_size=1, max_size=3)
)
activities = st.builds(
    lambda iri, name, more: {"id": iri, "definition": {"name": name, "extensions": more}},
    iris,
    language_maps,
    extensions,
)
moments = st.datetimes(allow_imaginary=False).map(
    lambda when: f"{when:%Y-%m-%dT%H:%M:%S.%f}".rjust(26, "0") + "Z"
)
scores = (
    st.tuples(*[st.integers(-100, 100)] * 3)
    .map(sorted)
    .map(lambda three: {"min": three[0] - 1, "raw": three[1], "max": three[2] + 1})
)
results = st.fixed_dictionaries(
    {},
    optional={
        "score": scores,
        "success": st.booleans(),
        "response": _names,
        "duration": st.sampled_from(["PT1S", "P1D", "P3Y1M29DT4H35M59.14S", "P4W"]),
        "extensions": extensions,
    },
)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "registration": st.uuids().map(str),
        "instructor": agents | groups,
        "team": groups,
        "contextActivities": st.dictionaries(
            st.sampled_from(["parent", "grouping", "category", "other"]),
            activities | st.lists(activities, max_size=2),
            max_size=2,
        ),
        "language": st.sampled_from(["zh", "en-GB", "de-1996"]),
        "statement": st.uuids().map(lambda one: {"objectType": "StatementRef", "id": str(one)}),
        "extensions": extensions,
    },
)
verbs = st.builds(
    lambda name, display: {"id": f"http://adlnet.gov/expapi/verbs/{name}", "display": display},
    st.sampled_from(["completed", "experienced", "attended", "failed", "asked"]),
    language_maps,
)
_typed_agents = agents.map(lambda one: {**one, "objectType": "Agent"})
plain_objects = st.one_of(
    activities,
    _typed_agents,
    groups,
    st.uuids().map(lambda one: {"objectType": "StatementRef", "id": str(one)}),
)
_parts = {"actor": agents | groups, "verb": verbs}
_optional = {"result": results, "context": contexts, "timestamp": moments}
substatements = st.fixed_dictionaries(
    {**_parts, "object": plain_objects, "objectType": st.just("SubStatement")}, optional=_optional
)
statements = st.fixed_dictionaries(
    {**_parts, "id": st.uuids().map(str), "object": plain_objects | substatements}, optional=_optional
)
"""Valid statements of every shape."""
