"""The result of every expression, for comparing engines."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from redcloud.engine.backends import Engine
from redcloud.engine.contracts import MEMBERSHIPS, PARTICIPATION, STUDY_PROGRESS, TOPIC_INTEREST
from redcloud.engine.portrait import Dimensions, PortraitState, evidence, fold
from redcloud.engine.portrait.evidence import EVIDENCE
from redcloud.engine.portrait.expressions import merged_participation, merged_study, merged_topics
from redcloud.engine.portrait.lines import merged, portrait_lines
from redcloud.engine.privacy import units
from tests.engine.portrait.provinces import LANDMARK, TODAY, in_order


def every_result(engine: Engine, path: str, known: Dimensions) -> dict[str, pa.Table]:
    """The result of every expression of the portrait and of the figures."""
    state = fold(engine, [path], known, LANDMARK)
    subjects = engine.table(known.subjects)
    participation = merged_participation(engine.table(state.participation), subjects)
    months = engine.table(units.months_table(date(2025, 1, 1), date(2025, 12, 31)))
    placed = units.placements(engine.table(memberships(known)), subjects, months)
    disputed = engine.table(a_dispute(engine.collect(participation, PARTICIPATION)))
    results = state.tables() | {
        "merged participation": engine.collect(participation, PARTICIPATION),
        "merged topics": engine.collect(merged_topics(engine.table(state.topics), subjects), TOPIC_INTEREST),
        "merged study": engine.collect(merged_study(engine.table(state.study), subjects), STUDY_PROGRESS),
        "people": engine.collect(units.people(placed), units.PEOPLE),
        "contributed": engine.collect(units.contributed(participation, placed, disputed), units.CONTRIBUTED),
    }
    found = {name: in_order(table) for name, table in results.items()}
    return found | _evidence_of_one(engine, path, known, state)


def _evidence_of_one(
    engine: Engine, path: str, known: Dimensions, state: PortraitState
) -> dict[str, pa.Table]:
    """Evidence of a line of each kind, of the first pseudonym."""
    pseudonym = min(state.study["pseudonym"].to_pylist())
    rows = {
        name: table.filter(pa.compute.equal(table["pseudonym"], pseudonym))
        for name, table in state.tables().items()
    }
    mine = known.subjects.filter(pa.compute.equal(known.subjects["pseudonym"], pseudonym))
    me = Dimensions(mine, known.activities, known.topics)
    minutes = dict.fromkeys(range(50), 45)
    lines = portrait_lines(merged(PortraitState(**rows), pseudonym), today=TODAY, minutes=minutes)
    one_of_each = {line.kind: line for line in lines}
    return {
        f"evidence {kind}": pa.Table.from_pylist(
            [{"record_id": key, "day": day} for key, day in evidence(engine, [path], me, line)], EVIDENCE
        )
        for kind, line in one_of_each.items()
    }


def memberships(known: Dimensions) -> pa.Table:
    """Everybody starts in one of four branches; every fifth moves to the next one in June 2025."""
    rows: list[dict[str, object]] = []
    for place, subject in enumerate(sorted(set(known.subjects["subject"].to_pylist()))):
        moves = date(2025, 6, 15) if place % 5 == 0 else None
        rows.append({"subject": subject, "branch": place % 4, "since": date(2024, 1, 1), "until": moves})
        if moves:
            rows.append({"subject": subject, "branch": place % 4 + 1, "since": moves, "until": None})
    return pa.Table.from_pylist(rows, schema=MEMBERSHIPS)


def a_dispute(participation: pa.Table) -> pa.Table:
    ordered = in_order(participation).to_pylist()
    chosen = [
        {key: row[key] for key in units.DISPUTED.names} for row in ordered if row["month"].year == 2025
    ][:3]
    return pa.Table.from_pylist(chosen, schema=units.DISPUTED)
