"""The disk of the installation, full. As root a small one of its own; else no file of its pages may grow."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.house import House, tree

SIZE = "160m"


@contextmanager
def own_disk(folder: Path) -> Iterator[bool]:
    """Put a small disk in memory under ``folder``; give whether that could be done."""
    mounted = os.geteuid() == 0 and _done("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            _done("umount", "--lazy", str(folder))


def _done(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def full_disk(house: House) -> Iterator[None]:
    """Leave no room for the pages while the context lasts."""
    if house.has_own_disk:
        filler = house.folder / "filler"
        try:
            _fill(filler)
            yield
        finally:
            filler.unlink()
        return
    pids = tree(house.running["pages"].pid)
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    try:
        for pid, (_, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def _fill(path: Path) -> None:
    """Write until not an octet more finds room."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (1 << 20, 4096, 1):
            try:
                while os.write(handle, bytes(size)):
                    """More."""
            except OSError:
                continue
    finally:
        os.close(handle)
