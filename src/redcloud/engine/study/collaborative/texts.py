"""Stage study: how alike texts are. Titles and texts in Chinese or English in, sparse likenesses out.

Words of scripts that put spaces between them, and pairs and single characters of those that do not,
weighed by TF-IDF (logarithmic counts). No model and no dictionary: an item is comparable the minute
it is written.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from redcloud.engine.study.collaborative.interactions import LARGEST_ID, Csr, IntArray
from redcloud.engine.study.collaborative.model import scaled, scaled_rows
from redcloud.engine.study.collaborative.neighbours import MOST_CELLS, strongest

TITLE_COUNTS = 2
MOST_CHARACTERS = 4000
NEAREST = 80
_UNSPACED = r"\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af"
_RUNS = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_SPACELESS = re.compile(rf"[{_UNSPACED}]")


class ItemsError(ValueError):
    """A file of items is not ``item,title,text``."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Titles and texts by item id."""

    items: IntArray
    words: tuple[str, ...]


def read_items(path: Path) -> Texts:
    """Read a CSV file with the columns ``item``, ``title`` and, where there is one, ``text``.

    Raises
    ------
    ItemsError
        If columns are missing, an item is no whole number, named twice, or the file is not UTF-8.
    OSError
        If the file cannot be opened.
    """
    ids, words = list[int](), list[str]()
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        try:
            _check_columns(path, reader.fieldnames)
            for row in reader:
                item = (row["item"] or "").strip()
                if not (item.isascii() and item.isdigit()) or int(item) > LARGEST_ID:
                    raise ItemsError(
                        f"{path}, line {reader.line_num}: the item {item[:40]!r} is no whole number"
                    )
                ids.append(int(item))
                title = row["title"] or ""
                words.append("\n".join([*[title] * TITLE_COUNTS, (row.get("text") or "")[:MOST_CHARACTERS]]))
        except UnicodeDecodeError as problem:
            raise ItemsError(f"{path} is not UTF-8: {problem.reason}") from problem
        except csv.Error as problem:
            raise ItemsError(f"{path}, line {reader.line_num}: {problem}") from problem
    items = np.array(ids, dtype=np.int64)
    order = np.argsort(items, kind="stable")
    again = np.flatnonzero(np.diff(items[order]) == 0)
    if len(again):
        raise ItemsError(f"{path}: the item {items[order][again[0]]} is named twice")
    return Texts(items[order], tuple(words[at] for at in order))


def _check_columns(path: Path, columns: Sequence[str] | None) -> None:
    missing = {"item", "title"} - set(columns or ())
    if missing:
        raise ItemsError(
            f"{path} has no column {', '.join(sorted(missing))}: the first line is `item,title,text`"
        )


def pieces(text: str) -> Iterator[str]:
    """Cut a text into words, and into single and paired characters where words are not spaced.

    Examples
    --------
    >>> list(pieces("First aid 急救课"))
    ['first', 'aid', '急', '救', '课', '急救', '救课']
    """
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).lower()):
        if _SPACELESS.match(run):
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        else:
            yield run


def vectors(words: Sequence[str]) -> Csr:
    """TF-IDF of texts: texts by pieces, rows of length 1 (0 where nothing is said)."""
    number: dict[str, int] = {}
    rows, cols, counts = list[int](), list[int](), list[int]()
    for row, text in enumerate(words):
        for piece, count in Counter(pieces(text)).items():
            rows.append(row)
            cols.append(number.setdefault(piece, len(number)))
            counts.append(count)
    shape = (len(words), max(len(number), 1))
    found = Csr((1 + np.log(np.array(counts, dtype=np.float32)), (rows, cols)), shape=shape)
    texts_with = np.bincount(found.indices, minlength=shape[1])
    found = scaled(found, (np.log((1 + len(words)) / (1 + texts_with)) + 0.1).astype(np.float32))
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return scaled_rows(found, (1 / np.maximum(length, 1e-12)).astype(np.float32))


def likeness(of: Csr, to: Csr, most: int = NEAREST) -> Csr:
    """Cosine of rows of ``of`` with the nearest ``most`` rows of ``to``."""
    turned = to.T.tocsr()
    size = max(1, MOST_CELLS // max(to.shape[0], 1))
    parts = [
        strongest((of[start : start + size] @ turned).toarray(), most)
        for start in range(0, of.shape[0], size)
    ]
    return _stacked(parts, (of.shape[0], to.shape[0]))


def similar_items(found: Csr, most: int = NEAREST) -> Csr:
    """Likeness of items among themselves, themselves left out."""
    alike = likeness(found, found, most + 1).tocoo()
    other = alike.row != alike.col
    return Csr((alike.data[other], (alike.row[other], alike.col[other])), shape=alike.shape)


def _stacked(parts: Sequence[Csr], shape: tuple[int, int]) -> Csr:
    from scipy import sparse

    return Csr(sparse.vstack(parts, format="csr")) if parts else Csr(shape, dtype=np.float32)


def on_axis(texts: Texts, items: IntArray) -> list[str]:
    """Words of each item of a sorted axis; nothing for those without a text."""
    at = np.searchsorted(texts.items, items)
    safe = np.minimum(at, max(len(texts.items) - 1, 0))
    known = (texts.items[safe] == items) if len(texts.items) else np.zeros(len(items), dtype=bool)
    return [texts.words[place] if there else "" for place, there in zip(safe, known, strict=True)]
