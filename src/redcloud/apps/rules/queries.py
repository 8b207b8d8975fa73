"""Stage rules: reads. In: a root organisation and a day. Out: the rule pack in force.

Rules are public facts and ask for no viewer. Packs are files that come with a release, read once a
process; a pack that does not load stops the reading with every fault (``PackRefused``).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import redcloud.packs
from redcloud.apps.rules.models import PackChoice
from redcloud.engine.rules.pack import RulePack, pack_on
from redcloud.engine.rules.read import read_pack

DEFAULT_PACK = "party"


class UnknownPackError(LookupError):
    """No pack of that code comes with this release."""


def pack_codes() -> list[str]:
    """Codes of the packs that come with this release."""
    return sorted({path.parent.name for path in _folder().glob("*/*.toml")})


@cache
def load_pack(code: str) -> RulePack:
    """Read the newest version of the pack ``code``.

    Raises
    ------
    UnknownPackError
        If no pack of that code comes with this release.
    PackRefused
        If its file breaks a rule of packs.
    """
    files = sorted(path for path in _folder().glob("*/*.toml") if path.parent.name == code)
    if not files:
        raise UnknownPackError(code)
    return read_pack(files[-1].read_text(encoding="utf-8"))


def pack_of(root_id: int) -> RulePack:
    """The pack that a root lives by, with every version of its rules."""
    code = PackChoice.objects.filter(root_id=root_id).values_list("code", flat=True).first()
    return load_pack(code or DEFAULT_PACK)


def pack_in_force(root_id: int, day: date) -> RulePack:
    """The rules that a root lived by on ``day``."""
    return pack_on(pack_of(root_id), day)


def _folder() -> Path:
    return Path(redcloud.packs.__file__).parent
