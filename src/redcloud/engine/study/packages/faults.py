"""Stage study: what is wrong with a package, and what its editor should know. Codes, never sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from redcloud.engine.study.folders.bundle import BundleFault

FaultCode = (
    BundleFault
    | Literal[
        "no_structure",
        "structure_deeper",  # it lies in a folder of the zip
        "xml_broken",
        "xml_doctype",
        "xml_too_large",
        "not_cmi5",
        "lacks",
        "repeated",
        "not_an_iri",
        "id_too_long",
        "repeated_id",
        "no_units",
        "too_many_units",
        "too_deep",
        "bad_move_on",
        "bad_launch_method",
        "bad_mastery",
        "url_unreadable",
        "url_not_web",  # an application of its own
        "url_not_safe",  # http where this platform is https
        "url_leads_out",
        "url_parameter",  # a name that the launch itself uses
        "url_without_zip",
        "file_missing",
    ]
)

NoteCode = Literal[
    "no_description",
    "unknown_language",
    "never_done",  # nothing that a learner does completes it
    "done_by_itself",  # one unit counts as satisfied from the start
    "from_elsewhere",  # a unit lies on another host
    "loads_elsewhere",  # a page of the package asks another host for something, and will not get it
    "keeps_in_browser",  # it uses the browser's store, which it does not have here
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a package is not taken: ``line`` of cmi5.xml (0 for none), which thing, what stands there."""

    code: FaultCode
    line: int = 0
    at: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What an editor should know of a package that is taken."""

    code: NoteCode
    at: str = ""
    value: str = ""


class BadPackage(Exception):  # noqa: N818 - it is an answer about a file
    """A package that is not taken, with everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults
