"""``redcloud messages``: compile every translation, in Python, so that no gettext need be installed."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1]


def compile_all(folder: Path = SOURCE) -> int:
    """Compile each ``.po`` under ``folder`` that is newer than its ``.mo``; return how many."""
    compiled = 0
    for po in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parents[1].name)
        with mo.open("wb") as target:
            write_mo(target, catalog)
        compiled += 1
    return compiled


def messages() -> None:
    """Compile the translations."""
    print(f"compiled: {compile_all()}")


if __name__ == "__main__":
    messages()
