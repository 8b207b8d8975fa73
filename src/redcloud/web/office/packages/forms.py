"""Web office, feature packages: the file that an editor chooses."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MIB = 1024 * 1024


class PackageForm(forms.Form):
    """A package to look at."""

    file = forms.FileField(
        label=_("课程包"),
        help_text=_("cmi5 课程包（.zip），或者单独一个 cmi5.xml。"),
        error_messages={"required": _("请先选择一个文件。"), "empty": _("文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".zip,.xml", "class": "form-control"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is larger than a file of the library may be, before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        most = settings.LIBRARY_FILE_MAX_BYTES
        if (file.size or 0) > most:
            said = _("文件超过 %(most)d MB。请压缩视频，或者拆成几个课程包。")
            raise forms.ValidationError(said % {"most": most // MIB})
        return file
