"""Contributors of branches, counted in dense arrays: what counting by hand gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redcloud.engine.backends import open_engine
from redcloud.engine.contracts import MEMBERSHIPS
from redcloud.engine.portrait import Dimensions, Kept, fold
from redcloud.engine.portrait.packing import Kinds, by_bucket, unpacked
from redcloud.engine.portrait.shapes import KEPT
from redcloud.engine.privacy.placing import PEOPLE, Placed, people, placements
from redcloud.engine.privacy.units import CONTRIBUTED, COUNTED_COLUMNS, DISPUTED, contributed
from tests.engine.portrait.by_hand import by_key, counted_by_hand
from tests.engine.portrait.provinces import LANDMARK, random_province, records, subjects

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
Key = tuple[int, date, str]


@pytest.fixture(scope="module")
def province() -> tuple[pa.Table, Dimensions, pa.Table]:
    """Linked identities, odd days, strangers; and every seventh person is in no aggregate."""
    table, known, topics = random_province(seed=3)
    chosen = sorted(set(known.subjects["subject"].to_pylist()))[::7]
    of_pseudonym = {row["pseudonym"]: row["subject"] for row in known.subjects.to_pylist()}
    left_out = frozenset(key for key, subject in of_pseudonym.items() if subject in chosen)
    return table, Dimensions(subjects(of_pseudonym, left_out), known.activities), topics


def kept_of(table: pa.Table, known: Dimensions, folder: Path) -> list[Kept]:
    """What the store would give, a bucket after another, and an empty one."""
    pq.write_table(table, folder / "records.parquet")
    with open_engine() as engine:
        gathered = fold(engine, [str(folder / "records.parquet")], known.subjects)
    kinds = Kinds(known.activities)
    parts = [unpacked(*found, kinds) for found in by_bucket(gathered).values()]
    return [Kept(part.select(COUNTED_COLUMNS), LANDMARK) for part in (*parts, KEPT.empty_table())]


def memberships(known: Dimensions) -> pa.Table:
    """Everybody starts in one of four branches; every fifth moves to the next one in June 2025."""
    rows: list[dict[str, object]] = []
    for place, subject in enumerate(sorted(set(known.subjects["subject"].to_pylist()))):
        moves = date(2025, 6, 15) if place % 5 == 0 else None
        rows.append({"subject": subject, "branch": place % 4, "since": date(2024, 1, 1), "until": moves})
        if moves:
            rows.append({"subject": subject, "branch": place % 4 + 1, "since": moves, "until": None})
    return pa.Table.from_pylist(rows, schema=MEMBERSHIPS)


def branch_by_hand(known: Dimensions) -> dict[tuple[int, date], int]:
    """The last branch of everybody who is counted, by month."""
    counted = {row["subject"] for row in known.subjects.to_pylist() if row["in_aggregates"]}
    found: dict[tuple[int, date], int] = {}
    for row in sorted(memberships(known).to_pylist(), key=lambda row: (row["since"], row["branch"])):
        for month in (date(2025, number, 1) for number in range(1, 13)):
            following = date(2025 + month.month // 12, month.month % 12 + 1, 1)
            if row["since"] < following and (row["until"] is None or row["until"] > month):
                found[row["subject"], month] = row["branch"]
    return {key: branch for key, branch in found.items() if key[0] in counted}


def contributed_by_hand(
    province: tuple[pa.Table, Dimensions, pa.Table], disputed: Collection[Key]
) -> dict[Key, tuple[int, int]]:
    table, known, topics = province
    branches = branch_by_hand(known)
    found: dict[Key, list[int]] = defaultdict(list)
    lines = counted_by_hand(table.to_pylist(), known, topics, LANDMARK)["participation"]
    for (subject, month, kind), (count, _first, _last) in lines.items():
        if (subject, month) in branches and (subject, month, kind) not in disputed:
            found[branches[subject, month], month, kind].append(count)
    return {key: (len(counts), sum(counts)) for key, counts in found.items()}


def placed_in(known: Dimensions) -> Placed:
    return placements(memberships(known), known.subjects, FIRST, LAST)


def disputed_table(keys: Collection[Key]) -> pa.Table:
    return pa.Table.from_pylist(
        [{"subject": key[0], "month": key[1], "kind": key[2]} for key in keys], schema=DISPUTED
    )


@pytest.mark.parametrize("disputes", [0, 3])
def test_contributors_are_what_counting_by_hand_gives(
    province: tuple[pa.Table, Dimensions, pa.Table], tmp_path: Path, disputes: int
) -> None:
    """Whoever has several identities is one contributor; a line in dispute is in no figure."""
    table, known, topics = province
    places = branch_by_hand(known)
    lines = counted_by_hand(table.to_pylist(), known, topics, LANDMARK)["participation"]
    disputed = [key for key in lines if key[:2] in places][:disputes]
    before = contributed_by_hand(province, [])
    expected = contributed_by_hand(province, disputed)
    assert sum(one for one, _ in before.values()) - sum(one for one, _ in expected.values()) == disputes
    found = contributed(
        kept_of(table, known, tmp_path), known.subjects, placed_in(known), disputed_table(disputed)
    )
    assert found.schema == CONTRIBUTED
    assert by_key(found, 3) == expected


def test_people_are_everybody_who_counts_with_or_without_records(
    province: tuple[pa.Table, Dimensions, pa.Table],
) -> None:
    known = province[1]
    expected: dict[tuple[int, date], int] = defaultdict(int)
    for (_subject, month), branch in branch_by_hand(known).items():
        expected[branch, month] += 1
    found = people(placed_in(known))
    assert found.schema == PEOPLE
    assert by_key(found, 2) == {key: (count,) for key, count in expected.items()}


def test_a_member_who_moves_counts_where_they_belonged_last_in_each_month(
    province: tuple[pa.Table, Dimensions, pa.Table],
) -> None:
    known = province[1]
    placed = placements(memberships(known), known.subjects, date(2025, 5, 20), date(2025, 6, 1))
    everybody = sorted(set(known.subjects["subject"].to_pylist()))
    mover = next(key for key in everybody[::5] if key in placed.subjects)
    start = everybody.index(mover) % 4
    row = placed.place[placed.subjects.tolist().index(mover)]
    assert placed.branches[row].tolist() == [start, start + 1]
    assert placed.month([0, 1]).to_pylist() == [date(2025, 5, 1), date(2025, 6, 1)]


def test_of_two_stays_that_begin_on_one_day_the_greater_key_counts() -> None:
    since = {"since": date(2025, 1, 1), "until": None}
    rows = [{"subject": 7, "branch": branch} | since for branch in (5, 9, 6)]
    stays = pa.Table.from_pylist(rows, schema=MEMBERSHIPS)
    placed = placements(stays, subjects({7: 7}), FIRST, FIRST)
    assert placed.branches[placed.place].tolist() == [[9]]


def test_a_province_of_nobody_has_no_figures(tmp_path: Path) -> None:
    nobody = Dimensions(subjects({}), random_province(1)[1].activities)
    placed = placements(MEMBERSHIPS.empty_table(), nobody.subjects, FIRST, LAST)
    kept = kept_of(records([(1, 7, "attended", 1, FIRST)]), nobody, tmp_path)
    assert contributed(kept, nobody.subjects, placed, DISPUTED.empty_table()).num_rows == 0
    assert people(placed).num_rows == 0
