"""The same fold by other means, for the bench. In: lake files and dimensions. Out: how much was gathered.

What is compared is the work of ``engine.portrait.fold``: the records of each pseudonym that may be folded, in
a list. No sorting, nothing written.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from redcloud.engine.portrait import Dimensions
from redcloud.engine.portrait.packing import DAY_ZERO, DAYS_OF, VERBS_OF
from redcloud.engine.portrait.shapes import PROGRESS

NEEDED = ["pseudonym", "verb", "activity", "day"]


def fold_in_pandas(paths: Sequence[str], known: Dimensions) -> dict[str, int]:
    """Fold in pandas: one table in memory, and the numbers of each pseudonym in an array."""
    records = _frame(ds.dataset(list(paths)).to_table(columns=NEEDED))
    mine = records[records["pseudonym"].isin(_frame(known.subjects)["pseudonym"])]
    day = mine["day"].to_numpy().astype("datetime64[D]").astype(np.int64) + DAY_ZERO
    verb = np.zeros(len(mine), np.int64)
    for place, name in enumerate(PROGRESS, 1):
        verb[(mine["verb"] == name).to_numpy()] = place
    packed = (mine["activity"].to_numpy() * DAYS_OF + day) * VERBS_OF + verb
    numbers = pd.Series(packed)
    places = numbers.groupby(mine["pseudonym"].to_numpy(), sort=False).indices
    lists = {pseudonym: packed[place] for pseudonym, place in places.items()}
    return {"portraits": len(lists), "records": sum(map(len, lists.values()))}


def _frame(table: pa.Table) -> pd.DataFrame:
    """Days as numpy's and texts as categories, which is the fast way in pandas."""
    encoded = [
        column.dictionary_encode() if pa.types.is_string(column.type) else column for column in table.columns
    ]
    return pa.table(encoded, names=table.column_names).to_pandas(date_as_object=False)
