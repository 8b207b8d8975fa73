"""Stage topics: makes a model. Texts with a code each in, a ``TopicModel`` out.

Everything that is chosen (which judges, their weights, the calibration, the threshold) is chosen on
folds of the rows that are given, so that no other text is needed or seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from redcloud.engine.topics.blend import Blend, fit_blend, fit_temper, softmax
from redcloud.engine.topics.folds import folds_of, kin
from redcloud.engine.topics.heads import JUDGES, Floats, Ints, Judge, Views, views_of
from redcloud.engine.topics.measures import macro_f1, threshold_for
from redcloud.engine.topics.model import (
    ANY_FIELD,
    Fields,
    Saw,
    Told,
    TopicModel,
    joined,
    logits_of,
    logs,
    told_by,
)
from redcloud.engine.topics.wording import opening, same_key

FOLDS = 4
FEWEST_OF_A_FIELD = 200
RIGHT_SHARE = 0.9
"""Answers are given where nine of ten were right on texts not seen in training; else it abstains."""
SURE_FLOOR = 0.5
SHARED_FLOOR = 0.4
"""The floor where a text may have several codes, which then share its certainty."""

_COMPANIES: tuple[tuple[str, ...], ...] = (
    ("letters",),
    ("steady",),
    ("letters", "steady"),
    ("letters", "steady", "meaning"),
)
_WORTH = 0.001  # macro-F1 that another judge has to add
_LONG = 80
_MOST_OPENINGS = 800


class TooLittle(ValueError):  # noqa: N818 - an answer, not a fault
    """There is not enough to learn from; ``code`` says what is missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def train(rows: Sequence[Fields], labels: Sequence[str], *, several: bool = False) -> TopicModel:
    """Learn from rows with a code each. The same rows give the same model.

    Rows that say the same (but for punctuation) as one before are dropped.

    Parameters
    ----------
    rows : texts by field; fields may differ from row to row.
    labels : a code a row, same length.
    several : a text may have several codes: it then stands in a row for each, and naming any is right.

    Raises
    ------
    TooLittle
        ``one_label`` or ``few_rows``.
    """
    kept = _kept(rows, labels if several else [""] * len(rows))
    dropped = len(rows) - len(kept)
    rows, labels = [rows[place] for place in kept], [labels[place] for place in kept]
    codes = sorted(set(labels))
    if len(codes) < 2:
        raise TooLittle("one_label")
    if len(rows) < 2 * len(codes):
        raise TooLittle("few_rows")
    told = told_by(rows)
    row_labels = np.searchsorted(codes, labels)
    truth = row_labels[told.rows]
    shares = (np.bincount(row_labels, minlength=len(codes)) + 1) / (len(rows) + len(codes))

    views = views_of(told.texts)
    folds = folds_of(kin(told.texts, told.rows.tolist()), truth, FOLDS if len(rows) >= 40 else 2)
    seen_apart, openings = _cross_fitted(told, views, truth, folds, len(codes))
    names = _company(seen_apart, truth)
    scores = np.stack([seen_apart[name] for name in names])
    blends = _blends(scores, truth, told.fields)
    logits = logits_of(blends, scores, told.fields)
    temper = _temper(blends, logits, openings.stacked(names), told, row_labels, shares)
    guessed = softmax(joined(logits, told.rows, len(rows), shares, temper))
    best, sure = guessed.argmax(axis=1), guessed.max(axis=1)
    right = _right(rows, row_labels, best) if several else best == row_labels
    floor = SHARED_FLOOR if several else SURE_FLOOR
    return TopicModel(
        codes=codes,
        judges={name: _fitted(name, views, truth, len(codes)) for name in names},
        blends=blends,
        temper=temper,
        shares=shares,
        threshold=threshold_for(right.astype(int), sure, RIGHT_SHARE, floor),
        saw=Saw(len(rows), dropped, _fingerprint(rows, labels)),
        checked={"macro_f1": macro_f1(row_labels, best), "accuracy": float(right.mean())},
    )


def _kept(rows: Sequence[Fields], labels: Sequence[str]) -> list[int]:
    """Find the rows to learn from: those that say something, the first of those that say the same."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for place, (fields, label) in enumerate(zip(rows, labels, strict=True)):
        key = same_key("".join(fields.values()))
        if key and (key, label) not in seen:
            seen.add((key, label))
            kept.append(place)
    return kept


def _right(rows: Sequence[Fields], labels: Ints, given: Ints) -> npt.NDArray[np.bool_]:
    """Say of each row whether the given code is one of those that its text has."""
    keys = [same_key("".join(fields.values())) for fields in rows]
    true = {(key, int(label)) for key, label in zip(keys, labels, strict=True)}
    return np.array([(key, int(code)) in true for key, code in zip(keys, given, strict=True)])


def _fingerprint(rows: Sequence[Fields], labels: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for fields, label in zip(rows, labels, strict=True):
        digest.update(repr((sorted(fields.items()), label)).encode())
    return digest.hexdigest()


def _fitted(name: str, views: Views, truth: Ints, count: int) -> Judge:
    judge = JUDGES[name]()
    judge.fit(views, truth, count)
    return judge


@dataclass(frozen=True, slots=True)
class _Openings:
    """Openings of long texts as judges without their fold score them: what a title would add to a body."""

    places: Ints
    scores: dict[str, Floats]

    def stacked(self, names: Sequence[str]) -> tuple[Ints, Floats]:
        return self.places, np.stack([self.scores[name] for name in names])


def _cross_fitted(
    told: Told, views: Views, truth: Ints, folds: Ints, count: int
) -> tuple[dict[str, Floats], _Openings]:
    """Score every text by judges that were fitted without its fold."""
    places = _to_open(told)
    opened = views_of([opening(told.texts[place]) for place in places])
    scores: dict[str, Floats] = {name: np.zeros((len(truth), count)) for name in JUDGES}
    begun: dict[str, Floats] = {name: np.zeros((len(places), count)) for name in JUDGES}
    for fold in np.unique(folds):
        inside, outside = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        begins = np.flatnonzero(folds[places] == fold)
        for name in JUDGES:
            judge = _fitted(name, views.at(outside), truth[outside], count)
            scores[name][inside] = judge.scores(views.at(inside))
            if len(begins):
                begun[name][begins] = judge.scores(opened.at(begins))
    return scores, _Openings(places, begun)


def _to_open(told: Told) -> Ints:
    """Choose long texts to open, spread over the rows; none where rows have several fields anyway."""
    if (np.bincount(told.rows) > 1).sum() >= FEWEST_OF_A_FIELD or len(set(told.fields)) < 2:
        return np.zeros(0, dtype=np.int64)
    long = np.flatnonzero([len(text) >= _LONG for text in told.texts])
    step = max(1, -(-len(long) // _MOST_OPENINGS))
    return long[::step]


def _company(scores: Mapping[str, Floats], truth: Ints) -> tuple[str, ...]:
    """Choose the judges whose blend names unseen texts best; a further judge has to be worth it."""
    best, chosen = -1.0, _COMPANIES[0]
    for names in _COMPANIES:
        stacked = np.stack([scores[name] for name in names])
        found = macro_f1(truth, fit_blend(stacked, truth).logits(stacked).argmax(axis=1))
        if found > best + _WORTH:
            best, chosen = found, names
    return chosen


def _blends(scores: Floats, truth: Ints, fields: npt.NDArray[np.str_]) -> dict[str, Blend]:
    """Fit a blend for all texts, and one for each field that has enough of its own."""
    blends = {ANY_FIELD: fit_blend(scores, truth)}
    for field in np.unique(fields):
        there = fields == field
        if there.sum() >= FEWEST_OF_A_FIELD and not there.all():
            blends[str(field)] = fit_blend(scores[:, there], truth[there])
    return blends


def _temper(
    blends: Mapping[str, Blend],
    logits: Floats,
    openings: tuple[Ints, Floats],
    told: Told,
    row_labels: Ints,
    shares: npt.NDArray[np.float64],
) -> float:
    """Measure how much two fields of one message repeat each other.

    On rows that have several fields; without any, on long texts and their own openings.
    """
    several = np.flatnonzero(np.bincount(told.rows, minlength=len(row_labels)) > 1)
    if len(several) >= FEWEST_OF_A_FIELD:
        rows = joined(logits, told.rows, len(row_labels), shares, 1.0)
        return fit_temper(rows[several], row_labels[several])
    places, scores = openings
    if len(places) < FEWEST_OF_A_FIELD:
        return 0.5  # taken to say the same twice
    pairs = np.concatenate([logs(blends[ANY_FIELD].logits(scores)), logs(logits[places])])
    rows = joined(pairs, np.tile(np.arange(len(places)), 2), len(places), shares, 1.0)
    return fit_temper(rows, row_labels[told.rows[places]])
