"""Stage rules. Quorum of one meeting: head counts in, needed and present heads out, never a name.

Both forms of the rules are exact integer arithmetic, so that the page can show the working:
"at least p/q of n" needs ``ceil(n p / q)``; "more than p/q of n" needs ``floor(n p / q) + 1``.
"""

from __future__ import annotations

from dataclasses import dataclass

from redcloud.engine.rules.pack import Base, Occasion, Quorum, RulePack


@dataclass(frozen=True, slots=True)
class HeadCount:
    """Heads of one meeting: due, present, and those of them who may vote."""

    due: int
    present: int
    voters_due: int
    voters_present: int

    def of(self, base: Base) -> int:
        """The number of heads that a share is taken of."""
        return {
            "due": self.due,
            "present": self.present,
            "voters_due": self.voters_due,
            "voters_present": self.voters_present,
        }[base]

    def turned_up(self, base: Base) -> int:
        """The heads held against the share: voters where the share is of voters."""
        return self.voters_present if base in ("voters_due", "voters_present") else self.present


@dataclass(frozen=True, slots=True)
class QuorumJudgement:
    """One quorum rule applied to one meeting, with everything needed to write the sum out."""

    rule: Quorum
    base_heads: int
    needed: int
    counted: int
    met: bool


def heads_needed(rule: Quorum, heads: int) -> int:
    """How many heads satisfy ``rule`` when its base holds ``heads``.

    Examples
    --------
    At least half of 21 is 11; more than half of 22 is 12; at least 4/5 of 22 is 18.
    """
    share = heads * rule.numerator
    if rule.comparison == "at_least":
        return -(-share // rule.denominator)
    return share // rule.denominator + 1


def judge(rule: Quorum, count: HeadCount, votes_for: int | None = None) -> QuorumJudgement:
    """Apply one rule to the heads of one meeting.

    Parameters
    ----------
    rule
        For ``occasion == "motion"`` the heads held against it are ``votes_for``.
    count
        The heads on that meeting's roll.
    votes_for
        Votes in favour of a motion.

    Raises
    ------
    ValueError
        If a motion is judged without its votes, or votes exceed the voters present.
    """
    heads = count.of(rule.base)
    if rule.occasion == "motion":
        if votes_for is None:
            raise ValueError("a motion is judged by its votes")
        if not 0 <= votes_for <= count.voters_present:
            raise ValueError("more votes than voters present")
        counted = votes_for
    else:
        counted = count.turned_up(rule.base)
    needed = heads_needed(rule, heads)
    # With nobody due there is nothing to be quorate about: 0 of 0 is not a meeting.
    return QuorumJudgement(rule, heads, needed, counted, met=heads > 0 and counted >= needed)


def quorums_for(pack: RulePack, kind: str, occasion: Occasion) -> tuple[Quorum, ...]:
    """The rules of ``pack`` (already that of the meeting's day) for a kind and an occasion."""
    return tuple(rule for rule in pack.quorums if kind in rule.kinds and rule.occasion == occasion)
