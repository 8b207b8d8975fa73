"""Stage outlook: reads of answers to requests. In: a viewer and a request. Out: a sheet, or all answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from redcloud.apps.outlook.choices import answers_of
from redcloud.apps.outlook.facts import CATALOGUE, facts_of
from redcloud.apps.outlook.models import BranchRequest, RequestAnswer, RequestField
from redcloud.apps.outlook.queries.requests import YEAR_DAYS, is_live
from redcloud.apps.people.access import (
    NotVisible,
    Viewer,
    branch_belonging_to,
    branch_run_by,
    organisation_overseen_by,
)
from redcloud.apps.people.models import BRANCH_KINDS, Organisation
from redcloud.apps.rules.queries import pack_of


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that the platform fills in."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field with what stands in it, and whether that was carried over from the answer before.

    Attributes
    ----------
    answers
        What can be chosen, by code; empty where it is filled in with words or a number.
    """

    field: RequestField
    text: str
    from_before: bool
    answers: dict[str, str]

    @property
    def said(self) -> str:
        """What stands in it, in the reader's words."""
        return self.answers.get(self.text, self.text)


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A request as its branch fills it in.

    Attributes
    ----------
    answer
        What was saved or sent of this turn; None where nothing was yet.
    """

    branch: Organisation
    request: BranchRequest
    turn: int
    answer: RequestAnswer | None
    facts: list[FactLine]
    fields: list[FieldLine]

    @property
    def sent(self) -> bool:
        """Whether this turn was answered."""
        return self.answer is not None and self.answer.sent_at is not None


def turn_of(request: BranchRequest, today: date) -> int:
    """Which repetition of a request is running: 0 from the day on which it was asked."""
    days = max((today - request.asked_on).days, 0)
    return min(days * request.times_a_year // YEAR_DAYS, max(request.times_a_year - 1, 0))


def request_to(branch: Organisation, uid: UUID, today: date) -> BranchRequest:
    """A request that reaches the branch and has not ended; raises ``NotVisible`` for any other."""
    found = BranchRequest.objects.filter(uid=uid).select_related("sender").prefetch_related("fields").first()
    if found is None or not branch.path.startswith(found.sender.path) or not is_live(found, today):
        raise NotVisible
    return found


def answer_sheet(viewer: Viewer, branch_id: int, uid: UUID, today: date) -> AnswerSheet:
    """A request with what the platform knows filled in, for the committee of a branch it reaches.

    Raises
    ------
    NotVisible
    """
    branch = branch_run_by(viewer, branch_id)
    request = request_to(branch, uid, today)
    turn = turn_of(request, today)
    answers = RequestAnswer.objects.filter(request=request, branch=branch, turn__lte=turn)
    given = {one.turn: one for one in answers.prefetch_related("values").select_related("sent_by__member")}
    own = given.get(turn)
    before = given.get(turn - 1)
    said = {value.field_id: value.text for value in own.values.all()} if own else {}
    earlier = {value.field_id: value.text for value in before.values.all()} if before else {}
    facts = own.facts if own and own.sent_at else facts_of(branch, request.facts, today)
    pack = pack_of(branch.root_id or branch.pk)
    return AnswerSheet(
        branch=branch,
        request=request,
        turn=turn,
        answer=own,
        facts=fact_lines(facts),
        fields=[
            FieldLine(
                one,
                said.get(one.pk, "" if own else earlier.get(one.pk, "")),
                not own and one.pk in earlier,
                answers_of(one, pack),
            )
            for one in request.fields.all()
        ],
    )


def fact_lines(facts: dict[str, int]) -> list[FactLine]:
    """Facts by the names that pages give them."""
    return [
        FactLine(str(CATALOGUE[code].name), number) for code, number in facts.items() if code in CATALOGUE
    ]


def turns_answered(viewer: Viewer, branch_id: int, today: date) -> set[int]:
    """Requests whose running turn a branch has answered, for its own people.

    Raises
    ------
    NotVisible
    """
    branch = branch_belonging_to(viewer, branch_id)
    sent = RequestAnswer.objects.filter(branch=branch).exclude(sent_at=None).select_related("request")
    return {one.request_id for one in sent if one.turn == turn_of(one.request, today)}


@dataclass(frozen=True, slots=True)
class BranchAnswer:
    """One branch in the table of answers; cells in the order of the heads, empty where it has not sent."""

    branch: Organisation
    sent_on: date | None
    cells: list[str]


@dataclass(frozen=True, slots=True)
class AnswersView:
    """All answers to one turn of a request, by the name of the branch."""

    request: BranchRequest
    turn: int
    turns: list[int]
    heads: list[str]
    rows: list[BranchAnswer]

    @property
    def sent(self) -> int:
        """How many branches have sent theirs."""
        return sum(row.sent_on is not None for row in self.rows)

    @property
    def minutes(self) -> int:
        """What this turn cost those who have answered, by the minutes that were announced."""
        branches = max(len(self.rows), 1)
        return round(self.request.minutes_once * self.sent / branches)


def answers_to(viewer: Viewer, uid: UUID, today: date, turn: int | None = None) -> AnswersView:
    """What branches answered, for officers of the sender; drafts are not in it.

    Raises
    ------
    NotVisible
    """
    request = (
        BranchRequest.objects.filter(uid=uid).select_related("sender").prefetch_related("fields").first()
    )
    if request is None:
        raise NotVisible
    sender = organisation_overseen_by(viewer, request.sender_id)
    running = turn_of(request, request.withdrawn_on or today)
    shown = turn if turn is not None and 0 <= turn <= running else running
    fields = list(request.fields.all())
    sent = RequestAnswer.objects.filter(request=request, turn=shown).exclude(sent_at=None)
    given = {one.branch_id: one for one in sent.prefetch_related("values")}
    branches = Organisation.objects.filter(path__startswith=sender.path, kind__in=BRANCH_KINDS)
    codes = [code for code in request.facts if code in CATALOGUE]
    pack = pack_of(sender.root_id or sender.pk)
    answers = {one.pk: answers_of(one, pack) for one in fields}
    return AnswersView(
        request=request,
        turn=shown,
        turns=list(range(running + 1)),
        heads=[*(str(CATALOGUE[code].name) for code in codes), *(one.label for one in fields)],
        rows=[_row(one, given.get(one.pk), codes, answers) for one in branches.order_by("name", "pk")],
    )


def _row(
    branch: Organisation,
    answer: RequestAnswer | None,
    codes: list[str],
    answers: Mapping[int, Mapping[str, str]],
) -> BranchAnswer:
    if answer is None or answer.sent_at is None:
        return BranchAnswer(branch, None, [""] * (len(codes) + len(answers)))
    said = {value.field_id: value.text for value in answer.values.all()}
    cells = [str(answer.facts.get(code, "")) for code in codes]
    for key, words in answers.items():
        text = said.get(key, "")
        cells.append(words.get(text, text))
    return BranchAnswer(branch, timezone.localdate(answer.sent_at), cells)
