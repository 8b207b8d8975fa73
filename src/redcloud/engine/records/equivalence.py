"""Stage records: are two statements the same? In: a valid statement. Out: a digest of its content.

xAPI Data 2.3.1: what a store may set or change is left out (id, stored, authority, version,
timestamp, the verb's display, activity definitions, the order of a group's members, attachments, the
case of what has none); everything else counts as it is written. Durations are strings of which what is
finer than 0.01 s does not count (4.6.s1.b5). Timestamps are compared by the store, as instants.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec

from redcloud.engine.records.validation.formats import instant

_LEFT_OUT = frozenset({"id", "stored", "authority", "version", "timestamp", "attachments"})
_FINER = re.compile(r"([.,][0-9]{2})[0-9]+S$")
_encode = msgspec.json.Encoder(order="sorted").encode


def content_digest(statement: dict[str, Any]) -> UUID:
    """Return the digest that equivalent statements share."""
    kept = _comparable({key: part for key, part in statement.items() if key not in _LEFT_OUT})
    return UUID(bytes=blake2b(_encode(kept), digest_size=16).digest())


def _comparable(whole: dict[str, Any]) -> dict[str, Any]:
    """Return a statement or SubStatement as it is compared."""
    kept = dict(whole)
    kept["verb"] = whole["verb"]["id"]
    kept["actor"] = _party(whole["actor"])
    kept["object"] = _object(whole["object"])
    if "context" in whole:
        kept["context"] = _context(whole["context"])
    if "duration" in whole.get("result", ()):
        kept["result"] = {**whole["result"], "duration": _FINER.sub(r"\1S", whole["result"]["duration"])}
    return kept


def _object(target: dict[str, Any]) -> Any:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return target["id"]
    if kind in ("Agent", "Group"):
        return _party(target)
    if kind == "SubStatement":
        kept = _comparable({key: part for key, part in target.items() if key != "attachments"})
        if "timestamp" in target:
            kept["timestamp"] = str(instant(target["timestamp"]))
        return kept
    return [kind, target["id"].lower()]


def _party(agent: dict[str, Any]) -> dict[str, Any]:
    kept = dict(agent)
    kept.setdefault("objectType", "Agent")
    members = agent.get("member")
    if members is not None:
        kept["member"] = sorted((_party(one) for one in members), key=_encode)
    mbox = agent.get("mbox")
    if mbox is not None:
        local, _, domain = mbox.rpartition("@")
        kept["mbox"] = f"{local}@{domain.lower()}"
    if "mbox_sha1sum" in agent:
        kept["mbox_sha1sum"] = agent["mbox_sha1sum"].lower()
    return kept


def _context(context: dict[str, Any]) -> dict[str, Any]:
    kept = dict(context)
    if "registration" in kept:
        kept["registration"] = kept["registration"].lower()
    if "statement" in kept:
        kept["statement"] = kept["statement"]["id"].lower()
    if "language" in kept:
        kept["language"] = kept["language"].lower()
    for key in ("instructor", "team"):
        if key in kept:
            kept[key] = _party(kept[key])
    for key, held in (("contextAgents", "agent"), ("contextGroups", "group")):
        if key in kept:
            kept[key] = [{**one, held: _party(one[held])} for one in kept[key]]
    groups = kept.get("contextActivities")
    if groups is not None:
        # A single activity means an array of one.
        kept["contextActivities"] = {
            key: [one["id"] for one in (found if type(found) is list else [found])]
            for key, found in groups.items()
        }
    return kept
