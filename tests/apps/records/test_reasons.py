"""Every reason for which something is refused is a sentence for the administrator, and not a code."""

from __future__ import annotations

import ast
from pathlib import Path

from django.utils.translation import override

import redcloud
from redcloud.apps.records.reasons import REASON_WORDS, reason_words
from redcloud.apps.records.results import CONFLICT, REPEATED
from redcloud.engine.records.validation import statement_problems
from tests.engine.records.rows import NO
from tests.engine.records.samples import changed
from tests.engine.records.sections import BASE, SECTIONS

SOURCE = Path(redcloud.__file__).parent
JUDGES = [
    *SOURCE.glob("engine/records/**/*.py"),
    SOURCE / "web/api/xapi/bodies.py",
    SOURCE / "web/api/xapi/writing.py",
]
PLACES = {"Problem": 2, "Malformed": 1, "_BrokenError": 1, "wrong_type": 1, "Rule": 2}
"""Which argument of a call is a reason."""


def reasons_written() -> set[str]:
    """Read the reasons from the modules that judge statements and their bodies."""
    calls = [
        one for path in JUDGES for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call)
    ]
    found: set[str] = set()
    for call in calls:
        place = PLACES.get(call.func.id if isinstance(call.func, ast.Name) else "")
        given = [one.value for one in call.keywords if one.arg == "reason"]
        given += [] if place is None else call.args[place : place + 1]
        found.update(one.value for one in given if isinstance(one, ast.Constant))
    return found


def test_every_reason_has_its_words() -> None:
    met = {
        problem.reason
        for rows in SECTIONS.values()
        for path, value, accepted in rows
        if accepted == NO
        for problem in statement_problems(changed(path, value, BASE), "1.0.3")
    }
    written = reasons_written()
    assert len(met) > 20
    assert len(written) > 60
    assert (met | written | {CONFLICT.reason, REPEATED.reason}) - set(REASON_WORDS) == set()


def test_they_are_sentences_in_both_languages() -> None:
    for language, stop in (("zh-hans", "。"), ("en", ".")):
        with override(language):
            said = [str(words) for words in REASON_WORDS.values()]
            assert all(one.endswith(stop) for one in said)
            assert len(set(said)) == len(said)
    with override("zh-hans"):
        assert str(reason_words("never_heard_of")).endswith("。")
