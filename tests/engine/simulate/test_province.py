"""The synthetic province: the same by seed, whole in its references, apart by organisation."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.apps.needs.deadlines import CONFIRM_WITHIN
from redcloud.engine.needs.categories import NEED_CATEGORY_CODES
from redcloud.engine.needs.states import STATES, WAITING
from redcloud.engine.simulate import blocks, names, plan_province, simulate, synthetic_items, words
from redcloud.engine.simulate.plan import LARGEST_BRANCH, SMALLEST_BRANCH
from redcloud.engine.simulate.schemas import TABLES
from redcloud.engine.simulate.service import CONFIRM_WITHIN_DAYS

TODAY = date(2026, 3, 1)
ITEMS = synthetic_items(30)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _plan(seed: int = 7, members: int = 1100, organisations: int = 2):
    return plan_province(members=members, seed=seed, today=TODAY, organisations=organisations)


@pytest.fixture(scope="module")
def province() -> dict[str, pa.Table]:
    return simulate(_plan(), ITEMS)


def test_the_same_seed_gives_the_same_province_and_another_seed_another(province):
    again, other = simulate(_plan(), ITEMS), simulate(_plan(seed=8), ITEMS)
    assert all(again[name].equals(province[name]) for name in province)
    assert not other["rolls"].equals(province["rolls"])


def test_a_block_is_the_same_whatever_was_drawn_before_it():
    drawn = list(blocks(_plan(), ITEMS))
    assert len(drawn) == 2
    last = None
    for block in blocks(_plan(), ITEMS):
        last = block
    assert last is not None
    assert all(last.tables[name].equals(drawn[-1].tables[name]) for name in TABLES)


def test_every_table_has_its_schema(province):
    assert all(province[name].schema.equals(schema) for name, schema in TABLES.items())
    for name, table in province.items():
        table.validate(full=True)
        lost = [field.name for field in table.schema if not field.nullable and table[field.name].null_count]
        assert lost == [], name


def _ids(table: pa.Table, column: str) -> set[int]:
    return set(table[column].drop_null().to_pylist())


def test_every_reference_points_at_something(province):
    members, organisations = (
        _ids(province["members"], "member"),
        _ids(province["organisations"], "organisation"),
    )
    assert len(members) == province["members"].num_rows
    for name in ("memberships", "roles", "consents", "rolls", "study", "comments", "volunteering"):
        assert _ids(province[name], "member") <= members, name
    assert _ids(province["meetings"], "chair") | _ids(province["needs"], "helper") <= members
    for name, column in (("memberships", "branch"), ("meetings", "branch"), ("meetings", "group")):
        assert _ids(province[name], column) <= organisations
    meetings = _ids(province["meetings"], "meeting")
    assert _ids(province["rolls"], "meeting") | _ids(province["comments"], "meeting") <= meetings
    assert set(province["study"]["item"].to_pylist()) <= {item.key for item in ITEMS}
    assert _ids(province["organisations"], "parent") <= organisations


def test_organisations_do_not_mix(province):
    root_of = dict(
        zip(*(province["organisations"][c].to_pylist() for c in ("organisation", "root")), strict=True)
    )
    home = dict(zip(*(province["members"][c].to_pylist() for c in ("member", "root")), strict=True))
    assert len(set(root_of.values())) == 2
    for table, person in (("memberships", "member"), ("meetings", "chair"), ("needs", "helper")):
        pairs = zip(*(province[table][c].to_pylist() for c in ("branch", person)), strict=True)
        assert all(root_of[branch] == home[who] for branch, who in pairs if who is not None), table
    place = dict(zip(*(province["meetings"][c].to_pylist() for c in ("meeting", "branch")), strict=True))
    for name in ("rolls", "comments"):
        pairs = zip(*(province[name][c].to_pylist() for c in ("meeting", "member")), strict=True)
        assert all(root_of[place[m]] == home[who] for m, who in pairs if m is not None)


def test_only_those_who_belonged_there_that_day_are_on_a_roll(province):
    stays: dict[tuple[int, int], list[tuple[date, date | None]]] = {}
    for row in province["memberships"].to_pylist():
        stays.setdefault((row["member"], row["branch"]), []).append((row["since"], row["until"]))
    held = {row["meeting"]: row for row in province["meetings"].to_pylist()}
    for row in province["rolls"].to_pylist():
        meeting = held[row["meeting"]]
        day = meeting["starts_at"].astimezone(SHANGHAI).date()
        spans = stays[row["member"], meeting["branch"]]
        assert any(since <= day and (until is None or day < until) for since, until in spans)
        assert meeting["has_roll"]
        assert meeting["state"] == "held"


def test_nobody_is_in_two_branches_at_once(province):
    by_member: dict[int, list[tuple[date, date | None]]] = {}
    for row in province["memberships"].to_pylist():
        by_member.setdefault(row["member"], []).append((row["since"], row["until"]))
    moved = [sorted(spans) for spans in by_member.values() if len(spans) > 1]
    assert moved
    assert all(first[1] is not None and first[1] <= second[0] for first, second in moved)


def test_names_are_put_together_from_the_lists_alone(province):
    given_names = set(names.GIVEN)
    for name in province["members"]["name"].to_pylist():
        plain = "".join(name.split())
        assert plain[0] in names.SURNAMES
        assert set(plain[1:]) <= given_names


def test_registers_have_gaps_and_slips(province):
    assert 0 < province["members"]["roster_key"].null_count < 60
    assert 0 < province["members"]["stage_since"].null_count < 60
    assert any(" " in name for name in province["members"]["name"].to_pylist())
    for column in ("place", "agenda", "chair", "minutes_text"):
        assert province["meetings"][column].null_count > 0, column


def test_there_are_quiet_branches_newcomers_and_people_who_moved(province):
    held = province["meetings"].filter(pc.equal(province["meetings"]["state"], "held"))
    by_branch = Counter(held["branch"].to_pylist())
    assert min(by_branch.values()) < 0.65 * np.median(list(by_branch.values()))
    stays = province["memberships"]
    assert sum(since > TODAY - timedelta(days=700) for since in stays["since"].to_pylist()) > 50
    assert stays.num_rows > province["members"].num_rows


def test_spring_festival_month_is_quieter_than_july(province):
    months = Counter(at.astimezone(SHANGHAI).month for at in province["study"]["began_at"].to_pylist())
    assert months[2] < 0.7 * months[7]


def test_nothing_happened_after_today(province):
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=SHANGHAI)
    for name, table in province.items():
        for field in table.schema:
            if pa.types.is_timestamp(field.type) and field.name != "starts_at":
                newest = pc.max(table[field.name]).as_py()
                assert newest is None or newest < midnight, (name, field.name)
    for row in province["meetings"].to_pylist():
        assert (row["starts_at"] >= midnight) == (row["state"] == "planned")


def test_needs_pass_through_every_state_in_order():
    needs = simulate(_plan(members=4400, organisations=5), ITEMS)["needs"].to_pylist()
    assert {row["state"] for row in needs} == set(STATES)
    assert {row["category"] for row in needs} <= NEED_CATEGORY_CODES
    for row in needs:
        steps = [row[c] for c in ("received_at", "taken_at", "answered_at", "marked_solved_at", "closed_at")]
        if row["state"] != "withdrawn":
            known = [moment for moment in steps if moment is not None]
            assert known == sorted(known)
        assert (row["closed_at"] is not None) == (row["state"] in {"confirmed", "unconfirmed", "withdrawn"})
        assert (row["answer"] is None) == (row["answered_at"] is None)


def test_few_needs_wait_and_none_for_longer_than_weeks():
    """A province whose residents wait for years would show the product failing at what it is for."""
    plan = _plan(members=4400, organisations=5)
    needs = simulate(plan, ITEMS)["needs"].to_pylist()
    last = max(row["received_at"] for row in needs)
    waiting = [row for row in needs if row["state"] in WAITING]
    assert 5 <= len(waiting) <= 0.08 * len(needs)
    assert max(last - row["received_at"] for row in waiting) < timedelta(days=45)
    ended = Counter(row["state"] for row in needs)
    assert ended["confirmed"] > 0.6 * len(needs)
    assert sum(row["reopened_at"] is not None for row in needs) > 0.03 * len(needs)


def test_needs_lapse_when_the_product_says():
    assert timedelta(days=CONFIRM_WITHIN_DAYS) == CONFIRM_WITHIN


def test_people_of_one_taste_study_alike():
    """A hidden quarter of what people studied is told better by co-study than by popularity."""
    library = synthetic_items(60)
    study = simulate(_plan(members=2200, organisations=1), library)["study"]
    index = {item.key: at for at, item in enumerate(library)}
    people = {member: at for at, member in enumerate(sorted(set(study["member"].to_pylist())))}
    seen = np.zeros((len(people), len(library)))
    hidden = np.zeros_like(seen)
    for turn, (member, item) in enumerate(
        zip(study["member"].to_pylist(), study["item"].to_pylist(), strict=True)
    ):
        (hidden if turn % 4 == 0 else seen)[people[member], index[item]] = 1
    popularity = np.where(seen > 0, -np.inf, seen.sum(axis=0))
    together = seen.T @ seen
    cosine = together / np.sqrt(np.outer(together.diagonal(), together.diagonal()) + 1)
    np.fill_diagonal(cosine, 0)
    by_costudy = np.where(seen > 0, -np.inf, seen @ cosine)

    def hits(ranking: np.ndarray) -> float:
        best = np.argsort(-ranking, axis=1)[:, :5]
        return float(np.take_along_axis(hidden, best, axis=1).sum() / hidden.sum())

    assert hits(by_costudy) > 1.15 * hits(popularity)


def test_no_sentence_speaks_of_a_person_or_a_stance():
    told = [*words.MEETING_COMMENTS, *words.ITEM_COMMENTS, *words.MINUTES, *words.ANSWERS]
    forbidden = ("表现", "落后", "先进", "支持", "反对", "拥护", "批评", "名次", "得分")
    assert not [text for text in told if any(word in text for word in forbidden)]


@settings(max_examples=25, deadline=None)
@given(
    branches=st.integers(1, 120),
    width=st.integers(SMALLEST_BRANCH, LARGEST_BRANCH),
    seed=st.integers(0, 2**32),
    organisations=st.integers(1, 4),
)
def test_a_plan_has_exactly_the_people_asked_for(branches, width, seed, organisations):
    if organisations > branches:
        with pytest.raises(ValueError, match="branch per organisation"):
            plan_province(
                members=branches * width,
                branches=branches,
                seed=seed,
                today=TODAY,
                organisations=organisations,
            )
        return
    plan = plan_province(
        members=branches * width, branches=branches, seed=seed, today=TODAY, organisations=organisations
    )
    assert plan.members == branches * width
    assert plan.sizes.min() >= SMALLEST_BRANCH
    assert plan.sizes.max() <= LARGEST_BRANCH
    cut = plan.blocks()
    assert sum(block.branches for block in cut) == branches
    assert [block.first_branch for block in cut] == sorted(block.first_branch for block in cut)


def test_a_plan_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        plan_province(members=3, branches=1, seed=1, today=TODAY)
