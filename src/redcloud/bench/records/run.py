"""The whole run. In: an engine and sizes of the store. Out: a Report with every figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from redcloud.bench.place import Finished, Place, place
from redcloud.bench.records import floors, writing
from redcloud.bench.records.asking import Asked, ask
from redcloud.bench.records.load import Door, Loaded, batches, run_load
from redcloud.bench.records.making import make
from redcloud.bench.report import Figure, Report

SAMPLE = 10_000
BATCH = 100
CONNECTIONS = (1, 4, 8)
IN_BATCHES = 12_000
SINGLE = 4_000
SHORT_FILE = 10_000
AIMS = {"postgres": 3000, "sqlite": 2000}
# The reference LRS under the same load (docs/records/performance.md); 26 of its 30 concurrent batches failed.
PEER_BATCHES, PEER_SINGLE, PEER_QUERY_MS = 124, 65, 52


def bench_records(engine: str, stored: Sequence[int], server_url: str) -> Report:
    """Measure floors, filling, reads and load, and return the report.

    Parameters
    ----------
    stored : sizes of the store at which reads are measured, ascending; load comes at the first.
    """
    report = Report("records", peer="reference LRS")
    report.conditions |= {"engine": engine, "stored": ", ".join(f"{one:,}" for one in stored)}
    _floors(report)
    with place(engine, server_url) as here:
        source = make(10**9)
        _fill(report, here, source, stored[0])
        door = Door(here.port, *here.credential())
        writes = {size: _written_alone(here, size) for size in (BATCH, 1)}
        report.add(Figure("floor.write_100", writes[BATCH], "statements/s", note="rows alone, 100 a commit"))
        report.add(Figure("floor.write_1", writes[1], "statements/s", note="rows alone, 1 a commit"))
        here.settle()
        with here.server() as pid:
            first = ask(door)
            _tell_reads(report, stored[0], first, None)
            _load(report, here, pid, door, source, writes)
        for size in stored[1:]:
            rate = _fill_to(here, source, size)
            report.add(Figure(f"collect.to_{size}", rate, "statements/s", aim=10_000))
            here.settle()
            with here.server():
                _tell_reads(report, size, ask(door), first)
    return report


def _floors(report: Report) -> None:
    sample = list(make(SAMPLE))
    report.conditions["octets"] = round(sum(map(len, sample)) / len(sample))
    for name, measure in (
        ("floor.decode", floors.decoding),
        ("floor.decode_strictly", floors.strict_decoding),
        ("floor.validate", floors.validating),
    ):
        report.add(Figure(name, measure(sample), "statements/CPU-s"))


def _collect(here: Place, source: Iterator[bytes], count: int) -> tuple[Finished, float]:
    """Bring ``count`` statements in through a file; return the run and its statements a second."""
    path = here.folder / "statements.jsonl"
    with path.open("wb") as file:
        for one in islice(source, count):
            file.write(one + b"\n")
    done = here.run("collect", str(path), "--json")
    told = json.loads(done.said)
    path.unlink()
    if told["stored"] != count:
        raise RuntimeError(f"collect stored {told['stored']} of {count}")
    return done, count / done.wall_s


def _fill(report: Report, here: Place, source: Iterator[bytes], stored: int) -> None:
    short, _ = _collect(here, source, min(SHORT_FILE, stored // 2))
    long, rate = _collect(here, source, stored - min(SHORT_FILE, stored // 2))
    spent = f"{long.cpu_s:.1f} CPU-s of the command"
    report.add(Figure("collect", rate, "statements/s", aim=10_000, note=f"the whole command; {spent}"))
    report.add(Figure("collect.rss_short", short.peak_rss_mb, "MB", note=f"{SHORT_FILE:,} statements"))
    report.add(
        Figure(
            "collect.rss_long",
            long.peak_rss_mb,
            "MB",
            aim=short.peak_rss_mb * 1.25,
            at_most=True,
            note=f"{stored - SHORT_FILE:,} statements",
        )
    )


def _fill_to(here: Place, source: Iterator[bytes], size: int) -> float:
    """Bring the store to a size; return the statements a second."""
    told = here.python("-c", _COUNT)
    return _collect(here, source, size - int(told.said))[1]


_COUNT = (
    "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'redcloud.config.settings'; django.setup(); "
    "from redcloud.apps.records.models import Statement; print(Statement.objects.count())"
)


def _written_alone(here: Place, size: int) -> float:
    sample = SAMPLE if size > 1 else SAMPLE // 5
    told = here.python(str(Path(writing.__file__)), str(sample), str(size))
    return float(json.loads(told.said)["rate"])


def _load(
    report: Report, here: Place, pid: int, door: Door, source: Iterator[bytes], writes: dict[int, float]
) -> None:
    for connections in CONNECTIONS:
        bodies = batches(islice(source, IN_BATCHES), BATCH)
        done = run_load(here, pid, door, bodies, connections, BATCH)
        aim, peer = AIMS[here.engine], PEER_BATCHES
        _tell_load(report, f"batches.{connections}_connections", done, aim, peer, writes[BATCH])
    done = run_load(here, pid, door, batches(islice(source, SINGLE), 1), 8, 1)
    _tell_load(report, "single.8_connections", done, 600, PEER_SINGLE, writes[1])


def _tell_load(report: Report, name: str, done: Loaded, aim: float, peer: float, floor: float) -> None:
    report.add(Figure(name, done.rate, "statements/s", aim=aim, peer=peer, floor=floor, note=done.told))
    report.add(Figure(f"{name}.errors", done.errors, "answers", aim=0, at_most=True))


def _tell_reads(report: Report, stored: int, asked: Asked, first: Asked | None) -> None:
    name = f"query.{stored}"
    aim = 8.0 if first is None else first.first_ms * 1.3
    note = f"p95 {asked.first_p95_ms:.1f} ms" + ("" if first is None else "; aim: 1.3 times the small store")
    report.add(
        Figure(f"{name}.agent_verb", asked.first_ms, "ms", aim, at_most=True, peer=PEER_QUERY_MS, note=note)
    )
    report.add(
        Figure(
            f"{name}.more",
            asked.more_ms,
            "ms",
            aim=asked.first_ms * 1.1,
            at_most=True,
            note=f"{asked.pages} pages",
        )
    )
    report.add(Figure(f"{name}.related_agents", asked.related_ms, "ms", aim=asked.first_ms * 3, at_most=True))
