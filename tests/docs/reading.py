"""Reads the documents for the tests: Markdown files in, links, code spans and commands out."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "node_modules", "var", "build", "dist"}

_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """One Markdown file of the repository."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def links(self) -> list[str]:
        """Targets of links and pictures, without those inside code."""
        return _LINK.findall(_SPAN.sub("", _FENCE.sub("", self.text)))

    def anchors(self) -> set[str]:
        """Names of the headings, as they are made on a code host."""
        return {_anchor(heading) for heading in _HEADING.findall(_FENCE.sub("", self.text))}

    def code_lines(self) -> Iterator[str]:
        """Lines of code: spans, fenced blocks and blocks set in by four spaces."""
        for block in _FENCE.finditer(self.text):
            yield from block.group().splitlines()[1:-1]
        rest = _FENCE.sub("", self.text)
        yield from _SPAN.findall(rest)
        yield from (line.strip() for line in rest.splitlines() if line.startswith("    "))

    def code_spans(self) -> list[str]:
        return _SPAN.findall(_FENCE.sub("", self.text))


def _anchor(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def repository_files() -> list[Path]:
    """Every file that is or could be committed; without git, every file not built or installed."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        paths = [
            path
            for path in ROOT.rglob("*")
            if not NOT_OURS & set(path.relative_to(ROOT).parts) and "__pycache__" not in path.parts
        ]
    return sorted(path for path in paths if path.is_file())


def documents() -> list[Document]:
    """All documents: Markdown at the top and below ``docs/``."""
    return [
        Document(path)
        for path in repository_files()
        if path.suffix == ".md" and (path.parent == ROOT or ROOT / "docs" in path.parents)
    ]
