"""What a statement and its SubStatement may say, section by section of the specification.

A row changes one place of a valid statement; its last column says which edition accepts it.
"""

from __future__ import annotations

import copy
from typing import Any

from tests.engine.records.rows import (
    ACCOUNT,
    ACTIVITY,
    ANNA,
    FILE,
    GROUP,
    NO,
    NO_ARRAY,
    NO_BOOLEAN,
    NO_IRI,
    NO_MAP,
    NO_NUMBER,
    NO_OBJECT,
    NO_STRING,
    NO_UUID,
    OK,
    ONE,
    REFERENCE,
    SHA256,
    TWO,
    Row,
    activities,
    identifiers,
    interactions,
    parties_2,
    rows,
)

BASE: dict[str, Any] = {
    "actor": {"objectType": "Agent", "name": "Anna", "mbox": "mailto:anna@example.org"},
    "verb": {"id": "https://example.org/did", "display": {"en": "did"}},
    "object": {"objectType": "Activity", "id": "https://example.org/a", "definition": {}},
    "result": {"score": {}, "extensions": {}},
    "context": {"contextActivities": {}, "extensions": {}},
    "timestamp": "2026-03-01T10:00:00Z",
    "attachments": [FILE],
}
SECTIONS: dict[str, list[Row]] = {
    "2.2 formatting": [
        *[(name, ..., NO) for name in ("actor", "verb", "object")],
        *[(name, ..., OK) for name in ("result", "context", "timestamp", "attachments")],
        *[
            (name, value, NO)
            for name in ("actor", "verb", "object", "result", "context")
            for value in NO_OBJECT
        ],
        *[(name, {}, NO) for name in ("actor", "verb", "object")],
        *[(name, {}, OK) for name in ("result", "context")],
        *[(name, 1, NO) for name in ("unknown", "Actor", "VERB", "Result", "objectTyp", "")],
        ("actor/ObjectType", "Agent", NO),
        ("verb/Id", "https://example.org/did", NO),
        ("result/Score", {}, NO),
        ("context/Registration", REFERENCE["id"], NO),
        ("attachments/0/ContentType", "text/plain", NO),
    ],
    "2.4.2 actor": [
        *rows("actor/objectType", NO, [*NO_STRING, "agent", "Person", "Activity", ""]),
        *identifiers("actor"),
        ("actor", {}, NO),
        ("actor", {"objectType": "Agent", "name": "Anna"}, NO),
        ("actor", {**ANNA, "member": [ANNA]}, NO),
    ],
    "2.4.2.2 groups": [
        *rows("actor", OK, [GROUP, {**GROUP, "member": []}, {**GROUP, "member": [ANNA, ANNA]}]),
        ("actor", {"objectType": "Group", "member": [ANNA, {"openid": "https://a.b"}]}, OK),
        *rows(
            "actor",
            NO,
            [
                {"objectType": "Group"},
                {"objectType": "Group", "member": []},
                {"objectType": "Group", "name": "x"},
            ],
        ),
        *rows(
            "actor", NO, [{"objectType": "Group", "member": one} for one in [*NO_ARRAY, [None], ["x"], [{}]]]
        ),
        *rows(
            "actor",
            NO,
            [{**GROUP, "member": [one]} for one in [GROUP, {"objectType": "Group", "member": [ANNA]}]],
        ),
        *rows(
            "actor",
            NO,
            [{**GROUP, "member": [{**ANNA, "x": 1}]}, {**GROUP, "openid": "https://a.b"}, {**GROUP, "x": 1}],
        ),
        ("actor", {"mbox": "mailto:a@b.c", "objectType": "group"}, NO),
    ],
    "2.4.3 verb": [
        ("verb", {"id": "https://example.org/did"}, OK),
        ("verb", {"display": {"en": "did"}}, NO),
        *rows("verb/id", NO, NO_IRI),
        *rows("verb/display", NO, NO_MAP),
        ("verb/name", "did", NO),
    ],
    "2.4.4.1 activities": [
        ("object/objectType", ..., OK),
        ("object/id", ..., NO),
        *activities("object"),
        *rows("object/definition/name", OK, [{}, {"zh-Hans": "a"}, {"en-US": "a", "x-own": ""}]),
        *rows("object/definition/name", NO, NO_MAP),
        *rows("object/definition/description", NO, NO_MAP),
        *rows("object/definition/type", NO, NO_IRI),
        *rows("object/definition/moreInfo", NO, NO_IRI),
        *rows("object/definition/unknown", NO, [1, {}]),
    ],
    "2.4.4.1 interactions": interactions(),
    "2.4.4.2 agents and groups as object": [
        ("object", {**ANNA, "objectType": "Agent"}, OK),
        *rows("object", OK, [GROUP, {"objectType": "Group", "member": [ANNA]}]),
        *rows(
            "object",
            NO,
            [
                ANNA,
                {"objectType": "Agent"},
                {"objectType": "Group"},
                {"objectType": "Agent", "id": "urn:x:a"},
            ],
        ),
        *rows("object", NO, [{**ANNA, "objectType": one} for one in ("agent", "Person", None, 1)]),
    ],
    "2.4.4.3 statement references": [
        ("object", REFERENCE, OK),
        *rows(
            "object",
            NO,
            [
                {"objectType": "StatementRef"},
                {**REFERENCE, "x": 1},
                {**REFERENCE, "objectType": "statementref"},
            ],
        ),
        *rows("object", NO, [{**REFERENCE, "id": one} for one in NO_UUID]),
        *rows(
            "context/statement",
            NO,
            [*NO_OBJECT, {}, {"id": REFERENCE["id"]}, {**REFERENCE, "objectType": "Activity"}],
        ),
        ("context/statement", REFERENCE, OK),
    ],
    "2.4.5 result": [
        *[(f"result/{name}", one, OK) for name in ("success", "completion") for one in (True, False)],
        *[(f"result/{name}", one, NO) for name in ("success", "completion") for one in NO_BOOLEAN],
        *rows("result/response", OK, ["", "a[,]b", "x" * 5000]),
        *rows("result/response", NO, NO_STRING),
        *rows("result/score", NO, NO_OBJECT),
        ("result/unknown", 1, NO),
    ],
    "2.4.5.1 score": [
        *[(f"result/score/{name}", one, NO) for name in ("scaled", "raw", "min", "max") for one in NO_NUMBER],
        *rows("result/score/scaled", OK, [-1, 1, 0, 0.5, -0.25, 1.0]),
        *rows("result/score/scaled", NO, [1.01, -1.0001, 100]),
        *rows(
            "result/score",
            OK,
            [{"raw": -1e9}, {"raw": 1, "min": 1, "max": 2}, {"raw": 2, "min": 1, "max": 2}],
        ),
        *rows(
            "result/score",
            NO,
            [{"raw": 0, "min": 1}, {"raw": 3, "max": 2}, {"min": 2, "max": 2}, {"min": 3, "max": 2}],
        ),
        ("result/score/mean", 1, NO),
    ],
    "2.4.6 context": [
        ("context/registration", REFERENCE["id"], OK),
        *rows("context/registration", NO, NO_UUID),
        *identifiers("context/instructor"),
        ("context/instructor", {"objectType": "Group", "member": [ANNA]}, OK),
        *identifiers("context/team"),
        *rows(
            "context/team",
            NO,
            [*NO_OBJECT, {}, ANNA, {**ANNA, "objectType": "Agent"}, {"objectType": "Group"}],
        ),
        *[(f"context/{name}", one, NO) for name in ("revision", "platform") for one in NO_STRING],
        *[(f"context/{name}", "1", OK) for name in ("revision", "platform")],
        *rows(
            "context/language",
            OK,
            ["zh", "zh-Hans-CN", "de-CH-1996", "x-own", "i-klingon", "tlh", "en-GB-oed"],
        ),
        *rows(
            "context/language",
            NO,
            [*NO_STRING, "", "english language", "en_US", "a12345678", "e", "zh-u-co-u-nu"],
        ),
        ("context/unknown", 1, NO),
    ],
    "2.4.6.2 context activities": [
        *rows("context/contextActivities", NO, NO_OBJECT),
        *[
            (f"context/contextActivities/{name}", one, OK)
            for name in ("parent", "grouping", "category", "other")
            for one in (ACTIVITY, [ACTIVITY], [ACTIVITY, ACTIVITY], [])
        ],
        *[
            (f"context/contextActivities/{name}", ACTIVITY, NO)
            for name in ("sibling", "Parent", "parents", "")
        ],
        *rows(
            "context/contextActivities/parent",
            NO,
            [None, "x", 7, [None], ["x"], [{}], [[ACTIVITY]], [ANNA], [REFERENCE]],
        ),
        *activities("context/contextActivities/category"),
    ],
    "2.0 context agents": parties_2("contextAgents", "contextAgent", "agent", ANNA, GROUP),
    "2.0 context groups": parties_2("contextGroups", "contextGroup", "group", GROUP, ANNA),
    "2.4.7, 4.5 timestamp": [
        *rows(
            "timestamp",
            OK,
            [
                "2026-03-01T10:00:00Z",
                "2026-03-01T10:00:00+00:00",
                "2026-03-01t10:00:00.123456789-08:00",
                "2999-01-01T00:00:00z",
                "2016-12-31T23:59:60Z",
            ],
        ),
        *rows(
            "timestamp",
            ONE,
            [
                "20260301T100000Z",
                "2026-03-01T10:00:00",
                "2026-03-01T10:00Z",
                "2026-03-01T10:00:00+08",
                "2026-03-01T10:00:00+0800",
            ],
        ),
        *rows("timestamp", TWO, ["2008-09-15 15:53:00.601+00:00"]),
        *rows(
            "timestamp",
            NO,
            [
                *NO_STRING,
                "",
                "should fail",
                "01/011/2015",
                "2026-03-01",
                "2026-02-30T10:00:00Z",
                "2026-03-01T25:00:00Z",
            ],
        ),
        *rows(
            "timestamp",
            NO,
            [f"2008-09-15T15:53:00.601{zone}" for zone in ("-00", "-0000", "-00:00", "+25:00", "Zulu", "+8")],
        ),
    ],
    "4.6 duration": [
        *rows(
            "result/duration",
            OK,
            [
                "PT4H35M59.14S",
                "P16559.14S",
                "P3Y1M29DT4H35M59.14S",
                "P3Y",
                "P4W",
                "PT0S",
                "PT1.123456S",
                "P1,5D",
            ],
        ),
        *rows(
            "result/duration",
            NO,
            [
                *NO_STRING,
                "",
                "P",
                "PT",
                "P4W1D",
                "P1S1Y",
                "PA1H0M0S",
                "4H",
                "PT1.5H30M",
                "P0003-06-04T12:30:05",
                "-PT1S",
                "P1YT",
            ],
        ),
    ],
    "2.4.11 attachments": [
        *rows("attachments", NO, [*NO_ARRAY, FILE, [None], ["x"], [7], [{}]]),
        *rows("attachments", OK, [[], [FILE, FILE]]),
        *[
            (f"attachments/0/{name}", ..., NO)
            for name in ("usageType", "display", "contentType", "length", "sha2")
        ],
        *[(f"attachments/0/{name}", ..., OK) for name in ("fileUrl",)],
        *rows("attachments/0/usageType", NO, NO_IRI),
        *rows("attachments/0/display", NO, NO_MAP),
        *rows("attachments/0/description", NO, NO_MAP),
        *rows("attachments/0/contentType", OK, ["text/plain", 'application/vnd.x+json; a="b c"']),
        *rows(
            "attachments/0/contentType",
            NO,
            [*NO_STRING, "", "text", "should fail", "text/plain\r\nX: y", "a/b; ü"],
        ),
        *rows("attachments/0/length", NO, [*NO_NUMBER, -1, 1.5]),
        *rows("attachments/0/sha2", OK, ["a" * 56, SHA256.upper(), "0" * 96, "f" * 128]),
        *rows("attachments/0/sha2", NO, [*NO_STRING, "", "0" * 63, "0" * 40, "g" * 64]),
        *rows("attachments/0/fileUrl", NO, NO_IRI),
        ("attachments/0/unknown", 1, NO),
    ],
    "4.1 extensions": [
        *[
            (f"{place}/extensions", one, NO)
            for place in ("object/definition", "result", "context")
            for one in [*NO_OBJECT, {"": 1}, {"no scheme": 1}, {"level": 1}]
        ],
        *[
            (f"{place}/extensions", {"urn:x:any": one}, OK)
            for place in ("object/definition", "result", "context")
            for one in (None, 1, "", [], {}, {"a": [None, {"b": None}]})
        ],
    ],
}
"""Rows that hold for statements and SubStatements alike."""

STATEMENT_ONLY: dict[str, list[Row]] = {
    "2.4.1 id": [("id", REFERENCE["id"], OK), ("id", REFERENCE["id"].upper(), OK), *rows("id", NO, NO_UUID)],
    "2.4.8 stored": [
        ("stored", "2026-03-01T10:00:00Z", OK),
        *rows("stored", NO, [*NO_STRING, "", "yesterday"]),
    ],
    "2.4.9 authority": [
        ("authority", {"objectType": "Group", "member": [ANNA, {"account": ACCOUNT}]}, OK),
        *identifiers("authority"),
        *rows("authority", NO, [{"objectType": "Group", "member": [ANNA] * n} for n in (0, 1, 3)]),
        *rows("authority", NO, [{**GROUP, "member": [ANNA, ANNA]}, GROUP, {}, *NO_OBJECT]),
    ],
    "2.4.10 version": [
        *rows("version", OK, ["1.0.0", "1.0.3", "1.0.32", "1.0"]),
        *rows("version", TWO, ["2.0.0", "2.0.1"]),
        *rows(
            "version",
            NO,
            [*NO_STRING, "", "0.9.9", "0.95", "1.1.0", "1", "1.0.", "2", "2.1.0", "3.0.0", "1.0." + "9" * 61],
        ),
    ],
    "2.3.2 voiding": [
        ("verb/id", "http://adlnet.gov/expapi/verbs/voided", NO),
        (
            "object",
            {"objectType": "SubStatement", "actor": ANNA, "verb": {"id": "urn:x:did"}, "object": ACTIVITY},
            OK,
        ),
    ],
    "2.4.6 revision and platform": [
        ("object", {**ANNA, "objectType": "Agent"}, NO),
        ("object", REFERENCE, NO),
        ("object", GROUP, NO),
        ("object", ACTIVITY, OK),
    ],
    "2.4.4.3 SubStatements": [
        *[
            (f"object/{name}", value, NO)
            for name, value in (
                ("id", REFERENCE["id"]),
                ("stored", BASE["timestamp"]),
                ("version", "1.0.0"),
                ("authority", ANNA),
            )
        ],
        ("object/objectType", "Substatement", NO),
        ("object/objectType", ..., NO),
        (
            "object/object",
            {"objectType": "SubStatement", "actor": ANNA, "verb": {"id": "urn:x:did"}, "object": ACTIVITY},
            NO,
        ),
        ("object/timestamp", "2999-01-01T00:00:00Z", OK),
        ("object/verb/id", "http://adlnet.gov/expapi/verbs/voided", NO),
    ],
}
SUBSTATEMENT = {**copy.deepcopy(BASE), "objectType": "SubStatement"}
WITH_SUBSTATEMENT = {"actor": ANNA, "verb": BASE["verb"], "object": SUBSTATEMENT}
BASES = {
    "2.4.6 revision and platform": {**BASE, "context": {"revision": "1", "platform": "web"}},
    "2.4.4.3 SubStatements": WITH_SUBSTATEMENT,
}
