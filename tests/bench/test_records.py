"""The bench's own statements are what it says they are."""

from __future__ import annotations

from redcloud.bench.records.making import make
from redcloud.bench.report import Figure
from redcloud.engine.records.validation import decode, statement_problems


def test_made_statements_are_valid_and_of_the_size_that_peers_were_measured_with():
    made = list(make(300))
    assert not [problem for one in made for problem in statement_problems(decode(one), "1.0.3")]
    assert 850 <= sum(map(len, made)) / len(made) <= 950
    assert len({decode(one)["id"] for one in made}) == 300


def test_a_seed_gives_the_same_statements_again():
    assert list(make(20, seed=7)) == list(make(20, seed=7))
    assert list(make(20, seed=7)) != list(make(20, seed=8))


def test_a_figure_knows_whether_its_aim_is_reached_and_how_far_the_floor_is():
    fast = Figure("batches", 3000, "statements/s", aim=2000, floor=6000)
    slow = Figure("query", 10, "ms", aim=8, at_most=True, floor=5)
    assert (fast.reached, fast.of_floor) == (True, 0.5)
    assert (slow.reached, slow.of_floor) == (False, 0.5)
    assert Figure("memory", 80, "MB").reached is None
