"""Stage study: a course structure out of cmi5.xml (cmi5 13). Octets in, a structure out, or every fault.

Elements of other namespaces are a vendor's own and are left alone (13.1.5). A missing description is told
and taken: many tools leave it out, and nothing depends on it.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from redcloud.engine.records.validation.formats import is_iri, is_language_tag
from redcloud.engine.study.packages.addresses import wrong_with
from redcloud.engine.study.packages.elements import Element, read_xml
from redcloud.engine.study.packages.faults import BadPackage, Fault, FaultCode, Note, NoteCode
from redcloud.engine.study.packages.structure import (
    LAUNCH_METHODS,
    MOVE_ON,
    UNKNOWN,
    Block,
    LaunchMethod,
    MoveOn,
    Part,
    Structure,
    Unit,
    Words,
)

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
MOST_UNITS: Final = 5_000
"""The specification asks for more than a thousand (6.1)."""
DEEPEST: Final = 20
LONGEST_ID: Final = 1_000
Word = TypeVar("Word", MoveOn, LaunchMethod)


def read_structure(
    data: bytes, files: Collection[str] | None, *, plain_http: bool = False
) -> tuple[Structure, list[Note]]:
    """Return the structure, and what its editor should know.

    Parameters
    ----------
    files : keys of the package's files; None where the structure came alone.

    Raises
    ------
    BadPackage
    """
    root = read_xml(data)
    if (root.namespace, root.name) != (NAMESPACE, "courseStructure"):
        found = f"{root.namespace} {root.name}".strip()
        raise BadPackage([Fault("not_cmi5", root.line, value=found[:300])])
    reader = _Reader(files, plain_http)
    structure = reader.structure(root)
    if reader.faults:
        raise BadPackage(reader.faults)
    return structure, [*reader.notes, *_notes(structure)]


def _notes(structure: Structure) -> list[Note]:
    found = [Note("from_elsewhere", value=host) for host in structure.hosts]
    if not structure.says_when_done:
        return [*found, Note("never_done")]
    by_itself = [unit.id for unit in structure.units if unit.move_on == "NotApplicable"]
    return found + [Note("done_by_itself", at=one) for one in by_itself]


class _Reader:
    """Reads one structure and collects what is wrong, so that an editor mends it all at once."""

    def __init__(self, files: Collection[str] | None, plain_http: bool) -> None:
        self._files = files
        self._plain_http = plain_http
        self._ids: set[str] = set()
        self._units = 0
        self.faults: list[Fault] = []
        self.notes: list[Note] = []

    def _wrong(self, code: FaultCode, element: Element, at: str = "", value: str = "") -> None:
        self.faults.append(Fault(code, element.line, (at or element.name)[:300], value[:300]))

    def _note(self, code: NoteCode, at: str, value: str = "") -> None:
        self.notes.append(Note(code, at[:300], value[:300]))

    def structure(self, root: Element) -> Structure:
        courses = root.named("course")
        if len(courses) != 1:
            self._wrong("repeated" if courses else "lacks", root, value="course")
            raise BadPackage(self.faults)
        course = courses[0]
        key = self._id(course)
        parts = self._parts(root, 0)
        if not self._units:
            self._wrong("no_units", root)
        return Structure(key, self._words(course, "title", key), self._description(course, key), parts)

    def _parts(self, above: Element, depth: int) -> tuple[Part, ...]:
        if depth > DEEPEST:
            self._wrong("too_deep", above)
            raise BadPackage(self.faults)
        found: list[Part] = []
        for element in above.children:
            if element.namespace != NAMESPACE:
                continue
            if element.name == "au":
                found.append(self._unit(element))
            elif element.name == "block":
                found.append(self._block(element, depth))
        return tuple(found)

    def _block(self, element: Element, depth: int) -> Block:
        key = self._id(element)
        parts = self._parts(element, depth + 1)
        if not parts:
            self._wrong("no_units", element, key)
        return Block(key, self._words(element, "title", key), self._description(element, key), parts)

    def _unit(self, element: Element) -> Unit:
        self._units += 1
        if self._units > MOST_UNITS:
            self._wrong("too_many_units", element, value=str(MOST_UNITS))
            raise BadPackage(self.faults)
        key = self._id(element)
        return Unit(
            id=key,
            title=self._words(element, "title", key),
            description=self._description(element, key),
            url=self._url(element, key),
            move_on=self._move_on(element, key),
            launch_method=self._launch_method(element, key),
            mastery=self._mastery(element, key),
            activity_type=self._activity_type(element, key),
            launch_parameters=self._text(element, "launchParameters", key),
            entitlement_key=self._text(element, "entitlementKey", key),
        )

    def _id(self, element: Element) -> str:
        key = element.attributes.get("id", "").strip()
        if not key:
            self._wrong("lacks", element, value="id")
        elif len(key) > LONGEST_ID:
            self._wrong("id_too_long", element, value=key)
        elif not is_iri(key):
            self._wrong("not_an_iri", element, value=key)
        elif key in self._ids:
            self._wrong("repeated_id", element, value=key)
        self._ids.add(key)
        return key

    def _only(self, element: Element, name: str, at: str) -> Element | None:
        found = element.named(name)
        if len(found) > 1:
            self._wrong("repeated", found[1], at, name)
        return found[0] if found else None

    def _words(self, element: Element, name: str, at: str) -> Words:
        """Return a text in its languages; a title is needed in one of them."""
        found = self._languages(element, name, at)
        if not found:
            self._wrong("lacks", element, at, name)
        return found

    def _description(self, element: Element, at: str) -> Words:
        found = self._languages(element, "description", at)
        if not found:
            self._note("no_description", at)
        return found

    def _languages(self, element: Element, name: str, at: str) -> Words:
        holder = self._only(element, name, at)
        found: dict[str, str] = {}
        for one in holder.named("langstring") if holder is not None else []:
            text = _tidied(one.text)
            tag = one.attributes.get("lang", "").strip() or UNKNOWN
            if not text:
                continue
            if not is_language_tag(tag):
                self._note("unknown_language", at, tag)
                tag = UNKNOWN
            found.setdefault(tag, text)
        return found

    def _text(self, element: Element, name: str, at: str) -> str | None:
        found = self._only(element, name, at)
        return (found.text.strip() or None) if found is not None else None

    def _url(self, element: Element, at: str) -> str:
        holder = self._only(element, "url", at)
        url = holder.text.strip() if holder is not None else ""
        if holder is None or not url:
            self._wrong("lacks", element, at, "url")
            return ""
        wrong = wrong_with(url, self._files, plain_http=self._plain_http)
        if wrong is not None:
            self._wrong(wrong, holder, at, url)
        return url

    def _one_of(
        self, known: Collection[Word], element: Element, at: str, name: str, wrong: FaultCode, default: Word
    ) -> Word:
        """The word of a closed list that an attribute has."""
        given = element.attributes.get(name, default).strip()
        for word in known:
            if given == word:
                return word
        self._wrong(wrong, element, at, given)
        return default

    def _move_on(self, element: Element, at: str) -> MoveOn:
        return self._one_of(MOVE_ON, element, at, "moveOn", "bad_move_on", "NotApplicable")

    def _launch_method(self, element: Element, at: str) -> LaunchMethod:
        return self._one_of(LAUNCH_METHODS, element, at, "launchMethod", "bad_launch_method", "AnyWindow")

    def _mastery(self, element: Element, at: str) -> float | None:
        given = element.attributes.get("masteryScore")
        if given is None:
            return None
        try:
            score = Decimal(given.strip())
        except InvalidOperation:
            score = Decimal(-1)
        exponent = score.as_tuple().exponent
        if not score.is_finite() or not 0 <= score <= 1 or not isinstance(exponent, int) or exponent < -4:
            self._wrong("bad_mastery", element, at, given)
            return None
        return float(score)

    def _activity_type(self, element: Element, at: str) -> str:
        given = element.attributes.get("activityType", "").strip()
        if given and not is_iri(given):
            self._wrong("not_an_iri", element, at, given)
        return given


def _tidied(text: str) -> str:
    """Return a text without the indentation that it had in its file; paragraphs stay apart."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    return "\n".join(lines)
