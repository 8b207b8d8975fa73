"""Web branch, feature meetings: forms. In: a proposal or a meeting. Out: ``MeetingFacts``, decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.life.actions import DecisionDraft, MeetingFacts
from redcloud.apps.life.queries import MeetingSetting, Proposal, usual_title
from redcloud.web.ui.fields import DayField

CHINESE = {"lang": "zh-Hans"}


class MeetingForm(forms.Form):
    """A meeting's facts. Everything is filled in beforehand; the kind is fixed by the address."""

    title = forms.CharField(label=_("名称"), max_length=120, widget=forms.TextInput(attrs=CHINESE))
    day = DayField(label=_("日期"))
    at = forms.TimeField(label=_("时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes_planned = forms.IntegerField(label=_("预计时长(分钟)"), min_value=5, max_value=600)
    place = forms.CharField(
        label=_("地点"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "usual-places", **CHINESE}),
    )
    chair = forms.TypedChoiceField(
        label=_("主持人"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("由主持人在手机上点一次名。"),
        widget=forms.Select(attrs=CHINESE),
    )
    group = forms.TypedChoiceField(
        label=_("党小组"), required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=CHINESE)
    )
    agenda = forms.CharField(
        label=_("议程"),
        required=False,
        max_length=4000,
        help_text=_("每行一项。会后起草记录时会自动带入。"),
        widget=forms.Textarea(attrs={"rows": 4, **CHINESE}),
    )
    has_election = forms.BooleanField(label=_("本次会议有选举"), required=False)

    def __init__(self, setting: MeetingSetting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self._choices("chair", [("", "—"), *((one.pk, one.name) for one in setting.people)])
        self._choices("group", [(one.pk, one.name) for one in setting.groups])
        if setting.kind.invited != "group" or not setting.groups:
            del self.fields["group"]
        if not setting.kind.votes:
            del self.fields["has_election"]

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = choices

    def facts(self) -> MeetingFacts:
        """The meeting as entered; call after ``is_valid``."""
        data = self.cleaned_data
        return MeetingFacts(
            kind=self.setting.kind.code,
            title=self._title(),
            starts_at=timezone.make_aware(datetime.combine(data["day"], data["at"])),
            minutes_planned=data["minutes_planned"],
            place=data["place"],
            agenda=data["agenda"],
            chair_id=data["chair"],
            group_id=data.get("group"),
            has_election=data.get("has_election", False),
        )

    def _title(self) -> str:
        """As typed; a title that only says the month goes with the day, so that nobody types it twice."""
        title: str = self.cleaned_data["title"]
        before = timezone.localdate(self.setting.proposal.starts_at)
        if title != usual_title(self.setting.kind, before):
            return title
        return usual_title(self.setting.kind, self.cleaned_data["day"])


def initial_of(proposal: Proposal) -> dict[str, Any]:
    """The form filled with a proposal."""
    local = timezone.localtime(proposal.starts_at)
    return {
        "title": proposal.title,
        "day": local.date(),
        "at": local.time(),
        "minutes_planned": proposal.minutes_planned,
        "place": proposal.place,
        "agenda": proposal.agenda,
        "chair": proposal.chair_id,
        "group": proposal.group_id,
        "has_election": proposal.has_election,
    }


class MinutesForm(forms.Form):
    """The text of the minutes, and which draft it was written from."""

    text = forms.CharField(
        label=_("会议记录"),
        required=False,
        max_length=40_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, **CHINESE}),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """One decision; without text the row is left out."""

    text = forms.CharField(
        label=_("决定"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", **CHINESE}),
    )
    votes_for = forms.IntegerField(
        label=_("赞成票"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )

    def draft(self) -> DecisionDraft:
        """The decision as entered; call after ``is_valid``."""
        return DecisionDraft(self.cleaned_data.get("text", ""), self.cleaned_data.get("votes_for"))


DecisionFormSet = forms.formset_factory(DecisionForm, extra=3, max_num=40, absolute_max=40)
