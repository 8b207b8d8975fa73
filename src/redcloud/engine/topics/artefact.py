"""Stage topics: a trained model as one file. A model in, bytes on disk out, and back.

The file holds named arrays of numbers and one JSON text; nothing in it is executed when it is read. It is
written beside its final name and renamed, so that a reader sees the old one or the new one, whole.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from redcloud.engine.topics.blend import Blend
from redcloud.engine.topics.heads import JUDGES
from redcloud.engine.topics.model import Saw, TopicModel

FORM = 3
"""Counted up whenever a kept model would be read wrongly."""


class OtherForm(ValueError):  # noqa: N818 - an answer, not a fault
    """The file was kept by another release; train anew."""


def write(path: Path, model: TopicModel) -> None:
    """Keep a model, replacing what was there in one step."""
    about = {
        "form": FORM,
        "codes": model.codes,
        "judges": list(model.judges),
        "fields": list(model.blends),
        "temper": model.temper,
        "threshold": model.threshold if np.isfinite(model.threshold) else None,
        "saw": asdict(model.saw),
        "checked": model.checked,
    }
    arrays: dict[str, Any] = {"about": np.array(json.dumps(about)), "shares": model.shares}
    for name, judge in model.judges.items():
        arrays |= {f"{name}/{key}": np.asarray(array) for key, array in judge.state().items()}
    for place, blend in enumerate(model.blends.values()):
        arrays |= {f"blend{place}/weights": blend.weights, f"blend{place}/offsets": blend.offsets}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as handle:
        np.savez_compressed(handle, **arrays)
    beside.replace(path)


def read(path: Path) -> TopicModel:
    """Take a kept model back.

    Raises
    ------
    FileNotFoundError
    OtherForm
    """
    with np.load(path, allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files}
    about = json.loads(str(arrays["about"]))
    if about["form"] != FORM:
        raise OtherForm(str(about["form"]))
    judges = {}
    for name in about["judges"]:
        judges[name] = JUDGES[name]()
        start = f"{name}/"
        judges[name].restore(
            {key.removeprefix(start): array for key, array in arrays.items() if key.startswith(start)}
        )
    blends = {
        field: Blend(arrays[f"blend{place}/weights"], arrays[f"blend{place}/offsets"])
        for place, field in enumerate(about["fields"])
    }
    return TopicModel(
        codes=about["codes"],
        judges=judges,
        blends=blends,
        temper=about["temper"],
        shares=arrays["shares"],
        threshold=float("inf") if about["threshold"] is None else about["threshold"],
        saw=Saw(**about["saw"]),
        checked=about["checked"],
    )
