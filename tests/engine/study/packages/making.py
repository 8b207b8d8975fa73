"""Packages for the tests, made by the tests: structures, zips, terms of a launch and what a unit says."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS
from redcloud.engine.study.packages import Terms, Unit
from redcloud.engine.study.packages.reading import NAMESPACE
from redcloud.engine.study.packages.terms import LaunchMode

COURSE = "https://example.org/courses/soil"
FIRST = "https://example.org/courses/soil/1"
SECOND = "https://example.org/courses/soil/2"
START = datetime(2026, 11, 1, 8, tzinfo=UTC)
CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"


def words(name: str, **languages: str) -> str:
    texts = "".join(
        f"<langstring lang={quoteattr(tag.replace('_', '-'))}>{escape(text)}</langstring>"
        for tag, text in languages.items()
    )
    return f"<{name}>{texts}</{name}>"


def au(
    key: str = FIRST, url: str = "index.html", inner: str = "", title: str = "第一单元", **more: str
) -> str:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in more.items())
    texts = words("title", zh=title, en="Unit one") + words("description", zh="讲讲土壤。")
    return f"<au id={quoteattr(key)}{attributes}>{texts}<url>{escape(url)}</url>{inner}</au>"


def block(key: str, *parts: str) -> str:
    texts = words("title", zh="一组", en="A block") + words("description", zh="一组单元。")
    return f"<block id={quoteattr(key)}>{texts}{''.join(parts)}</block>"


def structure(*parts: str, course: str = COURSE, namespace: str = NAMESPACE, extra: str = "") -> str:
    texts = words("title", zh="认识土壤", en="Knowing soil") + words(
        "description", zh="两个单元。", en="Two."
    )
    head = f"<course id={quoteattr(course)}>{texts}</course>"
    body = "".join(parts) or au()
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<courseStructure xmlns="{namespace}">\n{head}\n'
        f"{body}\n{extra}</courseStructure>"
    )


def zipped(*entries: tuple[str, bytes | str]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out


def package(*parts: str, files: tuple[tuple[str, bytes | str], ...] = (), course: str = COURSE) -> io.BytesIO:
    """A zip with a structure and its files; ``index.html`` is always there."""
    return zipped(("cmi5.xml", structure(*parts, course=course)), ("index.html", "<p>土壤</p>"), *files)


def terms(
    mode: LaunchMode = "Normal", launch: int = 1, mastery: float | None = None, move_on: Any = "Passed"
) -> Terms:
    """The terms of a launch of the first unit."""
    return Terms(
        actor=Identifier("account", "8f2c", PACKAGE_ACCOUNTS),
        registration=UUID(int=7),
        launch=UUID(int=launch),
        activity=f"urn:redcloud:north:unit:{UUID(int=3)}",
        unit=Unit(FIRST, {"zh": "第一单元"}, {}, "index.html", move_on=move_on, mastery=mastery),
        mode=mode,
    )


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def statement(verb: str, at: float = 0, of: Terms | None = None, **result: Any) -> dict[str, Any]:
    """What a unit says, as the specification asks: cmi5 defined for its five verbs."""
    given = of or terms()
    template = given.context_template
    categories = [{"id": CATEGORY + "cmi5"}]
    held: dict[str, Any] = dict(result)
    if verb in ("completed", "passed", "failed"):
        categories.append({"id": CATEGORY + "moveon"})
        key = "completion" if verb == "completed" else "success"
        held.setdefault(key, verb != "failed")
    if verb != "initialized":
        held.setdefault("duration", "PT1M")
    made = {
        "id": str(UUID(int=int(at * 1000) + sum(map(ord, verb)) * 1_000_000 + given.launch.int)),
        "actor": given.actor.as_agent(),
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"objectType": "Activity", "id": given.activity},
        "context": {
            **template,
            "registration": str(given.registration),
            "contextActivities": {**template["contextActivities"], "category": categories},
        },
        "timestamp": after(at).isoformat().replace("+00:00", "Z"),
    }
    return {**made, "result": held} if held else made


def allowed(
    at: float = 0, of: Terms | None = None, verb: str = "http://example.org/verbs/turned"
) -> dict[str, Any]:
    """A statement of the unit's own kind: cmi5 allowed."""
    found = statement("initialized", at, of)
    found["context"]["contextActivities"].pop("category")
    return {**found, "verb": {"id": verb}, "id": str(UUID(int=int(at * 1000) + 10**12))}
