"""Demo step: what residents asked for, in every state, with the answers they got."""

from __future__ import annotations

from typing import Any

from redcloud.apps.needs.models import MessageKind, Need, NeedHelper, NeedMessage, Place
from redcloud.demo.province import BATCH, Province, by_uid, rows_of
from redcloud.engine.needs.codes import code_hash, new_code

SOLVED_WORDS = "已经处理完毕，请看看是否满意。"


def load_needs(province: Province) -> int:
    """Store needs, what was said about them, and who helped."""
    cast = province.cast()
    organisations, users = province.organisations(), province.users()
    places = {place.branch_id: place for place in Place.objects.filter(root__in=province.roots())}
    secretaries = {
        row["branch"]: users[row["member"]]
        for row in rows_of(province.tables["roles"])
        if row["role"] == "secretary"
    }
    rows = list(rows_of(province.tables["needs"]))
    followed = _followed(rows, cast.branch)
    needs = []
    for row in rows:
        holder = organisations[row["branch"]]
        code = province.note.follow_code if row["need"] == followed else new_code()
        place = places[holder]
        needs.append(
            Need(
                uid=province.uid("need", row["need"]),
                root_id=place.root_id,
                place=place,
                holder_id=holder,
                taker=secretaries[row["branch"]] if row["taken_at"] and row["state"] != "withdrawn" else None,
                category=row["category"],
                words=row["words"],
                spot=row["spot"] or "",
                state=row["state"],
                code_hash=code_hash(code) or "",
                received_at=row["received_at"],
                changed_at=_changed(row),
                marked_solved_at=row["marked_solved_at"] if row["state"] in _HOLDS_SOLVED else None,
                closed_at=row["closed_at"],
            )
        )
    Need.objects.bulk_create(needs, batch_size=BATCH)
    _load_messages(province, rows)
    _load_helpers(province, rows)
    return len(needs)


def _followed(rows: list[dict[str, Any]], branch: int) -> int:
    """Choose the need whose code the demo prints: one of the branch that a resident could answer now."""
    wanted = ("marked_solved", "answered", "taken", "received")
    own = [row for row in rows if row["branch"] == branch] or rows
    best = min(own, key=lambda row: wanted.index(row["state"]) if row["state"] in wanted else len(wanted))
    return int(best["need"])


_HOLDS_SOLVED = ("marked_solved", "confirmed", "unconfirmed")
_STEPS = ("received_at", "taken_at", "answered_at", "marked_solved_at", "reopened_at", "closed_at")


def _changed(row: dict[str, Any]) -> Any:
    return max(row[step] for step in _STEPS if row[step] is not None)


def needs_of(province: Province) -> dict[int, Need]:
    """Needs by simulated key."""
    keys = province.tables["needs"]["need"].to_pylist()
    found = Need.objects.filter(root__in=province.roots())
    return by_uid(found, ((key, province.uid("need", key)) for key in keys))


def _load_messages(province: Province, rows: list[dict[str, Any]]) -> None:
    needs = needs_of(province)
    told = [
        (row["need"], kind, words, row[step])
        for row in rows
        for kind, words, step in (
            (MessageKind.HANDLER, row["answer"], "answered_at"),
            (MessageKind.HANDLER, SOLVED_WORDS, "marked_solved_at"),
            (MessageKind.RESIDENT, row["again"], "reopened_at"),
        )
        if row[step] is not None
    ]
    told.sort(key=lambda one: one[3])
    NeedMessage.objects.bulk_create(
        (
            NeedMessage(
                need=needs[key],
                kind=kind,
                author_id=needs[key].taker_id if kind == MessageKind.HANDLER else None,
                organisation_id=needs[key].holder_id if kind == MessageKind.HANDLER else None,
                words=words,
                at=at,
            )
            for key, kind, words, at in told
        ),
        batch_size=BATCH,
    )


def _load_helpers(province: Province, rows: list[dict[str, Any]]) -> None:
    needs, members = needs_of(province), province.members()
    NeedHelper.objects.bulk_create(
        (
            NeedHelper(need=needs[row["need"]], member=members[row["helper"]], at=row["marked_solved_at"])
            for row in rows
            if row["helper"] is not None
        ),
        batch_size=BATCH,
    )
