"""The chooser: better than popularity, the same twice, and ended by its clock without harm."""

from __future__ import annotations

import numpy as np
import pytest

from redcloud.engine.study.collaborative.blend import Candidates, choose_weights
from redcloud.engine.study.collaborative.choosing import Choice, choose
from redcloud.engine.study.collaborative.interactions import Csr
from redcloud.engine.study.collaborative.registry import FAMILIES
from tests.engine.study.collaborative.planted import tastes

KNOWN, HELD = tastes()
QUICK = tuple(FAMILIES[name] for name in ("popularity", "ease", "item_neighbours"))


def chosen(**options: object) -> Choice:
    return choose(KNOWN, HELD, k=10, families=QUICK, **options)  # type: ignore[arg-type]


def test_it_compares_every_family_best_first_and_takes_no_worse_than_the_best() -> None:
    choice = chosen()
    assert {trial.family for trial in choice.trials} == {"popularity", "ease", "item_neighbours"}
    merits = [trial.quality.merit for trial in choice.trials]
    assert merits == sorted(merits, reverse=True)
    assert choice.trials[-1].family == "popularity"
    assert choice.quality.merit >= merits[0] * 0.99
    assert sum(part.weight for part in choice.parts) == pytest.approx(1, abs=0.01)


def test_the_same_seed_gives_the_same_choice() -> None:
    one, other = chosen(seed=3), chosen(seed=3)
    assert one.parts == other.parts
    assert one.quality == other.quality


def test_a_budget_of_nothing_still_gives_a_model_and_says_what_was_left_out() -> None:
    choice = chosen(budget_s=0.0)
    assert len(choice.trials) == 1
    assert set(choice.left_out.values()) == {"no_time"}


def test_nothing_held_out_is_said() -> None:
    with pytest.raises(ValueError, match="nothing to choose by"):
        choose(KNOWN, Csr(HELD.shape, dtype=np.float32), families=QUICK)


def test_weights_go_to_the_model_that_knows() -> None:
    rng = np.random.default_rng(0)
    held = rng.random((40, 30)) < 0.1
    held[:, 0] = True
    knows = held + 0.1 * rng.random((40, 30))
    noise = rng.random((40, 30))
    scores = np.stack([noise, knows]).astype(np.float32)
    found = Candidates(scores, held, held.sum(axis=1).astype(np.int64), 5)
    weighed = choose_weights(found, first=0, seed=0)
    assert weighed.weights[1] >= 0.4
    assert weighed.merit > weighed.alone
