"""The demo in another organisation's words: the simulated tables and its rule pack in, the same province out.

The simulation speaks the product's words and holds the kinds of meeting of the product. A union's branch
has its own: each kind becomes the pack's kind with the same activity; what the pack has none of is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.rules.pack import RulePack
from redcloud.engine.rules.terms import OwnTerm
from redcloud.engine.rules.vocabulary import Vocabulary, say, vocabulary_of

Tables = dict[str, pa.Table]
WRITTEN: Final = (
    ("organisations", ("name",)),
    ("meetings", ("title", "place", "agenda", "minutes_text")),
    ("comments", ("text",)),
    ("volunteering", ("what", "place")),
    ("needs", ("words", "answer", "again")),
)
"""Columns that hold sentences and names of the simulation."""


def in_own_words(tables: Tables, pack: RulePack) -> Tables:
    """Give the province in the words and by the kinds of meeting of ``pack``.

    Nothing changes for a pack that keeps the product's words.
    """
    vocabulary = vocabulary_of(pack)
    if vocabulary is None:
        return tables
    own = _with_own_kinds(tables, pack, vocabulary)
    own["organisations"] = _with_own_committees(own["organisations"], _term(pack, "committee"))
    own["rolls"] = _who_counts(own["rolls"], own["members"], pack)
    own["members"] = _mapped(own["members"], "stage", lambda stage: _STAGES.get(stage, stage))
    for name, columns in WRITTEN:
        for column in columns:
            own[name] = _mapped(own[name], column, lambda text: say(text, text, "zh-hans", vocabulary))
    return own


_STAGES: Final = {"development_target": "activist"}
"""A stage that only the Party has."""


def _with_own_kinds(tables: Tables, pack: RulePack, vocabulary: Vocabulary) -> Tables:
    kinds = {kind.activity: kind for kind in reversed(pack.kinds)}
    meetings = tables["meetings"]
    kept = meetings.filter(pc.is_in(meetings["kind"], pa.array(sorted(kinds), pa.string())))
    keys = kept["meeting"].combine_chunks()
    rolls, comments = tables["rolls"], tables["comments"]
    elsewhere = pc.invert(pc.equal(comments["kind"], "meeting"))
    return {
        **tables,
        "meetings": _mapped(kept, "kind", lambda activity: kinds[activity].code),  # type: ignore[index]  # every kind has one
        "rolls": rolls.filter(pc.is_in(rolls["meeting"], keys)),
        "comments": comments.filter(pc.or_(elsewhere, pc.is_in(comments["meeting"], keys))),
    }


def _with_own_committees(organisations: pa.Table, term: OwnTerm) -> pa.Table:
    """``青禾县委员会`` is a committee by its kind; a union's federation says so in its name."""
    names = organisations["name"].to_pylist()
    above = [kind == "committee" for kind in organisations["kind"].to_pylist()]
    own = [
        name.replace("工作委员会", term.zh).replace("委员会", term.zh) if is_above else name
        for name, is_above in zip(names, above, strict=True)
    ]
    return _with(organisations, "name", own)


def _who_counts(rolls: pa.Table, members: pa.Table, pack: RulePack) -> pa.Table:
    """Only the stages that this organisation counts as members are due at its meetings."""
    counted = pc.is_in(members["stage"], pa.array(pack.member_stages))
    due = rolls.filter(pc.is_in(rolls["member"], members.filter(counted)["member"].combine_chunks()))
    voters = members.filter(pc.is_in(members["stage"], pa.array(pack.voting_stages)))["member"]
    may_vote = pc.is_in(due["member"], voters.combine_chunks())
    return _with(due, "is_voter", may_vote.to_pylist())


def _term(pack: RulePack, code: str) -> OwnTerm:
    return next(term for term in pack.terms if term.code == code)


def _mapped(table: pa.Table, column: str, change: Callable[[str], str]) -> pa.Table:
    said: dict[str | None, str | None] = {None: None}
    values = table[column].to_pylist()
    for text in set(values) - {None}:
        said[text] = change(text)
    return _with(table, column, [said[text] for text in values])


def _with(table: pa.Table, column: str, values: list[object]) -> pa.Table:
    field = table.schema.field(column)
    return table.set_column(table.schema.get_field_index(column), field, pa.array(values, field.type))
