"""What the unit of a package may do in the record store (cmi5 8.2, 9-12). In: a launch. Out: yes, or 403.

Statements of its own registration; the state of its own activity and learner; the learner's preferences;
the profile of its activity, to read. Nothing of another person, another package, another unit.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from redcloud.apps.records.actions import note_refused
from redcloud.apps.records.models import ActivityProfile, AgentProfile
from redcloud.apps.records.queries import Held
from redcloud.apps.records.queries.documents import Place, document_names
from redcloud.apps.records.queries.filters import Filter
from redcloud.apps.records.reasons import REASON_WORDS
from redcloud.apps.records.results import StoreResult
from redcloud.apps.study.actions import NotNow, hear
from redcloud.apps.study.actions.hearing import SOURCE
from redcloud.apps.study.models import Launch
from redcloud.apps.study.queries.launches import terms_of
from redcloud.engine.records.identifiers import Identifier, identifier_of
from redcloud.engine.records.validation import Problem
from redcloud.engine.study.packages import LAUNCH_DATA, PREFERENCES
from redcloud.web.api.xapi.protocol import Call
from redcloud.web.api.xapi.refusals import Refused

DOCUMENT_MAX_BYTES = 1024 * 1024
MOST_DOCUMENTS = 100
"""Of one learner in one unit."""
_READS = frozenset({"GET", "HEAD"})


def not_for_packages(path: str, section: str) -> Refused:
    """Return the refusal of what no unit may do, or not with this."""
    return Refused(403, "not_for_packages", [Problem(path, f"cmi5 {section}", "not_for_packages")])


def heard(call: Call, statements: list[bytes], is_batch: bool) -> StoreResult:
    """Store what a unit says, if it may be said now.

    Raises
    ------
    Refused
        403 with the rule of cmi5 that it breaks.
    """
    launch = call.launch
    if launch is None:
        raise not_for_packages("", "8.2")
    try:
        return hear(launch=launch, given=statements, is_batch=is_batch, edition=call.edition)
    except NotNow as wrong:
        raise Refused(403, "not_said_now", wrong.problems) from None


def note_of_package(call: Call, problems: list[Problem]) -> None:
    """Keep for the administrator that packages break a rule, and which; why stays between unit and learner.

    That somebody failed after they had passed would be a result.
    """
    kept = [problem._replace(path="", reason=_kept(problem.reason)) for problem in problems]
    note_refused(root=call.root, source=SOURCE, sender="", problems=kept)


def _kept(reason: str) -> str:
    return reason if reason in REASON_WORDS else "not_said_now"


def check_document(launch: Launch, place: Place, name: str | None, method: str) -> None:
    """Refuse every document but those that cmi5 gives a unit.

    Raises
    ------
    Refused
    """
    terms = terms_of(launch)
    if place.agent is not None and place.agent != terms.actor:
        raise not_for_packages("agent", "9.2")
    if place.activity is not None and place.activity != terms.activity:
        raise not_for_packages("activityId", "8.1")
    if place.kind is AgentProfile:
        if name != PREFERENCES:
            raise not_for_packages("profileId", "11")
    elif place.kind is ActivityProfile:
        if method not in _READS:
            raise not_for_packages("profileId", "12")
    else:
        _check_state(launch, place, name, method)


def _check_state(launch: Launch, place: Place, name: str | None, method: str) -> None:
    if place.registration not in (None, launch.registration.uid):
        raise not_for_packages("registration", "10")
    if method in _READS:
        return
    if name is None or name == LAUNCH_DATA:
        raise not_for_packages("stateId", "10")
    if method != "DELETE" and len(document_names(place, None)[0]) >= MOST_DOCUMENTS:
        raise not_for_packages("stateId", "10")


def check_agent(launch: Launch, asked: Identifier) -> None:
    """Refuse everybody but the learner.

    Raises
    ------
    Refused
    """
    if asked != terms_of(launch).actor:
        raise not_for_packages("agent", "9.2")


def check_activity(launch: Launch, asked: str) -> None:
    """Refuse every activity but the unit.

    Raises
    ------
    Refused
    """
    if asked != terms_of(launch).activity:
        raise not_for_packages("activityId", "8.1")


def narrowed(launch: Launch, asked: Filter) -> Filter:
    """Return a filter that finds what it asks for among the launch's own registration alone.

    Raises
    ------
    Refused
        If it names another learner or another registration.
    """
    actor = launch.registration.account.identity.identifier
    if asked.agent not in (None, actor):
        raise not_for_packages("agent", "9.2")
    if asked.registration not in (None, launch.registration.uid):
        raise not_for_packages("registration", "9.6.1")
    return replace(asked, agent=actor, registration=launch.registration.uid, related_agents=False)


def is_of_launch(launch: Launch, found: Held) -> bool:
    """Whether a statement is the learner's own, of the launch's registration."""
    statement = msgspec.json.decode(found.raw)
    registration = statement.get("context", {}).get("registration", "")
    actor = launch.registration.account.identity.identifier
    same = str(registration).lower() == str(launch.registration.uid)
    return same and identifier_of(statement["actor"]) == actor
