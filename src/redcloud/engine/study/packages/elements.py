"""Stage study: reads XML that somebody else wrote. Octets in, elements with their lines out, or a fault.

The standard library's expat, told to refuse every document type declaration: without one there are no
entities, neither those that read files and addresses nor those that grow. A package that wraps the parser
would do the same and would not say in which line something stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from redcloud.engine.study.packages.faults import BadPackage, Fault

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_ELEMENTS: Final = 200_000
DEEPEST: Final = 40
_BETWEEN: Final = "}"


@dataclass(slots=True)
class Element:
    """An element: where it is from, what it is called, in which line it begins."""

    namespace: str
    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def named(self, name: str) -> list[Element]:
        """Children of a name and of the same namespace, in their order."""
        return [one for one in self.children if one.name == name and one.namespace == self.namespace]


class _Builder:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def _doctype(self, *_declared: object) -> None:
        raise BadPackage([Fault("xml_doctype", self.parser.CurrentLineNumber)])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        line = self.parser.CurrentLineNumber
        if self._count > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise BadPackage([Fault("xml_too_large", line)])
        namespace, between, local = name.rpartition(_BETWEEN)
        element = Element(namespace if between else "", local, line, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text


def read_xml(data: bytes) -> Element:
    """Return the root element.

    Raises
    ------
    BadPackage
        With one fault: expat stops at the first.
    """
    if len(data) > MOST_BYTES:
        raise BadPackage([Fault("xml_too_large")])
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as wrong:
        raise BadPackage([Fault("xml_broken", wrong.lineno, value=expat.ErrorString(wrong.code))]) from wrong
    except (LookupError, ValueError) as wrong:
        # An encoding that expat does not read.
        raise BadPackage([Fault("xml_broken", 1, value=str(wrong)[:100])]) from wrong
    if builder.root is None:
        raise BadPackage([Fault("xml_broken", 1)])
    return builder.root
