"""Stage rules. What a rule may never be about: a rule's own words in, the reason for refusing out.

PRODUCT lines 2 and 4: no target about a person, an absence or time online. Other organisations
write their own packs, so the refusal lives in code and not in a pack.
"""

from __future__ import annotations

from typing import Literal

ForbiddenCode = Literal["target_person", "target_absence", "target_time_online", "target_points"]

# Substrings of codes and names, lower case. A rule may *quote* an article that mentions a
# person; so only what the rule counts and is aimed at is searched, never its article.
FORBIDDEN: tuple[tuple[ForbiddenCode, tuple[str, ...]], ...] = (
    (
        "target_person",
        ("person", "individual", "per_member", "each_member", "member_of", "个人", "每名党员", "人均"),
    ),
    ("target_absence", ("absence", "absent", "no_show", "missed", "缺席", "缺勤", "未到会")),
    (
        "target_time_online",
        (
            "online",
            "screen_time",
            "watch_time",
            "dwell",
            "login",
            "check_in",
            "checkin",
            "在线时长",
            "学习时长",
            "登录",
            "打卡",
            "签到",
        ),
    ),
    ("target_points", ("points", "score", "rank", "streak", "leaderboard", "积分", "排名", "打分")),
)

# Exact words that would be too broad as substrings ("members_meeting" is a meeting).
PERSON_TARGETS = frozenset({"member", "members", "user", "learner", "resident", "党员", "群众"})


def forbidden_reason(*, target: str, words: tuple[str, ...]) -> ForbiddenCode | None:
    """Why a rule with this target and these words may not load; ``None`` if it may.

    Parameters
    ----------
    target
        The rule's ``target`` as written in the file.
    words
        Its code, its names and what it counts, as written in the file.
    """
    if target.lower() in PERSON_TARGETS:
        return "target_person"
    for text in (target, *words):
        folded = text.lower().replace("-", "_").replace(" ", "_")
        for code, marks in FORBIDDEN:
            if any(mark in folded for mark in marks):
                return code
    return None
