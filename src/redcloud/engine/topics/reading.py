"""Stage topics: files of labelled texts. A path in; rows, or what is wrong with which line, out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LARGEST_MB = 512
_LONGEST_CELL = 10_000_000


class Unreadable(ValueError):  # noqa: N818 - an answer, not a fault
    """The file cannot be used.

    Attributes
    ----------
    code : ``too_large``, ``binary``, ``encoding``, ``malformed``, ``empty``, ``no_column``, ``no_text``,
        ``no_label``, ``columns`` or ``label``.
    line : the line of the file, counted from 1; 0 where it is about the whole.
    detail : the column or value that it is about, as the file has it.
    """

    def __init__(self, code: str, line: int = 0, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.detail = code, line, detail


@dataclass(frozen=True, slots=True)
class Labelled:
    """Rows of texts by field, and a label each."""

    rows: list[dict[str, str]]
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Sentences side by side, and how much they mean the same: 0 or 1, or graded."""

    left: list[str]
    right: list[str]
    labels: list[float]


def decoded(path: Path) -> str:
    """Read a file as UTF-8 (with or without a byte order mark), UTF-16 with one, or GB18030.

    Raises
    ------
    Unreadable
        ``too_large``, ``binary`` or ``encoding``.
    """
    if path.stat().st_size > LARGEST_MB * 2**20:
        raise Unreadable("too_large", detail=str(LARGEST_MB))
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable("encoding", raw[: error.start].count(b"\n") + 1) from None
    if b"\0" in raw[:4096]:
        raise Unreadable("binary")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        raise Unreadable("encoding", line) from None


def read_labelled(path: Path, fields: Sequence[str], label: str) -> Labelled:
    """Read a CSV file with a heading. A field that is not among its columns is empty.

    Raises
    ------
    Unreadable
        Also when a row says nothing in any field or has no label.
    """
    rows, labels = [], []
    for line, cells in _records(decoded(path), fields, label):
        texts = {field: cells.get(field, "") for field in fields}
        if not any(text.strip() for text in texts.values()):
            raise Unreadable("no_text", line)
        if not cells[label].strip():
            raise Unreadable("no_label", line)
        rows.append(texts)
        labels.append(cells[label].strip())
    if not rows:
        raise Unreadable("empty")
    return Labelled(rows, labels)


def _records(text: str, fields: Sequence[str], label: str) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    started = 1
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        if not heading:
            raise Unreadable("empty")
        if label not in heading:
            raise Unreadable("no_column", 1, label)
        if not set(fields) & set(heading):
            raise Unreadable("no_column", 1, ",".join(fields))
        started = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(heading):
                    raise Unreadable("columns", started, f"{len(cells)} / {len(heading)}")
                yield started, dict(zip(heading, cells, strict=True))
            started = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("malformed", started, str(error)) from None


def read_pairs(path: Path) -> Pairs:
    """Read lines of ``sentence<TAB>sentence<TAB>number``. No heading, no quoting.

    Raises
    ------
    Unreadable
    """
    left, right, labels = [], [], []
    for number, line in enumerate(decoded(path).split("\n"), start=1):
        if not line.strip():
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) != 3:
            raise Unreadable("columns", number, f"{len(cells)} / 3")
        first, second, label = (cell.strip() for cell in cells)
        if not first or not second:
            raise Unreadable("no_text", number)
        labels.append(_number(label, number))
        left.append(first)
        right.append(second)
    if not left:
        raise Unreadable("empty")
    return Pairs(left, right, labels)


def _number(label: str, line: int) -> float:
    try:
        value = float(label)
    except ValueError:
        raise Unreadable("label", line, label) from None
    if not -1e6 < value < 1e6:  # also false for what is not a number
        raise Unreadable("label", line, label)
    return value
