"""Web member, feature slips: the one form, for somebody who has forgotten the password."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from redcloud.web.member.activation.forms import PaperCodeForm

SLIP_REFUSED = _("这个码不对，或者已经用过、作废、过期了。可以请支部再做一张。")


class NewPasswordForm(PaperCodeForm):
    """The code from the slip, and a password of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("重设密码单上的码")
        self.fields["password"].label = _("新密码")
