"""The same fold by other means, for the bench. In: lake files and dimensions. Out: the state's row counts.

What is compared is the work of ``engine.portrait.fold``: rows by pseudonym and month of participation, of
topics with decayed weights and of study. No sorting, nothing written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.portrait import Dimensions
from redcloud.engine.portrait.decay import decay_table
from redcloud.engine.portrait.expressions import STUDY_KINDS, STUDY_VERBS

KEY = ["pseudonym", "month"]


def fold_in_pandas(paths: Sequence[str], known: Dimensions, landmark: date) -> dict[str, int]:
    """Fold in pandas: one table in memory, a merge and a group-by for each kind of row."""
    records = _frame(ds.dataset(list(paths)).to_table(columns=LAKE_RECORDS.names))
    mine = records[records["pseudonym"].isin(_frame(known.subjects)["pseudonym"])].copy()
    mine["month"] = mine["day"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    activities = _frame(known.activities)
    seen = {"records": ("record_id", "count"), "first_day": ("day", "min"), "last_day": ("day", "max")}
    kinds = mine.merge(activities, on="activity", how="left")
    kinds["kind"] = kinds["kind"].cat.add_categories(["none"]).fillna("none")
    topical = mine.merge(_frame(known.topics)[["activity", "topic"]], on="activity")
    topical = topical.merge(_frame(decay_table(landmark)), on="day")
    study = mine[mine["verb"].isin(STUDY_VERBS)]
    study = study.merge(activities[activities["kind"].isin(STUDY_KINDS)], on="activity")
    for verb, column in zip(STUDY_VERBS, ("begun_day", "done_day"), strict=True):
        study[column] = study["day"].where(study["verb"] == verb)
    first = {"begun_day": ("begun_day", "min"), "done_day": ("done_day", "min")}
    return {
        "participation": len(_grouped(kinds, [*KEY, "kind"], seen)),
        "topics": len(_grouped(topical, [*KEY, "topic"], {"weight": ("weight", "sum"), **seen})),
        "study": len(_grouped(study, [*KEY, "activity"], first)),
    }


def _grouped(rows: pd.DataFrame, keys: list[str], sums: dict[str, tuple[str, str]]) -> pd.DataFrame:
    return rows.groupby(keys, observed=True, sort=False).agg(**sums)


def _frame(table: pa.Table) -> pd.DataFrame:
    """Days as numpy's and texts as categories, which is the fast way in pandas."""
    encoded = [
        column.dictionary_encode() if pa.types.is_string(column.type) else column for column in table.columns
    ]
    return pa.table(encoded, names=table.column_names).to_pandas(date_as_object=False)
