"""The demo's flow: the steps from an empty database to what is sent, each done once.

A step that loads rows is one transaction with an audit row that says it is done; the other steps
can be repeated without harm. So a demo that was interrupted anywhere goes on with the step it was at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import override

from redcloud.apps.people import audit
from redcloud.apps.people.models import AuditEntry, Organisation
from redcloud.apps.rules.wording import spoken_as, words_of_pack
from redcloud.demo import after, events, life, needs, people
from redcloud.demo.folder import Note
from redcloud.demo.province import Province
from redcloud.engine.simulate.names import root_name

Tell = Callable[[int], None]
"""Called with how many things were just done."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes
    ----------
    name
        Short, for good: it is the name in the audit trail.
    run
        Does the step and returns how many things it made.
    whole
        Whether the step is one transaction.
    total
        How many things ``tell`` will hear of, where the step tells.
    """

    name: str
    run: Callable[[Province, Tell], int]
    whole: bool = True
    total: Callable[[Province], int] | None = None


def _silent(run: Callable[[Province], int]) -> Callable[[Province, Tell], int]:
    return lambda province, _tell: run(province)


STEPS: Final[tuple[Step, ...]] = (
    Step("organisations", _silent(people.load_organisations)),
    Step("study items", _silent(after.import_library)),
    Step("packages", _silent(after.import_packages)),
    Step("members", _silent(people.load_members)),
    Step("accounts", _silent(people.load_accounts)),
    Step("consents", _silent(people.load_consents)),
    Step("meetings", _silent(life.load_meetings)),
    Step("rolls", _silent(life.load_rolls)),
    Step("minutes", _silent(life.load_minutes)),
    Step("volunteering", _silent(life.load_volunteering)),
    Step("comments", _silent(life.load_discussions)),
    Step("needs", _silent(needs.load_needs)),
    Step("records", events.record_everything, whole=False, total=events.count_events),
    Step("lake", after.fill_lake, whole=False, total=after.waiting_for_lake),
    Step("portraits", _silent(after.build_portraits), whole=False),
    Step("release", _silent(after.publish_releases), whole=False),
    Step("suggestions", _silent(after.send_study), whole=False),
    Step("outlook", _silent(after.publish_outlooks), whole=False),
    Step("plans", after.make_plans, whole=False, total=after.branches_to_plan),
)


def done_steps() -> set[str]:
    """Names of the steps that the database says are done."""
    first = root_name(0)[1]
    actions = AuditEntry.objects.filter(organisation__slug=first, action__startswith="demo.")
    return {action.removeprefix("demo.") for action in actions.values_list("action", flat=True)}


def is_made() -> bool:
    """Whether the province is whole."""
    return done_steps() >= {step.name for step in STEPS}


def run_step(step: Step, province: Province, tell: Tell) -> int:
    """Run one step and write down that it is done; return how many things it made."""
    # Names in stored rows are in the organisation's language, whatever the terminal's is.
    with override("zh-hans"), spoken_as(words_of_pack(province.note.pack)):
        if not step.whole:
            made = step.run(province, tell)
            _mark(step)
            return made
        with transaction.atomic():
            made = step.run(province, tell)
            _mark(step)
    return made


def _mark(step: Step) -> None:
    root = Organisation.objects.get(slug=root_name(0)[1])
    audit.record(actor=None, action=f"demo.{step.name}", target=root, organisation=root)


def begin(note: Note) -> Province:
    """Simulate the province of a note."""
    return Province.of(note)
