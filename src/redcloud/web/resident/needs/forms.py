"""Web resident, feature needs: the forms, with as few fields as will do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redcloud.engine.needs.categories import NEED_CATEGORIES, OTHER, category_name
from redcloud.engine.needs.photo import MAX_UPLOAD_BYTES

PHOTO_REFUSED = {
    "too_large": _("照片太大了，请选一张 12 MB 以内的照片。"),
    "not_a_picture": _("这个文件不是能识别的照片，请选 JPG、PNG 或 WebP 格式的照片。"),
    "too_many_pixels": _("照片的尺寸太大了，请换一张，或先缩小再上传。"),
}


def category_choices() -> list[tuple[str, str]]:
    """Return the categories in the reader's language, "I do not know" first."""
    language = get_language() or "zh-hans"
    known = [(c.code, category_name(c.code, language)) for c in NEED_CATEGORIES if c.code != OTHER]
    return [(OTHER, str(_("不确定，或其他"))), *known]


class AskForm(forms.Form):
    """What is needed. Only the words must be there; the place was chosen on the page before."""

    words = forms.CharField(
        label=_("您需要什么帮助？"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control form-control-lg"}),
        error_messages={
            "required": _("请写几句话，说说需要什么帮助。"),
            "max_length": _("写得太长了，请控制在 %(limit_value)d 字以内（现在 %(show_value)d 字）。"),
        },
    )
    spot = forms.CharField(
        label=_("具体在哪里？"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control form-control-lg"}),
    )
    category = forms.ChoiceField(
        label=_("属于哪一类？"),
        required=False,
        choices=category_choices,
        widget=forms.Select(attrs={"class": "form-select form-select-lg"}),
    )
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        widget=forms.FileInput(
            attrs={"class": "form-control form-control-lg", "accept": "image/jpeg,image/png,image/webp"}
        ),
        error_messages={"empty": _("这个照片文件是空的，请重新选择。")},
    )
    contact_name = forms.CharField(
        label=_("怎么称呼您"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control form-control-lg", "autocomplete": "name"}),
    )
    contact_way = forms.CharField(
        label=_("电话或邮箱"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control form-control-lg"}),
    )

    def clean_category(self) -> str:
        """Take no choice as "I do not know"."""
        return str(self.cleaned_data.get("category") or OTHER)

    def clean_photo(self) -> Any:
        """Refuse a file that is too large before it is read."""
        photo = self.cleaned_data.get("photo")
        if photo is not None and photo.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(PHOTO_REFUSED["too_large"])
        return photo

    def clean(self) -> dict[str, Any]:
        """A name without a way to reach somebody helps nobody: say so instead of dropping it."""
        data = super().clean() or {}
        if data.get("contact_name") and not data.get("contact_way"):
            self.add_error("contact_way", _("请留下电话或邮箱；不想留的话，把称呼也清空即可。"))
        return data


class FollowForm(forms.Form):
    """The code, typed or pasted."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "class": "form-control form-control-lg font-monospace",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("请输入提诉求时得到的查询码。")},
    )


class WordsForm(forms.Form):
    """A few words of the resident."""

    words = forms.CharField(
        label=_("您想说的话"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control form-control-lg"}),
        error_messages={"required": _("请先写几句话。")},
    )
