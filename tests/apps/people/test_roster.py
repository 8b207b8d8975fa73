"""Importing a roster: twice is once, bad rows harm nobody, transfers are dated, roles wait for an account."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.apps.people.actions import assign_role, make_root
from redcloud.apps.people.models import (
    AuditEntry,
    Member,
    Membership,
    Organisation,
    PendingRole,
    RoleAssignment,
    User,
)
from redcloud.apps.people.queries import branch_of
from redcloud.apps.people.roster import RosterReport, import_roster

pytestmark = pytest.mark.django_db

HEAD = "姓名,编号,组织,发展阶段,入党日期,职务,电子邮箱,党小组\n"
DAY = date(2026, 3, 1)


@pytest.fixture
def root() -> Organisation:
    return make_root(actor=None, slug="county", name="清河县委")


def load(root: Organisation, rows: str, head: str = HEAD, **options: Any) -> RosterReport:
    return import_roster(actor=None, root=root, data=(head + rows).encode(), **{"day": DAY, **options})


def stored() -> list[tuple[Any, ...]]:
    """Everything a roster can change, without keys that depend on the order of storing."""
    members = Member.objects.values_list("name", "roster_key", "stage", "stage_since", "email")
    places = Membership.objects.values_list(
        "member__roster_key",
        "organisation__name",
        "organisation__parent__name",
        "group__name",
        "since",
        "until",
    )
    units = Organisation.objects.values_list("name", "kind", "parent__name")
    roles = PendingRole.objects.values_list("member__roster_key", "organisation__name", "role")
    return sorted(map(repr, [*members, *places, *units, *roles]))  # type: ignore[return-value]


def give_account(key: str) -> User:
    user = User.objects.create_user(username=key, password="a-long-pass-2026")
    Member.objects.filter(roster_key=key).update(user=user)
    return user


def test_a_roster_makes_units_members_memberships_and_waiting_roles(root: Organisation) -> None:
    report = load(
        root, "王芳,A1,城关镇党委/教育总支/第一党支部,正式党员,2011-07-01,书记,w@example.org,一组\n"
    )
    member = Member.objects.get()
    assert (member.name, member.stage, member.stage_since, member.email) == (
        "王芳",
        "full",
        date(2011, 7, 1),
        "w@example.org",
    )
    branch = branch_of(member, DAY)
    assert branch is not None
    assert [branch.name, branch.kind, branch.path.count("/")] == ["第一党支部", "branch", 4]
    assert Membership.objects.get().group.name == "一组"  # type: ignore[union-attr]
    assert PendingRole.objects.get().role == "secretary"
    assert report.organisations == [
        "城关镇党委",
        "城关镇党委/教育总支",
        "城关镇党委/教育总支/第一党支部",
        "城关镇党委/教育总支/第一党支部/一组",
    ]
    assert AuditEntry.objects.filter(action="people.import_roster").count() == 1


def test_the_path_of_a_unit_made_in_bulk_leads_from_the_root(root: Organisation) -> None:
    load(root, "王芳,A1,城关镇党委/第一党支部,正式党员,,,,\n")
    branch = Organisation.objects.get(name="第一党支部")
    assert branch.path == f"{root.pk}/{branch.parent_id}/{branch.pk}/"
    assert branch.root_id == root.pk


def test_a_bad_row_leaves_nothing_and_the_good_ones_are_stored(root: Organisation) -> None:
    report = load(root, ",A1,新党委/新支部,正式党员,,书记,,\n李强,A2,老党委/老支部,正式党员,,,,\n")
    assert [member.roster_key for member in Member.objects.all()] == ["A2"]
    assert not Organisation.objects.filter(name__startswith="新").exists()
    (problem,) = report.problems()
    assert (problem.line, problem.column, problem.code) == (2, "姓名", "missing")
    assert problem.reason
    assert problem.remedy


def test_a_second_run_changes_nothing_and_says_so(root: Organisation) -> None:
    rows = "王芳,A1,党委/一支部,正式党员,2011-07-01,书记,w@example.org,一组\n李强,A2,二支部,预备党员,,,,\n"
    load(root, rows)
    before = stored()
    again = load(root, rows, day=date(2026, 5, 1))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert again.changes_nothing
    assert stored() == before


def test_a_dry_run_reports_the_same_and_leaves_no_trace(root: Organisation) -> None:
    rows = "王芳,A1,党委/一支部,正式党员,,书记,,一组\n,A2,党委/一支部,正式党员,,,,\n"
    before, trail = stored(), AuditEntry.objects.count()
    dry = load(root, rows, dry_run=True)
    assert (stored(), AuditEntry.objects.count()) == (before, trail)
    real = load(root, rows)
    assert {**dry.as_dict(), "dry_run": False} == real.as_dict()


def test_a_transfer_is_a_new_membership_from_a_day(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,,,\n")
    report = load(root, "王芳,A1,二支部,正式党员,,,,\n", day=date(2026, 4, 1))
    assert (report.updated, report.transferred) == (1, 1)
    member = Member.objects.get()
    assert [(m.organisation.name, m.since, m.until) for m in member.memberships.order_by("since")] == [
        ("一支部", DAY, date(2026, 4, 1)),
        ("二支部", date(2026, 4, 1), None),
    ]


def test_a_branch_corrected_on_the_same_day_is_no_transfer_in_the_history(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,,,\n")
    load(root, "王芳,A1,二支部,正式党员,,,,\n")
    assert Membership.objects.get().organisation.name == "二支部"


def test_the_day_of_joining_the_branch_begins_the_membership(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,2020年3月\n", head="姓名,编号,党支部,转入日期\n")
    assert Membership.objects.get().since == date(2020, 3, 1)


def test_who_is_not_in_the_file_stays_as_is(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,书记,,\n李强,A2,一支部,正式党员,,,,\n")
    load(root, "李强,A2,一支部,预备党员,,,,\n")
    assert Member.objects.get(roster_key="A1").stage == "full"
    assert PendingRole.objects.count() == 1


def test_a_branch_named_alone_is_found_and_refused_where_two_have_the_name(
    root: Organisation,
) -> None:
    load(root, "王芳,A1,甲党委/一支部,正式党员,,,,\n")
    load(root, "李强,A2,一支部,正式党员,,,,\n")
    assert Membership.objects.filter(organisation__parent__name="甲党委").count() == 2
    load(root, "赵敏,A3,乙党委/一支部,正式党员,,,,\n")
    report = load(root, "孙伟,A4,一支部,正式党员,,,,\n")
    assert [r.code for r in report.rejections] == ["unit_ambiguous"]
    assert not Member.objects.filter(name="孙伟").exists()


def test_a_branch_below_a_branch_is_refused(root: Organisation) -> None:
    load(root, "王芳,A1,党委/一支部,正式党员,,,,\n")
    report = load(root, "李强,A2,党委/一支部/二支部,正式党员,,,,\n")
    assert [r.code for r in report.rejections] == ["unit_not_a_branch"]


def test_a_role_goes_to_the_account_at_once_and_ends_when_the_file_says_none(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,,,\n")
    user = give_account("A1")
    assert load(root, "王芳,A1,一支部,正式党员,,书记,,\n").roles_given == 1
    assert RoleAssignment.objects.get(user=user, until=None).role == "secretary"
    assert load(root, "王芳,A1,一支部,正式党员,,无,,\n", day=date(2026, 6, 1)).roles_ended == 1
    assert RoleAssignment.objects.get(user=user).until == date(2026, 6, 1)


def test_a_job_title_ends_no_role(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,书记,,\n")
    report = load(root, "王芳,A1,一支部,正式党员,,会计,,\n")
    assert PendingRole.objects.count() == 1
    assert [note.code for note in report.remarks] == ["role_unknown"]


def test_who_leaves_a_branch_leaves_its_committee(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,书记\n", head="姓名,编号,党支部,职务\n")
    load(root, "王芳,A1,二支部\n", head="姓名,编号,党支部\n", day=date(2026, 4, 1))
    assert not PendingRole.objects.exists()


def test_an_officer_works_for_the_nearest_committee_and_is_not_ended_by_a_file(root: Organisation) -> None:
    load(root, "王芳,A1,城关镇党委/教育总支/一支部,正式党员,,组织员,,\n")
    assert PendingRole.objects.get().organisation.name == "城关镇党委"
    load(root, "王芳,A1,城关镇党委/教育总支/一支部,正式党员,,,,\n")
    assert PendingRole.objects.count() == 1


def test_a_role_given_by_hand_as_administrator_survives_an_import(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,,,\n")
    assign_role(actor=None, user=give_account("A1"), organisation=root, role="administrator", since=DAY)
    load(root, "王芳,A1,一支部,正式党员,,书记,,\n")
    assert set(RoleAssignment.objects.filter(until=None).values_list("role", flat=True)) == {
        "administrator",
        "secretary",
    }


def test_a_number_given_to_another_person_does_not_open_the_first_ones_account(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,,,\n")
    give_account("A1")
    report = load(root, "李强,A1,一支部,正式党员,,,,\n")
    assert [r.code for r in report.rejections] == ["name_differs"]
    assert Member.objects.get().name == "王芳"
    assert load(root, "王芳芳,A1,一支部,正式党员,,,,\n", accept_renames=True).updated == 1


def test_whoever_has_an_account_looks_after_the_address(root: Organisation) -> None:
    load(root, "王芳,A1,一支部,正式党员,,,first@example.org,\n")
    give_account("A1")
    load(root, "王芳,A1,一支部,正式党员,,,second@example.org,\n")
    assert Member.objects.get().email == "first@example.org"


def test_without_numbers_names_are_matched_in_the_branch_and_a_number_is_taken_over_later(
    root: Organisation,
) -> None:
    head = "姓名,党支部\n"
    load(root, "王芳,一支部\n王芳,二支部\n", head=head)
    assert load(root, "王芳,一支部\n王芳,二支部\n", head=head).unchanged == 2
    report = load(root, "王芳,A1,一支部\n", head="姓名,编号,党支部\n")
    assert [note.code for note in report.remarks] == ["key_adopted"]
    assert (Member.objects.count(), Member.objects.filter(roster_key="A1").count()) == (2, 1)


def test_two_of_one_name_in_a_branch_need_a_number(root: Organisation) -> None:
    load(root, "王芳,A1,一支部\n王芳,A2,一支部\n", head="姓名,编号,党支部\n")
    report = load(root, "王芳,一支部\n", head="姓名,党支部\n")
    assert [r.code for r in report.rejections] == ["name_ambiguous"]


def test_two_roots_may_use_the_same_numbers_and_never_meet(root: Organisation) -> None:
    other = make_root(actor=None, slug="other", name="南湖县委")
    load(root, "王芳,A1,一支部,正式党员,,,,\n")
    load(other, "李强,A1,一支部,正式党员,,,,\n")
    assert sorted(Member.objects.values_list("root__slug", "name")) == [("county", "王芳"), ("other", "李强")]
    assert Organisation.objects.filter(name="一支部").count() == 2


def test_queries_do_not_grow_with_rows(root: Organisation, django_assert_max_num_queries: Any) -> None:
    rows = "".join(f"测试员,N{i},党委/{i % 20}支部,正式党员,,,,一组\n" for i in range(600))
    with django_assert_max_num_queries(45):
        load(root, rows)
    with django_assert_max_num_queries(25):
        load(root, rows)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["王芳", "李强", "赵敏", ""]),
        st.sampled_from(["A1", "A2", "A3", "A4", ""]),
        st.sampled_from(["一支部", "二支部", "甲党委/一支部", "甲党委/乙总支/三支部", "甲党委", ""]),
        st.sampled_from(["正式党员", "预备党员", "路人"]),
        st.sampled_from(["2011-07-01", "", "某天"]),
        st.sampled_from(["书记", "", "会计", "组织员", "宣传委员"]),
        st.sampled_from(["", "a@b.org", "a at b"]),
        st.sampled_from(["", "一组"]),
    ).map(",".join),
    max_size=8,
)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def clear() -> None:
    for model in (PendingRole, Membership, Member):
        model.objects.all().delete()
    for node in Organisation.objects.exclude(parent=None).order_by("-path"):
        node.delete()


@FEW
@given(rows=ROWS)
def test_importing_twice_is_importing_once(root: Organisation, rows: list[str]) -> None:
    clear()
    first = load(root, "\n".join(rows))
    once = stored()
    second = load(root, "\n".join(rows))
    assert stored() == once
    assert second.changes_nothing
    assert second.rejected_rows == first.rejected_rows


@FEW
@given(rows=ROWS)
def test_bad_rows_do_not_change_what_good_rows_do(root: Organisation, rows: list[str]) -> None:
    clear()
    together = load(root, "\n".join(rows))
    mixed = stored()
    bad = {rejection.place.line for rejection in together.rejections}
    clear()
    alone = load(root, "\n".join(row for line, row in enumerate(rows, start=2) if line not in bad))
    assert not alone.rejections
    assert stored() == mixed
