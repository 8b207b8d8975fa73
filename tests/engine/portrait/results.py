"""The result of every expression, for comparing engines."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.backends import Engine
from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.portrait import Dimensions, Kept, evidence, fold, merged, portrait_lines
from redcloud.engine.portrait.evidence import FOUND
from redcloud.engine.portrait.expressions import kept
from redcloud.engine.portrait.lines import RULES
from tests.engine.portrait.provinces import LANDMARK, TODAY, in_order, in_words, kept_rows

EVIDENCE = pa.schema([("record_id", pa.int64()), ("day", pa.date32())])


def every_result(engine: Engine, path: str, known: Dimensions, topics: pa.Table) -> dict[str, pa.Table]:
    """The result of every expression of the portrait."""
    records = engine.files([path], LAKE_RECORDS).select(LAKE_RECORDS.names)
    mine = kept(records, engine.table(known.subjects))
    rows = kept_rows(fold(engine, [path], known.subjects), known)
    found = {"kept": in_order(engine.collect(mine, FOUND)), "gathered": in_words(rows)}
    return found | _evidence_of_one(engine, path, known, topics, rows)


def _evidence_of_one(
    engine: Engine, path: str, known: Dimensions, topics: pa.Table, rows: pa.Table
) -> dict[str, pa.Table]:
    """Evidence of a line of each kind, of the first pseudonym that has them all."""
    minutes = dict.fromkeys(range(50), 45)
    for pseudonym in pc.unique(rows["pseudonym"]).sort().to_pylist():
        mine = rows.filter(pc.equal(rows["pseudonym"], pseudonym))
        person = merged(Kept(mine, LANDMARK), pseudonym, topics)
        one_of_each = {line.kind: line for line in portrait_lines(person, today=TODAY, minutes=minutes)}
        if set(one_of_each) == set(RULES):
            break
    subjects = known.subjects.filter(pc.equal(known.subjects["pseudonym"], pseudonym))
    me = Dimensions(subjects, known.activities)
    shown = {
        kind: evidence(engine, [path], me, line, topics=topics, counted=minutes)
        for kind, line in one_of_each.items()
    }
    return {
        f"evidence {kind}": pa.Table.from_pylist(
            [{"record_id": key, "day": day} for key, day in pairs], EVIDENCE
        )
        for kind, pairs in shown.items()
    }
