"""Stage study: what a file would change of questions and quizzes. Rows in, a plan filled; nothing is stored.

A question is the one whose number it has, else the one of the bank that asks the very same. Questions of a
quiz that a file does not have stay in it, behind the others: leaving a row out takes nothing away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.naming import Things, keys_of, refuse
from redcloud.apps.study.exchange.plans import QuestionEntry, QuizEntry, TeachingPlan, Thing
from redcloud.apps.study.faults import said
from redcloud.apps.study.lists.meaning import spaced
from redcloud.apps.study.lists.problems import BadCell
from redcloud.apps.study.lists.words import Words
from redcloud.apps.study.models import MOST_QUESTIONS, Course, ItemState, Question, Quiz
from redcloud.engine.study import quizzes as engine
from redcloud.engine.study.languages import language_of
from redcloud.engine.study.teaching import QuestionRow, Where


def compare_questions(
    root: Organisation,
    rows: Iterable[QuestionRow],
    things: Things,
    words: Words,
    plan: TeachingPlan,
) -> None:
    """Compare questions with the bank, and the quizzes that they name with what these ask."""
    bank = list(Question.objects.filter(root=root))
    by_number = {str(one.uid): one for one in bank}
    by_text: dict[str, list[Question]] = defaultdict(list)
    for one in bank:
        by_text[spaced(one.text)].append(one)
    entries: dict[object, QuestionEntry] = {}
    quizzes: dict[object, tuple[Thing, list[QuestionEntry], str, Where, str]] = {}
    for row in rows:
        entry = _question(row, by_number, by_text, words, plan)
        if entry is None:
            continue
        # A number from elsewhere is not known here, and tells two alike apart all the same.
        key = entry.question.pk if entry.question else row.number or spaced(entry.asked.text)
        first = entries.setdefault(key, entry)
        if first is not entry and _content(first.asked, first.language) != _content(
            entry.asked, entry.language
        ):
            reason = _("同一道题在第 %(line)d 行写得不一样。请改成一样，或者去掉编号当作新题。")
            refuse(plan, row.where, "", row.question.text, reason % {"line": first.row.where.line})
        if row.quiz:
            _into_quiz(row, first, things, words, plan, quizzes)
    plan.questions += [one for one in entries.values() if one.changes]
    plan.unchanged += sum(not one.changes for one in entries.values())
    standing = {
        ("item" if one.item_id else "course", one.item_id or one.course_id): one
        for one in Quiz.objects.filter(root=root)
        .select_related("current")
        .prefetch_related("places__question")
    }
    for of, asked, state, where, title in quizzes.values():
        entry_of = _quiz(of, asked, state, where, title, standing, plan)
        plan.quizzes += [entry_of] if entry_of is not None else []


def _question(
    row: QuestionRow,
    by_number: Mapping[str, Question],
    by_text: Mapping[str, list[Question]],
    words: Words,
    plan: TeachingPlan,
) -> QuestionEntry | None:
    if row.fault:
        refuse(plan, row.where, row.column, row.question.text, said(row.fault))
        return None
    known = by_number.get(_uid(row.number)) or next(iter(by_text.get(spaced(row.question.text), ())), None)
    try:
        language = words.choice_in("language", row.language) if row.language else ""
    except BadCell as bad:
        refuse(plan, row.where, "", row.language, bad.reason)
        return None
    longest = max([len(row.question.text) - 500, *(len(c.text) - 200 for c in row.question.choices)])
    said_to = [*(c.feedback for c in row.question.choices), row.question.when_right, row.question.when_other]
    if longest > 0 or any(len(one) > 300 for one in said_to):
        refuse(
            plan, row.where, "", row.question.text, _("太长了：问题最多 500 个字，选项 200 个，讲解 300 个。")
        )
        return None
    language = language or (known.language if known else "") or language_of(_words_of(row.question))
    asked = _with_keys(row.question, known)
    changes = known is None or _content(known.asked, known.language) != _content(asked, language)
    return QuestionEntry(row, known, asked, language, changes)


def _words_of(question: engine.Question) -> str:
    said_to = [one for choice in question.choices for one in (choice.text, choice.feedback)]
    return "\n".join([question.text, *said_to, question.when_right, question.when_other])


def _content(question: engine.Question, language: str) -> tuple[object, ...]:
    """What a question says, whatever the keys of its choices are."""
    choices = tuple((c.text.strip(), c.right, c.feedback.strip()) for c in question.choices)
    plain = (question.kind, question.text.strip(), choices, tuple(question.accepted))
    return (*plain, question.when_right.strip(), question.when_other.strip(), language)


def _with_keys(question: engine.Question, known: Question | None) -> engine.Question:
    """A choice that says what one said before keeps its key: an answer still means what it meant."""
    if known is None or question.kind == "true_false":
        return question
    keys = {choice.text: choice.key for choice in known.asked.choices if choice.text}
    free = (f"c{number}" for number in range(1, 99) if f"c{number}" not in keys.values())
    choices = tuple(replace(choice, key=keys.get(choice.text) or next(free)) for choice in question.choices)
    return replace(question, choices=choices)


def _into_quiz(
    row: QuestionRow,
    entry: QuestionEntry,
    things: Things,
    words: Words,
    plan: TeachingPlan,
    quizzes: dict[object, tuple[Thing, list[QuestionEntry], str, Where, str]],
) -> None:
    try:
        of = things.named(row.quiz)
        state = words.choice_in("state", row.state) if row.state else ""
    except BadCell as bad:
        refuse(plan, row.where, "", bad.value or row.quiz, bad.reason)
        return
    [key] = keys_of([of])
    title = of.title if not isinstance(of, str) else of.partition(":")[2]
    _of, asked, said_state, where, _title = quizzes.setdefault(key, (of, [], state, row.where, title))
    if entry in asked:
        refuse(plan, row.where, "", row.question.text, _("这道题已经在小测里了。"))
        return
    asked.append(entry)
    if state and state != said_state:
        quizzes[key] = (of, asked, said_state or state, where, title)


def _quiz(
    of: Thing,
    asked: list[QuestionEntry],
    state: str,
    where: Where,
    title: str,
    standing: Mapping[tuple[str, int | None], Quiz],
    plan: TeachingPlan,
) -> QuizEntry | None:
    quiz = (
        None if isinstance(of, str) else standing.get(("course" if isinstance(of, Course) else "item", of.pk))
    )
    before = [place.question for place in quiz.places.all()] if quiz else []
    named = {entry.question.pk for entry in asked if entry.question}
    left = tuple(one for one in before if one.pk not in named)
    if len(asked) + len(left) > MOST_QUESTIONS:
        refuse(plan, where, "", title, _("一份小测最多 %(most)d 题。") % {"most": MOST_QUESTIONS})
        return None
    order = [entry.question.pk if entry.question else None for entry in asked] + [one.pk for one in left]
    is_published = quiz is not None and quiz.current_id is not None
    moves = order != [one.pk for one in before]
    changes = moves or any(entry.changes for entry in asked)
    publish = (is_published and changes and state != ItemState.ARCHIVED) or (
        state == ItemState.PUBLISHED and not is_published
    )
    take_off = is_published and state == ItemState.ARCHIVED
    if not (moves or publish or take_off):
        return None
    return QuizEntry(where, of, title, quiz, tuple(asked), left, publish, take_off)


def _uid(number: str) -> str:
    try:
        return str(UUID(number))
    except ValueError:
        return ""
