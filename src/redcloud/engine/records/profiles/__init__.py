"""Stage records: does a statement keep the profile that it claims? In: a valid statement. Out: problems.

One module a profile: its rules as data, each with the section of the profile that asks for it. A rule
that needs other statements (order within a session, once a registration) is not asked: a store that
takes statements in any order cannot know.
"""

from __future__ import annotations

from typing import Any

from redcloud.engine.records.profiles import cmi5, own, video
from redcloud.engine.records.profiles.rules import Profile, activities_at, broken_rules
from redcloud.engine.records.validation import Problem
from redcloud.engine.records.vocabulary import OWN

_BY_CATEGORY = {one.category: one for one in (cmi5.PROFILE, video.PROFILE, own.PROFILE)}


def claimed_profiles(statement: dict[str, Any]) -> list[Profile]:
    """Return the profiles that a valid statement says it keeps.

    A profile is claimed by its id among ``context.contextActivities.category``. A verb of this product's
    own namespace claims this product's profile: nobody else can say what such a verb means.
    """
    found: list[Profile] = []
    if "context" in statement:
        for activity in activities_at(statement, "category"):
            profile = _BY_CATEGORY.get(activity["id"])
            if profile is not None and profile not in found:
                found.append(profile)
    if statement["verb"]["id"].startswith(OWN) and own.PROFILE not in found:
        found.append(own.PROFILE)
    return found


def profile_problems(statement: dict[str, Any]) -> list[Problem]:
    """Return what breaks a rule of a profile that a valid statement claims; mostly an empty list.

    Examples
    --------
    >>> claim = {"category": [{"id": "https://w3id.org/xapi/video"}]}
    >>> statement = {
    ...     "id": "9dc99b37-e920-4a68-a066-917faca28949",
    ...     "actor": {"mbox": "mailto:a@example.org"},
    ...     "verb": {"id": "https://w3id.org/xapi/video/verbs/played"},
    ...     "object": {"id": "urn:x:v", "definition": {"type": "https://w3id.org/xapi/video/activity-type/video"}},
    ...     "context": {"contextActivities": claim},
    ... }
    >>> [(one.section, one.reason) for one in profile_problems(statement)]
    [('video 2.5.4.1', 'missing')]
    """
    claimed = claimed_profiles(statement)
    return [problem for profile in claimed for problem in broken_rules(profile, statement)] if claimed else []
