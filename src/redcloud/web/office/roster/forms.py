"""Web office, feature roster: the file, and the decision to apply it."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024


class UploadForm(forms.Form):
    """A roster file to look at."""

    file = forms.FileField(
        label=_("名册文件"),
        help_text=_("Excel（.xlsx、.xls、.ods）或 CSV，按原来的样子就行。"),
        error_messages={"required": _("请先选择一个文件。"), "empty": _("文件是空的。")},
    )
    accept_renames = forms.BooleanField(
        label=_("允许更改姓名"),
        required=False,
        help_text=_("已经启用账户的人，姓名与名册不同时，以名册为准。平时不要勾选。"),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large to be a roster."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB，请按党委分成几个文件。"))
        return file


class AccountsForm(forms.Form):
    """A table of who has which account elsewhere."""

    file = forms.FileField(
        label=_("账号名单"),
        help_text=_("Excel（.xlsx、.xls、.ods）或 CSV。"),
        error_messages={"required": _("请先选择一个文件。"), "empty": _("文件是空的。")},
    )
    clean_file = UploadForm.clean_file


class ApplyForm(forms.Form):
    """The upload that was looked at."""

    token = forms.CharField(max_length=500)
    accept_renames = forms.BooleanField(required=False)
