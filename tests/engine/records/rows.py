"""Values and rows that several sections share; see sections.py."""

from __future__ import annotations

from typing import Any

OK = "both editions"
NO = "neither edition"
ONE = "1.0.3 alone"
TWO = "2.0 alone"

Row = tuple[str, Any, str]

SHA1 = "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"
SHA256 = "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"
ANNA = {"mbox": "mailto:anna@example.org"}
ACCOUNT = {"homePage": "https://lms.example.org", "name": "7"}
GROUP = {"objectType": "Group", "mbox": "mailto:team@example.org"}
ACTIVITY = {"id": "https://example.org/a"}
REFERENCE = {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}
FILE = {
    "usageType": "https://example.org/usage",
    "display": {"en": "A file"},
    "contentType": "text/plain; charset=utf-8",
    "length": 27,
    "sha2": SHA256,
    "fileUrl": "https://example.org/file.txt",
}
# Values that are of the wrong JSON type wherever a string, an object ... has to stand.
NO_STRING: list[Any] = [None, 7, True, {}, []]
NO_OBJECT: list[Any] = [None, 7, True, "text", []]
NO_NUMBER: list[Any] = [None, "7", True, {}, []]
NO_BOOLEAN: list[Any] = [None, "true", 1, 0, {}, []]
NO_ARRAY: list[Any] = [None, "text", 7, {}]
NO_IRI: list[Any] = [*NO_STRING, "", "no scheme", "relative/path", "#fragment", "http://a b", "example.org"]
NO_MAP: list[Any] = [
    *NO_OBJECT,
    {"a12345678": "x"},
    {"": "x"},
    {"en": None},
    {"en": 7},
    {"en": {}},
    {"en_US": "x"},
]
NO_UUID: list[Any] = [
    *NO_STRING,
    "",
    "6690e6c93ef04ed38b377f3964730bee",
    "{6690e6c9-3ef0-4ed3-8b37-7f3964730bee}",
    "urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
    "6690e6c9-3ef0-4ed3-8b37-7f3964730bee1",
    "z690e6c9-3ef0-4ed3-8b37-7f3964730bee",
]


def rows(path: str, accepted: str, values: list[Any]) -> list[Row]:
    """Return one row a value."""
    return [(path, value, accepted) for value in values]


def identifiers(place: str) -> list[Row]:
    """Rows of the four identifiers of the agent or group at ``place`` (2.4.2.3, 2.4.2.4)."""
    bare = {"objectType": "Group"} if place == "context/team" else {}

    def only(values: list[dict[str, Any]], accepted: str) -> list[Row]:
        return rows(place, accepted, [{**bare, **value} for value in values])

    return [
        *only([{"mbox": one} for one in ("mailto:a@example.org", "mailto:a+b@例子.cn")], OK),
        *only(
            [
                {"mbox": one}
                for one in [
                    *NO_STRING,
                    "",
                    "a@b.c",
                    "mailto:",
                    "mailto:a",
                    "MAILTO:a@b.c",
                    "mailto:a@b?subject=c",
                ]
            ],
            NO,
        ),
        *only([{"mbox_sha1sum": SHA1}, {"mbox_sha1sum": SHA1.upper()}], OK),
        *only([{"mbox_sha1sum": one} for one in [*NO_STRING, "", SHA1[1:], "g" + SHA1[1:], SHA1 + "0"]], NO),
        *only([{"openid": "https://id.example.org/a"}], OK),
        *only([{"openid": one} for one in NO_IRI], NO),
        *only([{"account": ACCOUNT}, {"account": {**ACCOUNT, "name": ""}}], OK),
        *only(
            [
                {"account": one}
                for one in [*NO_OBJECT, {}, {"name": "7"}, {"homePage": "https://a.b"}, {**ACCOUNT, "x": 1}]
            ],
            NO,
        ),
        *only([{"account": {**ACCOUNT, "homePage": one}} for one in NO_IRI], NO),
        *only([{"account": {**ACCOUNT, "name": one}} for one in NO_STRING], NO),
        *only([{"account": {"homepage": "https://a.b", "name": "7"}}], NO),
        *only([{**ANNA, "openid": "https://id.example.org/a"}, {**ANNA, "account": ACCOUNT}], NO),
        *only([{"Mbox": "mailto:a@b.c"}, {**ANNA, "unknown": 1}], NO),
        *only([{**ANNA, "name": "A"}, {**ANNA, "name": ""}], OK),
        *only([{**ANNA, "name": one} for one in NO_STRING], NO),
    ]


def activities(place: str) -> list[Row]:
    """Rows of the activity at ``place`` (2.4.4.1)."""
    return [
        *rows(place, OK, [ACTIVITY, {**ACTIVITY, "objectType": "Activity"}, {"id": "urn:x:a"}]),
        *rows(
            place,
            NO,
            [{}, {"objectType": "Activity"}, {**ACTIVITY, "name": "a"}, {**ACTIVITY, "Definition": {}}],
        ),
        *rows(place, NO, [{**ACTIVITY, "objectType": one} for one in [*NO_STRING, "activity", "Verb", ""]]),
        *rows(place, NO, [{"id": one} for one in NO_IRI]),
        *rows(place, NO, [{**ACTIVITY, "definition": one} for one in NO_OBJECT]),
    ]


COMPONENT = [{"id": "a", "description": {"en": "A"}}, {"id": "b"}]
LISTS = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "true-false": (),
    "fill-in": (),
    "long-fill-in": (),
    "numeric": (),
    "other": (),
}
EVERY_LIST = ("choices", "scale", "source", "target", "steps")
PATTERNS = [
    "true",
    "golf[,]tetris",
    "{case_matters=true}{lang=en}I[,]you",
    "ben[.]3[,]chris[.]2",
    "pong[.]1:[,]dg[.]:10",
    "[:]4",
    "x" * 5000,
]


def interactions() -> list[Row]:
    """Rows of interaction activities: which lists go with which type, components, patterns."""
    found: list[Row] = [
        ("object/definition", {"correctResponsesPattern": ["true"]}, NO),
        ("object/definition", {"choices": COMPONENT}, NO),
        *rows(
            "object/definition",
            NO,
            [{"interactionType": one} for one in [*NO_STRING, "Choice", "true_false", ""]],
        ),
    ]
    for kind, lists in LISTS.items():
        found.append(("object/definition", {"interactionType": kind}, OK))
        found.append(
            ("object/definition", {"interactionType": kind, "correctResponsesPattern": PATTERNS}, OK)
        )
        for name in EVERY_LIST:
            about = {"interactionType": kind, name: COMPONENT}
            found.append(("object/definition", about, OK if name in lists else NO))
    choice: dict[str, Any] = {"interactionType": "choice"}
    broken = [
        *NO_ARRAY,
        [None],
        ["a"],
        [{}],
        [{"description": {}}],
        [{"id": 1}],
        [{"id": None}],
        [{"id": "a"}, {"id": "a"}],
        [{"id": "a", "description": "A"}],
        [{"id": "a", "description": {"a12345678": "A"}}],
        [{"id": "a", "definition": {}}],
    ]
    found += rows(
        "object/definition", OK, [{**choice, "choices": []}, {**choice, "correctResponsesPattern": []}]
    )
    found += rows("object/definition", NO, [{**choice, "choices": one} for one in broken])
    patterns = [*NO_ARRAY, [None], [1], [{}]]
    return found + rows(
        "object/definition", NO, [{**choice, "correctResponsesPattern": one} for one in patterns]
    )


def parties_2(name: str, kind: str, key: str, party: dict[str, Any], other: dict[str, Any]) -> list[Row]:
    """Rows of contextAgents and contextGroups, which 2.0 brought."""
    one = {"objectType": kind, key: party}
    place = f"context/{name}"
    return [
        *rows(place, TWO, [[], [one], [one, one], [{**one, "relevantTypes": ["urn:x:t", "https://a.b/t"]}]]),
        *rows(
            place,
            NO,
            [*NO_ARRAY, [None], ["x"], [{}], [{key: party}], [{"objectType": kind}], [{**one, "x": 1}]],
        ),
        *rows(
            place,
            NO,
            [[{**one, "objectType": wrong}] for wrong in (None, "Agent", "Group", kind.title(), "")],
        ),
        *rows(place, NO, [[{**one, key: wrong}] for wrong in [*NO_OBJECT, {}, other, {**party, "x": 1}]]),
        *rows(
            place, NO, [[{**one, "relevantTypes": wrong}] for wrong in [*NO_ARRAY, [], ["abc"], [1], [None]]]
        ),
    ]
