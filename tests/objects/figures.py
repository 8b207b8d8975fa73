"""What a lake in S3-compatible storage asks of it, beside the same lake in a folder.

    python -m tests.objects.figures [--members 20000] [--lag-ms 30]

The server is the tests' own, on loopback, in one process: seconds say little, requests and octets say what a
store will be asked. ``--lag-ms`` waits before each answer, as a network does.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from redcloud.bench.portrait.places import lake_elsewhere
from redcloud.bench.portrait.running import _Runner
from tests.objects.running import CONTAINER, ObjectServer, running

STEPS = ("make", "rebuild", "rebuild", "day", "page")


def figures(members: int, lag_ms: float) -> None:
    """Run the steps of the bench in both places and print what each took and asked."""
    with running() as server:
        os.environ.update(server.environment)
        server.told(lag_ms=lag_ms)
        for lake in (None, f"s3://{CONTAINER}/figures"):
            with tempfile.TemporaryDirectory() as folder, lake_elsewhere(Path(folder), lake):
                print(f"{lake or 'folder'}, {members:,} members, {lag_ms:g} ms")
                for step in STEPS:
                    _one(_Runner(Path(folder), members, lambda _: None), step, server)


def _one(runner: _Runner, step: str, server: ObjectServer) -> None:
    server.counted()
    facts, asked = runner.step(step), server.counted()
    clock, cpu = facts["took"]
    octets = {name: asked.pop(f"octets {name}", 0) / 1e6 for name in ("in", "out")}
    timed = {name: f"{value[0]:.2f} s" for name, value in facts.items() if isinstance(value, list)}
    print(f"  {step:8} {clock:6.2f} s {cpu:5.2f} CPU-s  {timed}")
    if asked:
        print(f"           {asked}, {octets['in']:.1f} MB to the store, {octets['out']:.1f} MB from it")
    if "evidence_ms" in facts:
        print(f"           evidence of a line {facts['evidence_ms']:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--lag-ms", type=float, default=0)
    given = parser.parse_args()
    figures(given.members, given.lag_ms)
