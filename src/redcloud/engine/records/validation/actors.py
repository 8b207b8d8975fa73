"""Stage records: agents and groups. In: JSON objects. Out: problems (xAPI Data 2.4.2)."""

from __future__ import annotations

from typing import Any

from redcloud.engine.records.validation import values
from redcloud.engine.records.validation.formats import is_iri, is_mailto, is_sha1
from redcloud.engine.records.validation.problems import ENUMERATED, Check, Problem, Problems, is_object

IDENTIFIERS = frozenset({"mbox", "mbox_sha1sum", "openid", "account"})

_ACCOUNT_RULES = {"homePage": "2.4.2.4.s2.table1.row1", "name": "2.4.2.4.s2.table1.row2"}
_ACCOUNT: dict[str, Check] = {"homePage": values.iri, "name": values.text}


def _account(value: Any, problems: Problems) -> None:
    if is_object(value, problems):
        values.required(value, _ACCOUNT_RULES, problems)
        values.parts(value, _ACCOUNT, problems)


def _object_type(value: Any, problems: Problems) -> None:
    # Which of the two it has to be is decided by the callers below.
    if value not in ("Agent", "Group"):
        problems.append(Problem("", ENUMERATED, "not_an_object_type"))


def _members(value: Any, problems: Problems) -> None:
    values.each(value, _member, problems)


def _member(value: Any, problems: Problems) -> None:
    if is_object(value, problems):
        if value.get("objectType", "Agent") == "Group":
            problems.append(Problem("objectType", "2.4.2.2.s5.b2", "group_in_group"))
            return
        _agent_properties(value, problems)


_AGENT: dict[str, Check] = {
    "objectType": _object_type,
    "name": values.text,
    "mbox": values.formatted(is_mailto, "2.4.2.3.s3.table1.row1", "not_a_mailto_iri"),
    "mbox_sha1sum": values.formatted(is_sha1, "2.4.2.3.s3.table1.row2", "not_a_sha1_hash"),
    "openid": values.formatted(is_iri, "2.4.2.3.s3.table1.row3", "not_a_uri"),
    "account": _account,
}
_GROUP: dict[str, Check] = {**_AGENT, "member": _members}


def _agent_properties(value: dict[str, Any], problems: Problems) -> None:
    values.parts(value, _AGENT, problems)
    held = len(IDENTIFIERS & value.keys())
    if held == 0:
        problems.append(Problem("", "2.4.2.1.s2.b1", "no_identifier"))
    elif held > 1:
        problems.append(Problem("", "2.4.2.1.s2.b2", "several_identifiers"))


def _group_properties(value: dict[str, Any], problems: Problems) -> None:
    values.parts(value, _GROUP, problems)
    held = len(IDENTIFIERS & value.keys())
    if held > 1:
        problems.append(Problem("", "2.4.2.2.s5.b1", "several_identifiers"))
    elif held == 0 and not value.get("member"):
        # An anonymous group is known by its members alone.
        problems.append(Problem("member", "2.4.2.2.s4.b1", "missing"))


def agent(value: Any, problems: Problems) -> None:
    """Check an object that has to be an Agent."""
    if is_object(value, problems):
        if value.get("objectType") == "Group":
            problems.append(Problem("objectType", ENUMERATED, "not_an_agent"))
            return
        _agent_properties(value, problems)


def group(value: Any, problems: Problems) -> None:
    """Check an object that has to be a Group; only its ``objectType`` tells it from an Agent."""
    if is_object(value, problems):
        if value.get("objectType") != "Group":
            problems.append(Problem("objectType", "2.4.2.2.s2.table1.row1", "not_a_group"))
            return
        _group_properties(value, problems)


def actor(value: Any, problems: Problems) -> None:
    """Check an object that may be an Agent or a Group; an Agent where it does not say."""
    if is_object(value, problems):
        if value.get("objectType") == "Group":
            _group_properties(value, problems)
        else:
            _agent_properties(value, problems)


def authority(value: Any, problems: Problems) -> None:
    """Check an authority: an Agent, or a Group of the two Agents of OAuth (2.4.9.s3.b1)."""
    actor(value, problems)
    if type(value) is dict and value.get("objectType") == "Group":
        members = value.get("member")
        if type(members) is not list or len(members) != 2 or IDENTIFIERS & value.keys():
            problems.append(Problem("member", "2.4.9.s3.b1", "not_two_members"))
