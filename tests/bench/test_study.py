"""The bench of recommending makes what it says, and sends nothing that is excluded."""

from __future__ import annotations

import numpy as np

from redcloud.bench.study.making import make_library, make_request
from redcloud.bench.study.running import Size, run_ours
from redcloud.engine.study.tables import column


def test_a_request_holds_each_pair_once_and_items_that_are_there() -> None:
    library = make_library(400)
    request = make_request(library, 300, 20, seed=1)
    for table in (request.done, request.exclude):
        pairs = np.stack([column(table, "learner"), column(table, "item")])
        assert len(np.unique(pairs, axis=1).T) == table.num_rows
        assert set(column(table, "item")) <= set(column(library.table, "item"))
    assert request.done.equals(make_request(library, 300, 20, seed=1).done)


def test_everybody_gets_a_full_list_without_anything_excluded() -> None:
    got = run_ours(Size(members=400, items=400), tell=lambda _line: None)
    assert (got.sent, got.wrong) == (400 * 20, 0)


def test_two_million_members_are_served_an_organisation_at_a_time() -> None:
    assert sum(Size(2_000_000, 10).organisations) == 2_000_000
