"""Stage outlook: the dated rules on formalism and the public holidays that come with this release."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import redcloud.packs
from redcloud.engine.outlook.requests import FormalismPack, read_formalism
from redcloud.engine.rules.workdays import WorkingYears, read_workdays

_FOLDER = Path(redcloud.packs.__file__).parent


@cache
def formalism_pack() -> FormalismPack:
    """The rules; they hold for every organisation and are no part of a pack that one may choose."""
    return read_formalism((_FOLDER / "formalism.toml").read_text(encoding="utf-8"))


@cache
def working_years() -> WorkingYears:
    """The public holidays of the years that were announced."""
    return read_workdays((_FOLDER / "workdays.toml").read_text(encoding="utf-8"))
