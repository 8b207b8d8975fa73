"""Stage topics: how good a model is on messages it has not seen, in folds. Rows with a code in, answers out.

Where titles stand in one file and bodies in another, what is asked about is the messages that stand in
both: title and body are given, and neither they nor anything kin to them was learnt from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from redcloud.engine.topics import meaning
from redcloud.engine.topics.folds import folds_of, kin, sharing
from redcloud.engine.topics.heads import Floats, Ints
from redcloud.engine.topics.model import Fields, TopicModel
from redcloud.engine.topics.training import TooLittle, train
from redcloud.engine.topics.wording import distinct, same_key


@dataclass(frozen=True, slots=True)
class Answers:
    """What models said of rows that they had not seen; codes are places in ``names``.

    Attributes
    ----------
    truth, given : the code that a row has, and the likeliest by the model.
    sure : the probability of the given code.
    kept : whether the model answered, or abstained.
    """

    names: list[str]
    truth: Ints
    given: Ints
    sure: Floats
    kept: npt.NDArray[np.bool_]


def answers_of(model: TopicModel, rows: Sequence[Fields], labels: Sequence[str]) -> Answers:
    """Ask a model about rows; a label that it never learnt stands behind its codes."""
    names = model.codes + sorted(set(labels) - set(model.codes))
    found = model.probabilities(rows)
    sure = found.max(axis=1)
    truth = np.array([names.index(code) for code in labels])
    return Answers(names, truth, found.argmax(axis=1), sure, sure >= model.threshold)


@dataclass(frozen=True, slots=True)
class Folded:
    """Rows dealt out over folds, and the messages that are asked about.

    Attributes
    ----------
    rows, labels : different rows, as given.
    folds : of each row.
    parts : the rows of each message that is asked about, all of one fold.
    """

    rows: list[Fields]
    labels: list[str]
    folds: Ints
    parts: list[tuple[int, ...]]

    def asked(self, fold: int) -> tuple[list[Fields], list[str]]:
        """Give the messages of a fold, each with all of its fields, and their labels."""
        parts = [part for part in self.parts if self.folds[part[0]] == fold]
        return [self._together(part) for part in parts], [self.labels[part[0]] for part in parts]

    def _together(self, part: tuple[int, ...]) -> Fields:
        return {name: text for row in part for name, text in self.rows[row].items() if text.strip()}


def dealt(rows: Sequence[Fields], labels: Sequence[str], count: int) -> Folded:
    """Deal rows out, those that say the same (but for punctuation) once.

    Where rows with one field are found to be parts of messages whose other field stands in another row,
    only these messages are asked about, and rows that are kin (``folds.kin``) share a fold. Else every row
    is asked about, and is dealt out alone.

    Raises
    ------
    TooLittle
        ``few_rows``, where a fold would be empty.
    """
    places = distinct(["".join(map(same_key, fields.values())) for fields in rows])
    rows, labels = [rows[place] for place in places], [labels[place] for place in places]
    keys = ["".join(map(same_key, fields.values())) for fields in rows]
    codes = np.unique(labels, return_inverse=True)[1]
    parts: list[tuple[int, ...]] = list(_halves(rows, keys, codes))
    groups = kin(keys, range(len(rows))) if parts else np.arange(len(rows))
    folds = folds_of(groups, codes, count)
    parts = parts or [(row,) for row in range(len(rows))]
    if len({int(folds[part[0]]) for part in parts}) < count:
        raise TooLittle("few_rows")
    return Folded(list(rows), list(labels), folds, parts)


def _halves(rows: Sequence[Fields], keys: Sequence[str], codes: Ints) -> Iterator[tuple[int, int]]:
    """Find rows of two fields that share more rare sequences with each other than with any third.

    Two parts that were given different labels are left out: nobody could say which is meant.
    """
    told = [[name for name, text in fields.items() if text.strip()] for fields in rows]
    if len({name for names in told for name in names}) < 2:
        return
    field = np.array([names[0] if len(names) == 1 else "" for names in told])
    shared = sharing(keys)
    pair = (field[shared.row] < field[shared.col]) & (field[shared.row] != "")
    first, second, count = shared.row[pair], shared.col[pair], shared.data[pair]
    nearest: dict[int, int] = {}
    for place in np.argsort(-count, kind="stable"):
        nearest.setdefault(int(first[place]), int(second[place]))
        nearest.setdefault(int(second[place]), int(first[place]))
    for one, other in sorted(nearest.items()):
        if one < other and nearest[other] == one and codes[one] == codes[other]:
            yield one, other


def cross_answers(
    rows: Sequence[Fields],
    labels: Sequence[str],
    count: int,
    tell: Callable[[str], None] = lambda _line: None,
) -> list[Answers]:
    """Train once for each fold on all rows of the others, and ask about the fold.

    Parameters
    ----------
    count : of folds, at least 2.
    tell : hears one line a fold.

    Raises
    ------
    TooLittle
        Also where the rows outside a fold are too few to train.
    """
    folded, found = dealt(rows, labels, count), []
    with meaning.remembered():
        for fold in range(count):
            others = np.flatnonzero(folded.folds != fold)
            model = train([folded.rows[row] for row in others], [folded.labels[row] for row in others])
            found.append(answers_of(model, *folded.asked(fold)))
            tell(f"fold {fold + 1} of {count}: {len(found[-1].truth)} messages, {'+'.join(model.judges)}")
    return found


def pooled(found: Sequence[Answers]) -> Answers:
    """Put the answers of all folds together, by the names of their codes."""
    names = sorted({name for answers in found for name in answers.names})

    def places(answers: Answers, codes: Ints) -> Ints:
        return np.array([names.index(name) for name in answers.names])[codes]

    return Answers(
        names,
        np.concatenate([places(answers, answers.truth) for answers in found]),
        np.concatenate([places(answers, answers.given) for answers in found]),
        np.concatenate([answers.sure for answers in found]),
        np.concatenate([answers.kept for answers in found]),
    )
