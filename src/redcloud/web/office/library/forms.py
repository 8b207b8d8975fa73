"""Web office, feature library: what an editor enters for an item and for a topic."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.actions import Draft
from redcloud.apps.study.filetypes import ACCEPTED
from redcloud.apps.study.models import ContentLanguage, Licence
from redcloud.apps.study.queries import committees_of
from redcloud.apps.topics.models import CODE_FORM, Topic
from redcloud.apps.topics.queries import topics_for
from redcloud.web.ui.fields import DayField
from redcloud.web.ui.requests import number_in

CHINESE = {"lang": "zh-Hans"}
LANGUAGES = [("", _("看文字自动判断")), *ContentLanguage.choices]
LIST_MAX_BYTES = 20 * 1024 * 1024
FOLDER_MAX_BYTES = 200 * 1024 * 1024


def dress(form: forms.Form) -> None:
    """Give each widget the class that the page's style sheet knows."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
            field.widget.attrs["class"] = "form-check-input"
        elif isinstance(field.widget, forms.Select):
            field.widget.attrs["class"] = "form-select"
        else:
            field.widget.attrs["class"] = "form-control"


def show_refusal(form: forms.Form, wrong: ValidationError) -> None:
    """Add errors by field; those of no field of the form stand at its top."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


class TopicChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Topics by the name of the page's language."""

    def clean(self, value: Any) -> Any:
        """Refuse what can be no key of ours: the database would fail to look for it."""
        for key in value or ():
            if number_in(str(key)) is None:
                said = self.error_messages["invalid_pk_value"]
                raise ValidationError(said, code="invalid_pk_value", params={"pk": key})
        return super().clean(value)

    def label_from_instance(self, obj: Any) -> str:
        """Name a topic in a list of boxes."""
        return str(obj.name)


class PlaceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A committee of the root; nothing chosen is the root itself."""

    def label_from_instance(self, obj: Any) -> str:
        """Name a committee in a list."""
        return str(obj.name)


def readers_choice() -> PlaceChoice:
    """Whose members may use something: one committee's, or everybody's."""
    return PlaceChoice(
        label=_("谁可以用"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("全组织"),
        help_text=_("选一个党委，就只有它和它下面的人能看到、会收到。"),
    )


class TopicChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """One topic by the name of the page's language."""

    def label_from_instance(self, obj: Any) -> str:
        """Name a topic in a list."""
        return str(obj.name)


class ItemForm(forms.Form):
    """An item of the library."""

    title = forms.CharField(
        label=_("标题"),
        max_length=120,
        widget=forms.TextInput(attrs=CHINESE),
        error_messages={"required": _("请写一个标题。")},
    )
    text = forms.CharField(
        label=_("正文（Markdown）"),
        widget=forms.Textarea(attrs={"rows": 18, **CHINESE}),
        error_messages={"required": _("请写几段正文。")},
        help_text=_("空一行分段；## 小标题；- 列表；**重点**；[文字](网址)。"),
    )
    minutes = forms.IntegerField(label=_("读完大约几分钟"), min_value=1, max_value=240, initial=8)
    topics = TopicChoices(
        label=_("主题"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一个主题。")},
    )
    title_en = forms.CharField(label=_("英文标题"), max_length=160, required=False)
    link = forms.URLField(label=_("链接"), max_length=500, required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("添加附件"),
        required=False,
        help_text=_("PDF、Office 文档、图片、音频或视频。同名的会换成新的。"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    licence = forms.ChoiceField(label=_("授权"), choices=Licence.choices)
    language = forms.ChoiceField(label=_("正文语言"), choices=LANGUAGES, required=False)
    expires_on = DayField(
        label=_("到期日"),
        required=False,
        help_text=_("过了这一天就不再推荐，也不再列出。不填就一直有效。"),
    )
    used_by = readers_choice()
    owner = PlaceChoice(
        label=_("负责的组织"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("本组织"),
    )

    def __init__(self, *args: Any, root: Organisation, shown: Draft | None = None, **kwargs: Any) -> None:
        if shown is not None:
            kwargs["initial"] = {name: getattr(shown, name) for name in self.base_fields if name != "file"}
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = topics_for(root.pk)  # type: ignore[attr-defined]  # a choice of models
        committees = committees_of(root)
        for name in ("used_by", "owner"):
            self.fields[name].queryset = committees  # type: ignore[attr-defined]  # a choice of models
        dress(self)

    @classmethod
    def as_left(cls, entered: QueryDict, root: Organisation) -> ItemForm:
        """Show what was entered so far without judging it; a chosen file has to be chosen again."""
        initial: dict[str, Any] = {name: entered.get(name, "") for name in cls.base_fields}
        return cls(initial=initial | {"topics": entered.getlist("topics")}, root=root)

    def draft(self) -> Draft:
        """What was entered, for the library."""
        entered = dict(self.cleaned_data)
        entered["topics"] = tuple(entered["topics"])
        entered["file"] = entered["file"] or None
        return Draft(**entered)

    def refuse(self, wrong: ValidationError) -> None:
        """Show what the library refused at the field that it is about."""
        show_refusal(self, wrong)


class ListForm(forms.Form):
    """A list of items, or a folder of them, to look at."""

    file = forms.FileField(
        label=_("列表或文件夹"),
        help_text=_("Excel 或 CSV 的列表，或者把 Markdown 文件夹压缩成 .zip。"),
        error_messages={"required": _("请先选择一个文件。"), "empty": _("文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.xlsb,.ods,.csv,.txt,.zip"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large to be a list."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        is_zip = str(file.name or "").lower().endswith(".zip")
        most = FOLDER_MAX_BYTES if is_zip else LIST_MAX_BYTES
        if (file.size or 0) > most:
            raise forms.ValidationError(
                _("文件超过 %(most)d MB。请分成几个文件导入。") % {"most": most // 1024**2}
            )
        return file


class TopicForm(forms.Form):
    """A topic of a root's own."""

    name_zh = forms.CharField(label=_("中文名"), max_length=40, widget=forms.TextInput(attrs=CHINESE))
    name_en = forms.CharField(label=_("英文名"), max_length=60)
    code = forms.CharField(
        label=_("代码"), max_length=60, validators=[CODE_FORM], help_text=_("例如 water-saving；以后不能改。")
    )
    parent = TopicChoice(
        label=_("归在哪个主题之下"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=_("不归在别的主题之下"),
    )
    sensitive = forms.BooleanField(
        label=_("敏感主题"),
        required=False,
        help_text=_("健康、债务一类：不影响推荐，不进任何统计，只在本人页面上出现。"),
    )
    archived = forms.BooleanField(label=_("不再使用"), required=False)

    def __init__(
        self, *args: Any, topics: QuerySet[Topic], topic: Topic | None = None, **kwargs: Any
    ) -> None:
        names = ("name_zh", "name_en", "code", "parent", "sensitive", "archived")
        kwargs["initial"] = {name: getattr(topic, name) for name in names} if topic else None
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = topics.exclude(pk=topic.pk) if topic else topics  # type: ignore[attr-defined]  # a choice of models
        if topic is None:
            del self.fields["archived"]
        else:
            del self.fields["code"]
        dress(self)

    def refuse(self, wrong: ValidationError) -> None:
        """Show what the taxonomy refused at the field that it is about."""
        show_refusal(self, wrong)
