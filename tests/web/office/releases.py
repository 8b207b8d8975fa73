"""Stores a release of made-up protected figures, as the stage portrait publishes one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from redcloud.apps.people.models import Organisation
from redcloud.apps.portrait.models import Release
from redcloud.apps.portrait.state import releases_folder
from redcloud.engine.contracts import RELEASED_FIGURES


def figure(organisation: Organisation, month: date, kind: str, contributors: int | None) -> dict[str, Any]:
    """Return one released figure; None is a protected one."""
    return {
        "organisation": organisation.pk,
        "month": month,
        "kind": kind,
        "contributors": contributors,
        "records": None if contributors is None else contributors * 2,
        "hidden": "protected" if contributors is None else None,
    }


def store_release(root: Organisation, day: date, figures: list[dict[str, Any]]) -> Release:
    """Store a release whose table holds ``figures``."""
    folder = releases_folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{root.pk}-{day:%Y%m%d}.parquet"
    pq.write_table(pa.Table.from_pylist(figures, schema=RELEASED_FIGURES), folder / name)
    return Release.objects.create(
        root=root,
        day=day,
        k=10,
        path=name,
        cells=len(figures),
        hidden_too_few=1,
        hidden_complementary=2,
        hidden_all_or_none=3,
        contributions=200,
        contributions_shown=150,
    )
