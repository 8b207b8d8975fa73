"""A real standalone Spark cluster on loopback: one master, two workers of one core, each a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.commands.processes import free_port

READY_WITHIN_S = 120  # a busy machine is no fault
LEFT_OUT = find_spec("pyspark") is None and not os.environ.get("REDCLOUD_CI")
"""Where Spark is not installed; .ci/run installs it, and there a missing one is a failure."""


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Give the address of a cluster that has its two workers; its processes end with the context."""
    address = f"spark://127.0.0.1:{free_port()}"
    with ExitStack() as running:
        master = _started(
            running, folder, "master", "Master", "--port", address.rsplit(":", 1)[1], "--webui-port", "0"
        )
        for name in ("worker1", "worker2"):
            work = ("--cores", "1", "--memory", "2g", "--work-dir", str(folder / name), "--webui-port", "0")
            _started(running, folder, name, "Worker", *work, address)
        _wait_for(master, "Registering worker", times=2)
        yield address


def _started(running: ExitStack, folder: Path, name: str, role: str, *arguments: str) -> Path:
    import pyspark

    home = Path(pyspark.__file__).parent
    said = folder / f"{name}.log"
    log = running.enter_context(said.open("w"))
    launcher, kind = home / "bin/spark-class", f"org.apache.spark.deploy.{role.lower()}.{role}"
    process = subprocess.Popen(
        [launcher, kind, "--host", "127.0.0.1", *arguments],
        env={
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
        },
        stdout=log,
        stderr=log,
    )
    running.callback(_ended, process)
    return said


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(60)


def _wait_for(log: Path, words: str, times: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while log.read_text().count(words) < times:
        if time.monotonic() > deadline:
            raise RuntimeError(f"no cluster: {log.read_text()[-2000:]}")
        time.sleep(0.2)
