"""The bench of releases publishes a whole outlook in a place of its own."""

from __future__ import annotations

import json

from redcloud.bench.place import place


def test_a_small_organisation_is_loaded_and_its_month_released() -> None:
    with place("sqlite") as here:
        facts = json.loads(here.python("-m", "redcloud.bench.release.steps", "4").said.splitlines()[-1])
    assert facts["units"] > 4
    assert facts["meetings"] > 100
    assert 0 < facts["clock_s"] < facts["load_s"] + 60
