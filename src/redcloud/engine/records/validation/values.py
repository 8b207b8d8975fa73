"""Stage records: checks of single values. In: any JSON value. Out: problems, none where it is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redcloud.engine.records.validation.formats import (
    is_duration,
    is_iri,
    is_language_tag,
    is_media_type,
    is_rfc3339,
    is_sha2,
    is_timestamp,
    is_uuid,
)
from redcloud.engine.records.validation.problems import (
    BOOLEAN,
    FORMAT,
    NOT_ALLOWED,
    NUMBER,
    Check,
    Problem,
    Problems,
    is_object,
    prefix,
    shown,
    within,
    wrong_type,
)


def text(value: Any, problems: Problems) -> None:
    """Check a string. NUL is refused outside extensions: no database can index it."""
    if type(value) is not str:
        problems.append(wrong_type(value, "not_a_string", FORMAT))
    elif "\x00" in value:
        problems.append(Problem("", FORMAT, "nul"))


def formatted(follows: Callable[[str], Any], rule: str, reason: str) -> Check:
    """Return the check of a string that has to follow a format."""

    def check(value: Any, problems: Problems) -> None:
        if type(value) is not str:
            problems.append(wrong_type(value, "not_a_string", rule))
        elif not follows(value):
            problems.append(Problem("", rule, reason))

    return check


iri = formatted(is_iri, "2.2.s4.b1.b8", "not_an_iri")
uuid = formatted(is_uuid, "4.4", "not_a_uuid")
timestamp = formatted(is_timestamp, "4.5.s1.b1", "not_a_timestamp")
timestamp_2 = formatted(is_rfc3339, "4.5.s1.b2", "not_an_rfc3339_timestamp")
duration = formatted(is_duration, "4.6.s1.b1", "not_a_duration")
language_tag = formatted(is_language_tag, "2.2.s4.b2", "not_a_language_tag")
media_type = formatted(is_media_type, "2.4.11.s2.table1.row4", "not_a_media_type")
sha2 = formatted(is_sha2, "2.4.11.s2.table1.row6", "not_a_sha2_hash")


def boolean(value: Any, problems: Problems) -> None:
    """Check a JSON true or false."""
    if type(value) is not bool:
        problems.append(wrong_type(value, "not_a_boolean", BOOLEAN))


def number(value: Any, problems: Problems) -> None:
    """Check a JSON number; strings that contain numbers are none."""
    if type(value) is not int and type(value) is not float:
        problems.append(wrong_type(value, "not_a_number", NUMBER))


def size(value: Any, problems: Problems) -> None:
    """Check a whole number of octets."""
    if type(value) is not int or value < 0:
        problems.append(wrong_type(value, "not_a_size", NUMBER))


def language_map(value: Any, problems: Problems) -> None:
    """Check a map of language tags to strings (4.2)."""
    if not is_object(value, problems):
        return
    for tag, words in value.items():
        if not is_language_tag(tag):
            problems.append(Problem(shown(tag), "2.2.s4.b2", "not_a_language_tag"))
        within(shown(tag), words, text, problems)


def extensions(value: Any, problems: Problems) -> None:
    """Check that the keys are IRIs; the values are nobody's business (4.1.s3.b2)."""
    if not is_object(value, problems):
        return
    problems.extend(Problem(shown(key), "4.1.s3.b1", "not_an_iri") for key in value if not is_iri(key))


def each(value: Any, check: Check, problems: Problems) -> None:
    """Check every element of an array."""
    if type(value) is not list:
        problems.append(wrong_type(value, "not_an_array"))
        return
    for index, part in enumerate(value):
        within(index, part, check, problems)


def parts(value: dict[str, Any], checks: dict[str, Check], problems: Problems) -> None:
    """Check an object's properties by name; a name without a check is not allowed there."""
    for key, part in value.items():
        check = checks.get(key)
        if check is None:
            problems.append(Problem(shown(key), NOT_ALLOWED, "unknown_property"))
            continue
        before = len(problems)
        check(part, problems)
        if len(problems) != before:
            prefix(shown(key), problems, before)


def required(value: dict[str, Any], rules: dict[str, str], problems: Problems) -> None:
    """Name every property of ``rules`` that is missing, with its rule."""
    if value.keys() >= rules.keys():
        return
    for key, rule in rules.items():
        if key not in value:
            problems.append(Problem(key, rule, "missing"))
