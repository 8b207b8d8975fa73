"""Stage topics: the model that names what a text is about, says how sure it is, and abstains.

Texts in, a probability a code out. It judges what a text is *about*, never who wrote it or what the
writer thinks (PRODUCT line 1). ``training`` makes it, ``artefact`` keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from redcloud.engine.topics.blend import Blend, softmax
from redcloud.engine.topics.heads import Floats, Ints, Judge, views_of

Fields = Mapping[str, str]
"""The texts of one message by field, such as title and body; an empty one says nothing."""

ANY_FIELD = "*"


@dataclass(frozen=True, slots=True)
class Saw:
    """What a model was trained on, without any of its words."""

    rows: int
    dropped: int  # said nothing, or the same as a row before
    fingerprint: str  # SHA-256 of what was learnt from, in its order


@dataclass(frozen=True, slots=True)
class Answer:
    """The likeliest code of a text; ``code`` is empty where the model abstains."""

    code: str
    sure: float
    likeliest: str


@dataclass(frozen=True, slots=True)
class TopicModel:
    """A trained model. Columns of every probability are in the order of ``codes``."""

    codes: list[str]
    judges: dict[str, Judge]
    blends: dict[str, Blend]  # by field, and ANY_FIELD
    temper: float  # what two fields of one message count together, 1 where they err apart
    shares: npt.NDArray[np.float64]  # of the codes in training
    threshold: float
    saw: Saw
    checked: dict[str, float]  # figures on training texts that the judges had not seen

    def probabilities(self, rows: Sequence[Fields]) -> Floats:
        """Give the probability of each code for each row: shape (rows, codes).

        A row without any text gets the shares of the codes in training.
        """
        told = told_by(rows)
        logits = np.tile(np.log(self.shares), (len(rows), 1))
        if told.texts:
            views = views_of(told.texts, meant="meaning" in self.judges)
            scores = np.stack([judge.scores(views) for judge in self.judges.values()])
            parts = logits_of(self.blends, scores, told.fields)
            logits = joined(parts, told.rows, len(rows), self.shares, self.temper)
        return softmax(logits) if len(rows) else logits

    def answers(self, rows: Sequence[Fields]) -> list[Answer]:
        """Name the likeliest code of each row, or abstain below the threshold."""
        return [self._answer(*row) for row in zip(rows, self.probabilities(rows), strict=True)]

    def _answer(self, fields: Fields, shares: Floats) -> Answer:
        code, sure = self.codes[int(shares.argmax())], float(shares.max())
        spoken = any(text.strip() for text in fields.values())
        return Answer(code if spoken and sure >= self.threshold else "", sure, code)

    def likely(self, rows: Sequence[Fields], most: int = 3) -> list[list[str]]:
        """Name the codes of each row, likeliest first; none where the model abstains.

        Where a text may be about several things, its certainty is shared among them: beside the likeliest
        stand those that are at least half as likely.
        """
        out = []
        for fields, shares in zip(rows, self.probabilities(rows), strict=True):
            answer = self._answer(fields, shares)
            order = np.argsort(-shares, kind="stable")[:most]
            beside = [self.codes[place] for place in order if shares[place] >= answer.sure / 2]
            out.append(beside if answer.code else [])
        return out


@dataclass(frozen=True, slots=True)
class Told:
    """Every text that says something, with the number of its row and the name of its field."""

    texts: list[str]
    rows: Ints
    fields: npt.NDArray[np.str_]


def told_by(rows: Sequence[Fields]) -> Told:
    """Lay the fields of all rows out one below the other."""
    told = [(text, row, name) for row, fields in enumerate(rows) for name, text in fields.items()]
    told = [entry for entry in told if entry[0].strip()]
    return Told(
        texts=[text for text, _, _ in told],
        rows=np.array([row for _, row, _ in told], dtype=np.int64),
        fields=np.array([name for _, _, name in told], dtype=np.str_),
    )


def logits_of(blends: Mapping[str, Blend], scores: Floats, fields: npt.NDArray[np.str_]) -> Floats:
    """Blend the scores of texts, each by its field's weights: shape (texts, codes)."""
    out = np.zeros(scores.shape[1:])
    for field in np.unique(fields):
        there = fields == field
        out[there] = blends.get(str(field), blends[ANY_FIELD]).logits(scores[:, there])
    return out


def joined(logits: Floats, rows: Ints, count: int, shares: npt.NDArray[np.float64], temper: float) -> Floats:
    """Join the texts of each row as a product of experts (Hinton 2002).

    How usual a code is counts once, not once a field. ``temper`` holds several fields of one row back,
    since they repeat each other.

    Parameters
    ----------
    logits : of texts, shape (texts, codes).
    rows : the row of each text, 0 .. count - 1.

    Returns
    -------
    logits of rows, shape (count, codes).
    """
    usual = np.log(shares)
    sums = np.zeros((count, logits.shape[1]))
    np.add.at(sums, rows, logs(logits))
    fields = np.bincount(rows, minlength=count)[:, None]
    several = temper * (sums - (fields - 1) * usual)
    return np.where(fields > 1, several, np.where(fields == 1, sums, usual))


def logs(logits: Floats) -> Floats:
    """Give the logarithm of the probabilities, bounded from below."""
    bounded: Floats = np.log(np.maximum(softmax(logits), 1e-12))
    return bounded
