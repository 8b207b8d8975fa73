"""Stage records: bytes to JSON values. In: what anybody may send. Out: a value, or Malformed.

JSON's grammar leaves open what a receiver does with duplicate names, lone surrogates and giant
numbers (RFC 8259 sections 4, 6, 8.2). Here each is refused, with the rule, before anything is read.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from redcloud.engine.records.validation.problems import Problem

DEPTH_LIMIT = 100
"""Levels of nesting. Real statements have fewer than ten; a parser's stack has an end."""

SIZE_LIMIT = 1024 * 1024
"""Octets of one statement without its attachments."""

# A name is a string followed by a colon; strings are skipped whole, so that colons in them don't count.
_NAMES = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"([ \t\r\n]*+:)?', re.DOTALL)
_QUOTE_COLON = re.compile(rb'"[ \t\r\n]*+:')
_decode = msgspec.json.Decoder().decode


class Malformed(ValueError):  # noqa: N818 - reads as what it says
    """The bytes are not JSON that may be stored; ``problem`` says why."""

    def __init__(self, rule: str, reason: str, path: str = "") -> None:
        super().__init__(f"{rule} {reason}")
        self.problem = Problem(path, rule, reason)


def decode(raw: bytes) -> Any:
    """Decode one JSON value strictly.

    Raises
    ------
    Malformed
        Not JSON, not UTF-8, lone surrogates, numbers beyond binary64, duplicate names, too deep
        (more than `DEPTH_LIMIT` levels) or too large (more than `SIZE_LIMIT` octets).
    """
    if len(raw) > SIZE_LIMIT:
        raise Malformed("rfc8259-9", "too_large")
    try:
        value = _decode(raw)
    except RecursionError:
        raise Malformed("rfc8259-9", "too_deep") from None
    except UnicodeDecodeError:
        raise Malformed("rfc8259-8.1", "not_utf8") from None
    except msgspec.ValidationError:
        raise Malformed("rfc8259-6", "number_out_of_range") from None
    except (msgspec.DecodeError, ValueError):
        raise Malformed(*_why_not_json(raw)) from None
    held = _names_held(value, 0)
    # Quotes before colons are at least as many as names; equal to the names held, none stood twice.
    # Only a text with such a pair inside a string is read a second time, exactly.
    if len(_QUOTE_COLON.findall(raw)) != held and sum(map(bool, _NAMES.findall(raw))) != held:
        raise Malformed("2.2.s2.b2", "duplicate_name")
    return value


def decode_any(raw: bytes) -> Any:
    """Decode one JSON value of any size and depth, as loosely as JSON allows; None for what is no JSON.

    For a first look at what a request holds; each statement is decoded strictly afterwards.
    """
    try:
        return _decode(raw)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return None


def _names_held(value: Any, depth: int) -> int:
    """Count the names in all objects below; fewer than the text has means that some stood twice."""
    if depth > DEPTH_LIMIT:
        raise Malformed("rfc8259-9", "too_deep")
    if type(value) is dict:
        count = len(value)
        for part in value.values():
            if type(part) is dict or type(part) is list:
                count += _names_held(part, depth + 1)
        return count
    if type(value) is list:
        count = 0
        for part in value:
            if type(part) is dict or type(part) is list:
                count += _names_held(part, depth + 1)
        return count
    return 0


_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


def _why_not_json(raw: bytes) -> tuple[str, str]:
    if not raw.strip():
        return "rfc8259-2", "empty"
    if b"\x00" in raw:
        return "rfc8259-7", "nul"
    if _LONE_SURROGATE.search(raw):
        return "rfc8259-8.2", "lone_surrogate"
    return "rfc8259-2", "not_json"
