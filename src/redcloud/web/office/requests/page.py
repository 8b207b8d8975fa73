"""Web office, feature requests: findings in words. In: findings of the engine. Out: lines of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redcloud.apps.outlook.formalism import formalism_pack
from redcloud.engine.outlook.requests import Finding


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One reason to refuse: what, where it stands, by which article, and what to do instead."""

    why: str
    where: str
    found: str
    quoted: str  # words of people, which stay Chinese on an English page
    instead: str
    source: str
    article: str
    to_confirm: bool


def finding_lines(findings: list[Finding]) -> list[FindingLine]:
    """Put findings into words; the same article for the same field stands once."""
    return list(dict.fromkeys(_line(one) for one in findings))


def _line(finding: Finding) -> FindingLine:
    language = get_language() or "zh"
    rule = finding.rule
    return FindingLine(
        why=rule.why.in_language(language),
        where=finding.where,
        found=_found(finding, language),
        quoted=_quoted(finding),
        instead=rule.instead.in_language(language),
        source=formalism_pack().source(rule.force.source).title.in_language(language),
        article=rule.force.article,
        to_confirm=rule.force.certainty == "to_confirm",
    )


def _found(finding: Finding, language: str) -> str:
    if not finding.found:
        return ""
    if finding.rule.code == "short_deadline":
        day = date_format(date.fromisoformat(str(finding.found)), _("Y年n月j日"))
        return _("至少留 %(days)d 个工作日，最早是 %(day)s") % {"days": finding.rule.number or 0, "day": day}
    if not isinstance(finding.found, str):
        return _("平台已有：%(fact)s") % {"fact": finding.found.in_language(language)}
    return _("已经在要的是") if finding.rule.code == "duplicate" else _("写着")


def _quoted(finding: Finding) -> str:
    named = isinstance(finding.found, str) and finding.rule.code != "short_deadline"
    return str(finding.found) if named else ""
