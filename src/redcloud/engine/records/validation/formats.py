"""Stage records: formats of single values. In: strings. Out: whether they follow IRI, UUID, ISO 8601 ...

Best-effort checks that the specification allows (2.2.s4.b6, b7), except that IRIs follow the whole
grammar of RFC 3987 section 2.2. Answers for the few IRIs and tags that fill every stream are kept.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

# RFC 3987: iunreserved, sub-delims, ":" and "@", and ucschar; iprivate is for the query alone.
_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane * 0x10000 + (0x1000 if plane == 14 else 0))}-{chr(plane * 0x10000 + 0xFFFD)}"
    for plane in range(1, 15)
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_UNRESERVED = rf"A-Za-z0-9\-._~{_UCS}!$&'()*+,;="
_ESCAPED = r"%[0-9A-Fa-f]{2}"
_PCHAR = rf"(?:[{_UNRESERVED}:@]|{_ESCAPED})"
_AUTHORITY = (
    rf"(?:(?:[{_UNRESERVED}:]|{_ESCAPED})*@)?"
    rf"(?:\[[0-9A-Fa-fvV.:{_UNRESERVED}]+\]|(?:[{_UNRESERVED}]|{_ESCAPED})*)(?::[0-9]*)?"
)
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+\-.]*:"
    rf"(?://{_AUTHORITY}(?:/{_PCHAR}*)*|/(?:{_PCHAR}+(?:/{_PCHAR}*)*)?|{_PCHAR}+(?:/{_PCHAR}*)*|)"
    rf"(?:\?(?:[/?{_PRIVATE}]|{_PCHAR})*)?(?:\#(?:[/?]|{_PCHAR})*)?"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
_SHA1 = re.compile(r"[0-9A-Fa-f]{40}")
_SHA2 = re.compile(r"(?:[0-9A-Fa-f]{56}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128})")
_MAILTO = re.compile(r"mailto:[^\s@<>\x00-\x1f]+@[^\s@<>\x00-\x1f/?#]+")
# RFC 2045 section 5.1: token "/" token, then parameters; all of it is ASCII, since it becomes a header again.
_MEDIA_TYPE = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+/[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:[ \t]*;[\x20-\x7e]*)?")
# RFC 5646 section 2.1: langtag, private use, grandfathered.
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})"
    r"(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[0-9A-Za-z]{5,8}|[0-9][0-9A-Za-z]{3}))*"
    r"(?:-[0-9A-WY-Za-wy-z](?:-[0-9A-Za-z]{2,8})+)*"
    r"(?:-[Xx](?:-[0-9A-Za-z]{1,8})+)?"
    r"|[Xx](?:-[0-9A-Za-z]{1,8})+"
    r"|(?i:en-GB-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
    r"|sgn-(?:BE-FR|BE-NL|CH-DE)|zh-min(?:-nan)?)"
)
# ISO 8601:2004 4.4.3.2; "P16559.14S" without T stands among the specification's own examples (4.6.s2).
# Only the last number may have a fraction.
_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_DURATION = re.compile(
    rf"P(?!.*[.,][0-9]+[A-Z].)(?:{_NUMBER}W|{_NUMBER}S|(?=[0-9T])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?)"
)
_EXTENDED = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?([Zz]|[+\-]\d\d(?::?\d\d)?)?", re.ASCII
)
_BASIC = re.compile(
    r"(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?([Zz]|[+\-]\d\d(?:\d\d)?)?", re.ASCII
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+\-]\d\d:\d\d)", re.ASCII)
_NO_ZONE = frozenset({"-00", "-0000", "-00:00"})


@lru_cache(maxsize=65536)
def is_iri(text: str) -> bool:
    """Whether ``text`` is an absolute IRI with a scheme (RFC 3987).

    Examples
    --------
    >>> is_iri("course-v1:FUN-MOOC+00002+session01"), is_iri("no scheme"), is_iri("http://a b")
    (True, False, False)
    """
    return _IRI.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Whether ``text`` is a UUID in standard string form; any version and variant (4.4)."""
    return _UUID.fullmatch(text) is not None


def is_sha1(text: str) -> bool:
    """Whether ``text`` is 40 hexadecimal digits."""
    return _SHA1.fullmatch(text) is not None


def is_sha2(text: str) -> bool:
    """Whether ``text`` is as many hexadecimal digits as SHA-224, 256, 384 or 512 give."""
    return _SHA2.fullmatch(text) is not None


def is_mailto(text: str) -> bool:
    """Whether ``text`` is ``mailto:`` and an address."""
    return _MAILTO.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_media_type(text: str) -> bool:
    """Whether ``text`` is an Internet media type (RFC 2045, 2046)."""
    return _MEDIA_TYPE.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_language_tag(text: str) -> bool:
    """Whether the token lengths of ``text`` are those of RFC 5646, and no extension begins twice (2.2.6).

    Examples
    --------
    >>> [is_language_tag(text) for text in ("zh-Hans-CN", "zh-z-aaa-c-bbb", "zh-z-aaa-z-bbb", "en-x-z-z")]
    [True, True, False, True]
    """
    return _LANGUAGE.fullmatch(text) is not None and not _repeats_an_extension(text.lower())


def _repeats_an_extension(text: str) -> bool:
    # What follows the singleton x is private: nothing holds for its subtags.
    public = "" if text.startswith("x-") else text.partition("-x-")[0]
    singletons = [subtag for subtag in public.split("-") if len(subtag) == 1]
    return len(set(singletons)) != len(singletons)


def is_duration(text: str) -> bool:
    """Whether ``text`` is an ISO 8601 duration with designators.

    Examples
    --------
    >>> [is_duration(text) for text in ("PT4H35M59.14S", "P4W", "P4W1D", "P", "PT")]
    [True, True, False, False, False]
    """
    return _DURATION.fullmatch(text) is not None


def is_timestamp(text: str) -> bool:
    """Whether ``text`` is an ISO 8601 date and time, extended or basic (4.5.s1.b1).

    Examples
    --------
    >>> [is_timestamp(text) for text in ("2026-03-01T10:00Z", "20260301T100000", "2026-03-01 10:00:00Z")]
    [True, True, False]
    """
    return text[10:11] != " " and instant(text) is not None


def is_rfc3339(text: str) -> bool:
    """Whether ``text`` is a date and time of RFC 3339, as xAPI 2.0 asks: to the second, with its offset.

    Section 5.6 lets a space stand for the T.

    Examples
    --------
    >>> [is_rfc3339(text) for text in ("2026-03-01 10:00:00+08:00", "2026-03-01T10:00Z", "20260301T100000Z")]
    [True, False, False]
    """
    return _RFC3339.fullmatch(text) is not None and instant(text) is not None


# Validation and storing both ask for the same one, shortly after each other.
@lru_cache(maxsize=4096)
def instant(text: str) -> datetime | None:
    """Return the instant that a date and time of ISO 8601 or RFC 3339 names, in UTC, or None.

    A time without a zone is taken as UTC. ``-00``, ``-0000`` and ``-00:00`` are no zones (4.5).
    A leap second counts as the second before it. Digits beyond the microsecond are cut off.

    Examples
    --------
    >>> instant("2021-11-29T23:09:00.867219+08:00").isoformat()
    '2021-11-29T15:09:00.867219+00:00'
    """
    found = _EXTENDED.fullmatch(text)
    if found:
        day, minute, second, fraction, zone = found.groups()
    else:
        basic = _BASIC.fullmatch(text)
        if basic is None:
            return None
        year, month, date, hour, minutes, second, fraction, zone = basic.groups()
        day, minute = f"{year}-{month}-{date}", f"{hour}:{minutes}"
    if zone in _NO_ZONE:
        return None
    second = "59" if second == "60" else second or "00"
    fraction = (fraction or "0")[:6]
    try:
        local = datetime.fromisoformat(f"{day}T{minute}:{second}.{fraction:0<6}{_offset(zone)}")
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str | None) -> str:
    if zone is None or zone in "Zz":
        return "+00:00"
    return zone if len(zone) == 3 or ":" in zone else f"{zone[:3]}:{zone[3:]}"
