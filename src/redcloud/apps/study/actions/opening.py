"""Stage study: makes a launch (cmi5 8, 10). A registration and a unit in; keys, documents, "launched" out."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

import msgspec
from django.db import transaction
from django.utils import timezone

from redcloud.apps.people.access import NotVisible
from redcloud.apps.records.actions.documents import Condition, Incoming, put_document
from redcloud.apps.records.models import AgentProfile, StateDocument
from redcloud.apps.records.queries.documents import Place, find_document
from redcloud.apps.study.actions.hearing import say
from redcloud.apps.study.models import Launch, Mode, Registration
from redcloud.apps.study.queries.launches import hash_of, launch_by_fetch, root_of_launch, terms_of
from redcloud.engine.study.packages import LAUNCH_DATA, PREFERENCES, statements
from redcloud.engine.study.packages.addresses import address_of

LASTS = timedelta(hours=24)
"""How long a unit may stay open."""
TOKEN_KEY: Final = "launch-"  # noqa: S105 - a prefix, no secret
"""What the name in a token begins with; keys of credentials are hexadecimal digits."""
_KEY_BYTES = 32
_ANY_CONDITION = Condition()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things of this platform are, as the learner's browser reaches them.

    ``back``: the page to return to. ``files``: where files of packages lie, with a slash at the end.
    """

    back: str
    files: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A launch that was made just now: the only moment at which its keys are known."""

    launch: Launch
    files_key: str
    fetch_key: str

    @property
    def parameters(self) -> Mapping[str, str]:
        """Of what goes into the address of the unit, what does not depend on addresses (8.1)."""
        terms = terms_of(self.launch)
        return {
            "actor": msgspec.json.encode(terms.actor.as_agent()).decode(),
            "registration": str(terms.registration),
            "activityId": terms.activity,
        }


def open_launch(
    registration: Registration, unit: str, mode: Mode, *, at: Addresses, languages: str
) -> Opened:
    """Make a launch of a unit, inside the caller's transaction.

    Parameters
    ----------
    languages : which its learner reads, for the learner's preferences (11.1).

    Raises
    ------
    NotVisible
        If there is no such unit.
    """
    if registration.version.course.unit(unit) is None:
        raise NotVisible
    files_key, fetch_key = (secrets.token_urlsafe(_KEY_BYTES) for _ in range(2))
    now = timezone.now()
    launch = Launch.objects.create(
        registration=registration,
        unit=unit,
        mode=mode,
        files_hash=hash_of(files_key),
        fetch_hash=hash_of(fetch_key),
        begins_at=now,
        ends_at=now + LASTS,
    )
    _keep_documents(launch, at.back, languages)
    terms = terms_of(launch)
    # Where the unit lies, without the key that opens it.
    address = address_of(terms.unit.url, f"{at.files}{registration.version.uid}/")
    say(registration, [statements.launched(terms, address, now)])
    return Opened(launch, files_key, fetch_key)


def _keep_documents(launch: Launch, back: str, languages: str) -> None:
    """Write what the unit reads first: its launch data, and what languages its learner reads."""
    root, terms = root_of_launch(launch), terms_of(launch)
    at_unit = Place(StateDocument, root, terms.activity, terms.actor, terms.registration)
    _keep(at_unit, LAUNCH_DATA, terms.launch_data(back))
    of_learner = Place(AgentProfile, root, agent=terms.actor)
    if find_document(of_learner, PREFERENCES) is None:
        _keep(of_learner, PREFERENCES, {"languagePreference": languages})


def _keep(place: Place, name: str, value: dict[str, Any]) -> None:
    put_document(
        place=place,
        name=name,
        document=Incoming(msgspec.json.encode(value), "application/json"),
        condition=_ANY_CONDITION,
        replaces=True,
        creates=True,
    )


@transaction.atomic
def hand_token(*, key: str) -> str | Literal["used", "unknown"]:
    """Return the token of a launch, once; afterwards that it was used (8.2).

    The token is what stands after "Basic" in the header of the unit's requests.
    """
    found = launch_by_fetch(key)
    if found is None:
        return "unknown"
    secret = secrets.token_urlsafe(_KEY_BYTES)
    unused = Launch.objects.filter(pk=found.pk, token_hash="", closed_at=None)
    if not unused.update(token_hash=hash_of(secret)):
        return "used"
    return b64encode(f"{TOKEN_KEY}{found.uid.hex}:{secret}".encode()).decode()
