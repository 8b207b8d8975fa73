"""Web branch, feature asked: a form made of the fields that a request asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.outlook.actions.filling import LONGEST
from redcloud.apps.outlook.models import FieldKind
from redcloud.apps.outlook.queries import AnswerSheet, FieldLine

CHINESE = {"lang": "zh-Hans"}
FAULTS: dict[str, Promise] = {
    "missing": _("请填写；确实没有的，写“无”或者 0。"),
    "too_long": _("太长了，最多 2000 字。"),
    "number": _("请填一个数字。"),
    "date": _("请填一个日期。"),
    "choice": _("请从列出的答案里选一个。"),
}


class AnswerForm(forms.Form):
    """One field for each that the request asks for; none is needed for a draft."""

    def __init__(self, data: QueryDict | None, *, sheet: AnswerSheet) -> None:
        super().__init__(data, label_suffix="")
        for line in sheet.fields:
            self.fields[_name(line.field.pk)] = _field(line)

    def texts(self) -> dict[int, str]:
        """What was filled in, by key of the field."""
        return {
            int(name.removeprefix("field-")): str(value or "") for name, value in self.cleaned_data.items()
        }

    def refuse(self, faults: Mapping[int, str]) -> None:
        """Say at each faulty field what to do."""
        for key, fault in faults.items():
            self.add_error(_name(key), str(FAULTS[fault]))


def _name(key: int) -> str:
    return f"field-{key}"


def _field(line: FieldLine) -> forms.Field:
    asked = line.field
    given: dict[str, Any] = {
        "label": asked.label,
        "required": False,
        "initial": line.text,
        "help_text": _("上次填的，请看看还对不对。") if line.from_before else "",
    }
    if line.answers:
        return forms.ChoiceField(
            choices=[("", "—"), *line.answers.items()],
            error_messages={"invalid_choice": str(FAULTS["choice"])},
            **given,
        )
    if asked.kind == FieldKind.NUMBER:
        widget: forms.Widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.CharField(max_length=30, widget=widget, **given)
    if asked.kind == FieldKind.DATE:
        return forms.CharField(max_length=10, widget=forms.DateInput(attrs={"type": "date"}), **given)
    if asked.kind == FieldKind.FILE:
        given["help_text"] = _("写明从哪里能看到这份文件；这里不收附件。")
    rows = 6 if asked.kind == FieldKind.TABLE else 2
    return forms.CharField(
        max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, **CHINESE}), **given
    )
