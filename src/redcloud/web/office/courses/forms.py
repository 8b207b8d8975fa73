"""Web office, feature courses: what an editor enters for a course and for a question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.actions import CourseDraft, QuestionDraft
from redcloud.apps.study.models import Course, Licence, Question
from redcloud.apps.study.queries import committees_of
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import topics_for
from redcloud.engine.study.quizzes import MOST_CHOICES, Choice, QuestionKind, true_or_false
from redcloud.web.office.library.forms import (
    CHINESE,
    LANGUAGES,
    TopicChoices,
    dress,
    readers_choice,
    show_refusal,
)

CHOICE_ROWS = 4


class CourseForm(forms.Form):
    """What a course says about itself."""

    title = forms.CharField(
        label=_("标题"),
        max_length=120,
        widget=forms.TextInput(attrs=CHINESE),
        error_messages={"required": _("请写一个标题。")},
    )
    text = forms.CharField(
        label=_("这门课程讲什么"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **CHINESE}),
        help_text=_("两三句话：学完以后会做什么。可用 Markdown。"),
    )
    topics = TopicChoices(
        label=_("主题"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一个主题。")},
    )
    title_en = forms.CharField(label=_("英文标题"), max_length=160, required=False)
    licence = forms.ChoiceField(label=_("授权"), choices=Licence.choices)
    language = forms.ChoiceField(label=_("正文语言"), choices=LANGUAGES, required=False)
    used_by = readers_choice()

    def __init__(self, *args: Any, root: Organisation, course: Course | None = None, **kwargs: Any) -> None:
        if course is not None:
            names = ("title", "text", "title_en", "licence", "language", "used_by")
            kwargs["initial"] = {name: getattr(course, name) for name in names} | {
                "topics": list(course.topics.all())
            }
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = topics_for(root.pk)  # type: ignore[attr-defined]  # a choice of models
        self.fields["used_by"].queryset = committees_of(root)  # type: ignore[attr-defined]  # a choice of models
        dress(self)

    def draft(self) -> CourseDraft:
        """What was entered, for the library."""
        return CourseDraft(**{**self.cleaned_data, "topics": tuple(self.cleaned_data["topics"])})

    def refuse(self, wrong: ValidationError) -> None:
        """Show what the library refused at the field that it is about."""
        show_refusal(self, wrong)


class ChoiceForm(forms.Form):
    """One choice of a question; an empty one is left out."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    text = forms.CharField(
        label=_("选项"), max_length=200, required=False, widget=forms.TextInput(attrs=CHINESE)
    )
    right = forms.BooleanField(label=_("正确"), required=False)
    feedback = forms.CharField(
        label=_("选了它，告诉读者什么"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=CHINESE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


ChoiceForms = forms.formset_factory(ChoiceForm, extra=0, max_num=MOST_CHOICES, absolute_max=MOST_CHOICES)


class QuestionForm(forms.Form):
    """A question without its choices, which are forms of their own."""

    text = forms.CharField(
        label=_("问题"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, **CHINESE}),
        error_messages={"required": _("请写下问题。")},
    )
    right = forms.ChoiceField(
        label=_("这句话"), choices=[("true", _("是对的")), ("false", _("是错的"))], required=False
    )
    when_true = forms.CharField(label=_("答“对”的人会看到"), max_length=300, required=False)
    when_false = forms.CharField(label=_("答“错”的人会看到"), max_length=300, required=False)
    accepted = forms.CharField(
        label=_("可以接受的答案"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, **CHINESE}),
        help_text=_("一行一个。全角半角、大小写和空格不影响比较。"),
    )
    when_right = forms.CharField(label=_("答对的人会看到"), max_length=300, required=False)
    when_other = forms.CharField(label=_("答得不一样的人会看到"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("题目的语言"), choices=LANGUAGES, required=False)

    _OF_KIND = {
        "true_false": ("right", "when_true", "when_false"),
        "short": ("accepted", "when_right", "when_other"),
    }

    def __init__(self, *args: Any, kind: str, question: Question | None = None, **kwargs: Any) -> None:
        if question is not None:
            kwargs["initial"] = _initial(question)
        super().__init__(*args, **kwargs)
        self.kind = kind
        kept = ("text", "language", *self._OF_KIND.get(kind, ()))
        self.fields = {name: field for name, field in self.fields.items() if name in kept}
        if kind == "true_false":
            self.fields["text"].label = _("要判断的一句话")
        for name in ("when_true", "when_false", "when_right", "when_other"):
            if name in self.fields:
                self.fields[name].widget.attrs.update(CHINESE)
        dress(self)

    def draft(self, choices: list[dict[str, Any]]) -> QuestionDraft:
        """What was entered, for the bank."""
        return replace(self._draft(choices), language=self.cleaned_data["language"])

    def _draft(self, choices: list[dict[str, Any]]) -> QuestionDraft:
        entered, kind = self.cleaned_data, self.kind
        if kind == "true_false":
            return QuestionDraft.of(
                true_or_false(
                    "",
                    entered["text"],
                    right=entered["right"] == "true",
                    when_true=entered["when_true"].strip(),
                    when_false=entered["when_false"].strip(),
                )
            )
        if kind == "short":
            accepted = [line.strip() for line in entered["accepted"].splitlines() if line.strip()]
            return QuestionDraft(
                "short",
                entered["text"],
                accepted=tuple(dict.fromkeys(accepted)),
                when_right=entered["when_right"],
                when_other=entered["when_other"],
            )
        of_kind: QuestionKind = "multiple" if kind == "multiple" else "single"
        return QuestionDraft(of_kind, entered["text"], _choices(choices))

    def refuse(self, wrong: ValidationError) -> None:
        """Show what the bank refused at the field that it is about."""
        show_refusal(self, wrong)


def _choices(entered: list[dict[str, Any]]) -> tuple[Choice, ...]:
    """Choices that were filled in. One that is changed keeps its key."""
    given = [one for one in entered if one.get("text", "").strip() or one.get("right") or one.get("feedback")]
    used = {one["key"] for one in given if one["key"]}
    free = (key for number in range(1, 99) if (key := f"c{number}") not in used)
    return tuple(
        Choice(one["key"] or next(free), one["text"].strip(), one["right"], one["feedback"].strip())
        for one in given
    )


def _initial(question: Question) -> dict[str, Any]:
    feedback = {choice["key"]: choice["feedback"] for choice in question.choices}
    right = next((choice["key"] for choice in question.choices if choice["right"]), "")
    return {
        "text": question.text,
        "right": right,
        "when_true": feedback.get("true", ""),
        "when_false": feedback.get("false", ""),
        "accepted": "\n".join(question.accepted),
        "when_right": question.when_right,
        "when_other": question.when_other,
        "language": question.language,
    }


def choice_rows(question: Question | None) -> list[dict[str, Any]]:
    """What the rows of choices start with: those that there are, and empty ones for more."""
    rows = list(question.choices) if question is not None else []
    wanted = min(MOST_CHOICES, max(CHOICE_ROWS, len(rows) + 2))
    return rows + [{} for _row in range(wanted - len(rows))]
