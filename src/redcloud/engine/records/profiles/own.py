"""Stage records: this product's own profile (docs/records/profile.md). Out: its rules.

The stages' own statements pass the same rules as those that another system sends with these verbs.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from redcloud.engine.contracts import ActivityKind, LakeVerb
from redcloud.engine.records.profile import ACTIVITY_TYPE, BASE, CONTEXT
from redcloud.engine.records.profiles.rules import Profile, Rule, forbidden, required, value_at
from redcloud.engine.records.vocabulary import OWN

CATEGORY: Final = BASE + "profile"

CONTEXT_EXTENSIONS: Final[frozenset[str]] = frozenset()
"""Names below ``https://w3id.org/redcloud/context/`` that a statement may carry. The stages write none."""

_TYPES = frozenset(ACTIVITY_TYPE + kind for kind in get_args(ActivityKind))


def _is_account_alone(actor: dict[str, Any]) -> bool:
    return actor.get("objectType", "Agent") == "Agent" and "account" in actor and "name" not in actor


def _unknown_extension(statement: dict[str, Any]) -> bool:
    held = value_at(statement, ("context", "extensions"))
    if type(held) is not dict:
        return False
    return any(
        key.startswith(CONTEXT) and key.removeprefix(CONTEXT) not in CONTEXT_EXTENSIONS for key in held
    )


PROFILE = Profile(
    name="redcloud",
    category=CATEGORY,
    verbs_section="2",
    every=(
        required("1", "actor", holds=_is_account_alone, reason="not_an_account_without_a_name"),
        required(
            "3",
            *("object", "definition", "type"),
            holds=lambda value: value in _TYPES,
            reason="not_an_activity_type_of_the_profile",
        ),
        required("3", "object", "definition", "name", holds=bool),
        Rule("4", ("context", "extensions"), "not_an_extension_of_the_profile", _unknown_extension),
        # Never a score, an answer or a duration.
        forbidden("5", "result"),
        required("6", "timestamp"),
    ),
    verbs=dict.fromkeys((OWN + verb for verb in get_args(LakeVerb)), ()),
)
