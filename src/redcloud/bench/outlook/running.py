"""Forecasting every branch, timed. In: sizes. Out: seconds, memory and errors of ours and of the peer.

Ours is what the platform runs: models weighed by their own record, intervals calibrated on past forecasts.
The peer is `statsforecast`'s automatic exponential smoothing, fitted to each of the same series.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from redcloud.bench.outlook.making import Province, make_province
from redcloud.engine.outlook.turnout.forecasting import forecast
from redcloud.engine.outlook.turnout.history import Floats, Ints

BRANCHES = 92_000
ORGANISATION = 3067
"""Branches forecast in one batch: 92,000 in 30 organisations."""
LEVEL = 0.9
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Missed:
    """How far forecasts were from what came, over the planned meetings."""

    meetings: int
    error: float
    """Sum of absolute errors, in people."""
    held: int
    """Meetings within their interval."""


@dataclass(frozen=True, slots=True)
class Forecasted:
    """One run."""

    clock_s: float
    cpu_s: float
    peak_mb: float
    """Of all processes together, at most."""
    series: int
    meetings: int
    missed: Missed


def organisations(branches: int) -> list[tuple[int, int]]:
    """Return branches and seed of each organisation."""
    whole, rest = divmod(branches, ORGANISATION)
    sizes = [ORGANISATION] * whole + ([rest] if rest else [])
    return [(size, 100 + at) for at, size in enumerate(sizes)]


def run_ours(branches: int, tell: Callable[[str], None]) -> Forecasted:
    """Forecast organisation by organisation, one a core at a time."""
    return _run(_ours, branches, tell)


def _ours(size: tuple[int, int]) -> Forecasted:
    province = make_province(*size)
    begun = time.process_time()
    found = forecast(province.history, LEVEL)
    at = province.planned
    missed = _missed(province, found.median[at], found.low[at], found.high[at])
    return _measured(province, time.process_time() - begun, missed)


def run_peer(branches: int, tell: Callable[[str], None]) -> Forecasted:
    """Let `statsforecast` fit and forecast the same series.

    Raises
    ------
    ModuleNotFoundError
        If `statsforecast` is not installed.
    """
    import statsforecast  # noqa: F401 - a clear error before any work

    return _run(_peer, branches, lambda step: tell(f"peer, {step}"))


def _peer(size: tuple[int, int]) -> Forecasted:
    import pandas as pd
    from statsforecast import StatsForecast
    from statsforecast.models import AutoETS

    province = make_province(*size)
    history = province.history
    held = np.flatnonzero(history.was_held)
    table = pd.DataFrame(
        {"unique_id": history.series[held], "ds": history.day[held], "y": history.present[held]}
    )
    table["ds"] = table.groupby("unique_id").cumcount()
    begun = time.process_time()
    model = StatsForecast(models=[AutoETS(season_length=1)], freq=1, n_jobs=1)
    said = model.forecast(df=table, h=1, level=[round(LEVEL * 100)]).set_index("unique_id")
    cpu_s = time.process_time() - begun
    columns = ("AutoETS", f"AutoETS-lo-{LEVEL * 100:.0f}", f"AutoETS-hi-{LEVEL * 100:.0f}")
    due = history.due[province.planned]
    rows = said.loc[history.series[province.planned]]
    median, low, high = (np.clip(np.rint(rows[one].to_numpy()), 0, due) for one in columns)
    return _measured(province, cpu_s, _missed(province, median, low, high))


def _run(
    work: Callable[[tuple[int, int]], Forecasted], branches: int, tell: Callable[[str], None]
) -> Forecasted:
    cores = len(os.sched_getaffinity(0))
    sizes = organisations(branches)
    begun, parts = time.perf_counter(), []
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        for part in pool.map(work, sizes):
            parts.append(part)
            tell(f"organisation {len(parts)} of {len(sizes)}: {time.perf_counter() - begun:.1f} s so far")
    return _together(parts, time.perf_counter() - begun, cores)


def _missed(province: Province, median: Floats | Ints, low: Floats | Ints, high: Floats | Ints) -> Missed:
    truth = province.truth
    held = (low <= truth) & (truth <= high)
    return Missed(len(truth), float(np.abs(median - truth).sum()), int(held.sum()))


def _measured(province: Province, cpu_s: float, missed: Missed) -> Forecasted:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
    history = province.history
    return Forecasted(0.0, cpu_s, peak_mb, len(history.kind), len(history.day), missed)


def _together(parts: Iterable[Forecasted], clock_s: float, cores: int) -> Forecasted:
    parts = list(parts)
    missed = [one.missed for one in parts]
    return Forecasted(
        clock_s,
        sum(one.cpu_s for one in parts),
        cores * max(one.peak_mb for one in parts),
        sum(one.series for one in parts),
        sum(one.meetings for one in parts),
        Missed(
            sum(one.meetings for one in missed),
            sum(one.error for one in missed),
            sum(one.held for one in missed),
        ),
    )
