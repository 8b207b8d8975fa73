"""Web office, feature requests: a request as an officer writes it; what is forbidden is there to refuse."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from redcloud.apps.outlook.choices import CHOICE_LISTS, ChoiceList
from redcloud.apps.outlook.facts import CATALOGUE
from redcloud.apps.outlook.models import AddressedTo, FieldKind, Repeats, RequestKind
from redcloud.apps.outlook.queries import Draft, DraftField
from redcloud.engine.rules.pack import RulePack
from redcloud.web.ui.fields import DayField

ROWS, MOST_ROWS = 5, 20
SHOWN_ANSWERS = 4
COUNTS = [
    ("nothing", _("什么也不统计")),
    ("outcome", _("办成了什么")),
    ("check_ins", _("打卡、签到、接龙")),
    ("installs", _("下载、安装、注册")),
    ("logins", _("登录、活跃")),
    ("time_online", _("在线或学习的时长")),
    ("likes", _("点赞、转发、投票")),
]
COMPARES = [
    ("nothing", _("不比较")),
    ("own_past", _("和自己以前比")),
    ("branches", _("支部之间比")),
    ("persons", _("人和人比")),
]
EVIDENCE = [
    ("none", _("不要证明")),
    ("records", _("平台上已有的记录")),
    ("photo", _("照片或视频")),
    ("screenshot", _("截图")),
    ("track", _("轨迹或定位")),
]
ABOUT = [("organisation", _("组织的情况")), ("persons", _("某个人的情况"))]
CHINESE = {"lang": "zh-Hans"}


class RequestForm(forms.Form):
    """What is asked, of whom, by when."""

    kind = forms.ChoiceField(label=_("这是"), choices=RequestKind.choices)
    title = forms.CharField(label=_("标题"), max_length=120, widget=forms.TextInput(attrs=CHINESE))
    purpose = forms.CharField(
        label=_("为什么需要"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, **CHINESE}),
        help_text=_("支部会看到。"),
    )
    addressed_to = forms.ChoiceField(label=_("由谁来办"), choices=AddressedTo.choices)
    due_on = DayField(
        label=_("办理期限"),
        required=False,
        help_text=_("通知可以不填。"),
    )
    repeats = forms.ChoiceField(label=_("多久一次"), choices=Repeats.choices)
    task_minutes = forms.IntegerField(
        label=_("除了读和填，每人还要办多少分钟"), min_value=0, max_value=2400, initial=0
    )
    counts = forms.ChoiceField(label=_("统计什么"), choices=COUNTS)
    compares = forms.ChoiceField(label=_("和谁比较"), choices=COMPARES)
    facts = forms.MultipleChoiceField(
        label=_("平台替支部填的"),
        required=False,
        choices=[(code, fact.name) for code, fact in CATALOGUE.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只有这几项组织的情况，支部不用花时间填。"),
    )
    evidence = forms.ChoiceField(label=_("要什么证明"), choices=EVIDENCE)

    def clean(self) -> dict[str, Any]:
        """Everything but a notice has a deadline, and none lies in the past."""
        data = super().clean() or {}
        due_on = data.get("due_on")
        if due_on is None and data.get("kind") != RequestKind.NOTICE and "due_on" not in self.errors:
            self.add_error("due_on", _("请写截止日期，让支部知道能安排到哪天。"))
        if due_on is not None and due_on < timezone.localdate():
            self.add_error("due_on", _("这一天已经过去，请选今天以后的日期。"))
        return data


class FieldForm(forms.Form):
    """One thing to be filled in; a row without words is left out."""

    label = forms.CharField(
        label=_("要填什么"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control", **CHINESE}),
    )
    kind = forms.ChoiceField(
        label=_("形式"),
        required=False,
        choices=FieldKind.choices,
        initial=FieldKind.NUMBER,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    about = forms.ChoiceField(
        label=_("关于"), required=False, choices=ABOUT, widget=forms.Select(attrs={"class": "form-select"})
    )
    choices = forms.ChoiceField(
        label=_("选一项的话，从哪些里选"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, *args: Any, pack: RulePack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, _named(one, pack)) for code, one in CHOICE_LISTS.items()]
        cast(forms.ChoiceField, self.fields["choices"]).choices = [("", "—"), *named]

    def clean(self) -> dict[str, Any]:
        """What is to be chosen from is said; the lists are closed, so that answers mean the same."""
        data = super().clean() or {}
        if data.get("label") and data.get("kind") == FieldKind.CHOICE and not data.get("choices"):
            self.add_error("choices", _("请选一组答案，支部从里面选一个。"))
        return data


def _named(one: ChoiceList, pack: RulePack) -> str:
    """A list with its first answers."""
    answers = [str(words) for words in one.answers(pack).values()]
    more = "…" if len(answers) > SHOWN_ANSWERS else ""
    return f"{one.name}: {translated('、').join(answers[:SHOWN_ANSWERS])}{more}"


FieldFormSet = formset_factory(FieldForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def draft_of(form: RequestForm, rows: forms.BaseFormSet[FieldForm]) -> Draft:
    """The request as entered; call after ``is_valid`` of both."""
    given = form.cleaned_data
    asked = (row.cleaned_data for row in rows)
    return Draft(
        kind=given["kind"],
        title=given["title"],
        purpose=given["purpose"],
        addressed_to=given["addressed_to"],
        due_on=given["due_on"],
        repeats=given["repeats"],
        counts=given["counts"],
        compares=given["compares"],
        evidence=given["evidence"],
        task_minutes=given["task_minutes"],
        facts=tuple(given["facts"]),
        fields=tuple(
            DraftField(one["label"], one["kind"] or "text", one["about"] or "organisation", one["choices"])
            for one in asked
            if one.get("label")
        ),
    )
