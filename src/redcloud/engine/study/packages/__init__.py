"""Stage study: cmi5 packages without Django. A file in; structure, files and statements out.

Written from the text of cmi5 (Quartz, 1st edition); numbers in brackets are its sections.
"""

from redcloud.engine.study.packages.faults import BadPackage, Fault, Note
from redcloud.engine.study.packages.opening import Opened, open_package
from redcloud.engine.study.packages.structure import Block, Structure, Unit, from_json, said, to_json, worded
from redcloud.engine.study.packages.terms import LAUNCH_DATA, PREFERENCES, LaunchMode, Terms

__all__ = [
    "LAUNCH_DATA",
    "PREFERENCES",
    "BadPackage",
    "Block",
    "Fault",
    "LaunchMode",
    "Note",
    "Opened",
    "Structure",
    "Terms",
    "Unit",
    "from_json",
    "open_package",
    "said",
    "to_json",
    "worded",
]
