"""Stage study: a trained recommender as one file. State in, bytes on disk out, and back.

The file is written beside its final name and renamed, so that a reader sees the old one or the new
one, whole.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from redcloud.engine.study.interface import State


def write(path: Path, state: State) -> None:
    """Write named arrays, replacing what was there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as handle:
        arrays: dict[str, Any] = {name: np.asarray(array) for name, array in state.items()}
        np.savez_compressed(handle, **arrays)
    beside.replace(path)


def read(path: Path) -> State:
    """Read what ``write`` wrote. Nothing in the file is executed.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
