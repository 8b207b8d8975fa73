"""Makes the package: its own page and script, in two units. Out: octets of a zip."""

from __future__ import annotations

from pathlib import Path

from tests.engine.study.packages.making import au, block, package

COURSE = "https://example.org/courses/browser"
HERE = Path(__file__).parent
PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>认土</title><link rel="stylesheet" href="look.css"></head>
<body><h1>认土</h1><p id="state">正在打开</p><button id="done" disabled>学完了</button>
<script src="unit.js"></script></body></html>"""


def made(elsewhere: str = "") -> bytes:
    """Two units; with ``elsewhere`` the first also tries what it must not, and that address in particular."""
    page = PAGE.replace("<script", f'<script src="harm.js" data-elsewhere="{elsewhere}"></script><script', 1)
    files = (
        ("look.css", "h1 { color: rgb(10, 120, 30); }"),
        ("unit.js", (HERE / "unit.js").read_text(encoding="utf-8")),
        ("harm.js", (HERE / "harm.js").read_text(encoding="utf-8")),
        ("first.html", page if elsewhere else PAGE),
        ("second.html", PAGE),
    )
    first = au(f"{COURSE}/1", "first.html?mode=1", moveOn="CompletedAndPassed", masteryScore="0.5")
    second = au(f"{COURSE}/2", "second.html", title="第二单元", moveOn="Completed")
    return package(block(f"{COURSE}/b", first), second, files=files, course=COURSE).getvalue()
