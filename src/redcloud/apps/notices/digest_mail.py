"""Stage notices: the e-mail itself. A digest in, one neutral message sent.

What leaves the platform shows neither membership nor topic: the subject and the text are the same for
everybody and name neither the product, nor an organisation, nor what the news is about. Who looks over a
shoulder, runs the mail server or finds the phone learns only that some site has news.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from redcloud.apps.notices.models import Digest
from redcloud.apps.notices.queries import address_of


def send_digest(digest: Digest) -> None:
    """Send a digest to the member's address.

    Raises
    ------
    OSError
        When the mail server does not take it.
    """
    message = compose(digest)
    message.send(fail_silently=False)


def compose(digest: Digest) -> EmailMessage:
    """Write the message in the member's language, with one-tap unsubscribing (RFC 8058)."""
    member = digest.member
    language = (member.user.language if member.user else "") or settings.LANGUAGE_CODE
    news = settings.PUBLIC_URL + reverse("member-notices")
    token = member.notice_preference.unsubscribe_token
    stop = settings.PUBLIC_URL + reverse("notice-unsubscribe", args=[token])
    with override(language):
        count = digest.notices
        text = "\n".join(
            [
                gettext("您好："),
                "",
                ngettext("有 %(count)d 条新消息等您查看。", "有 %(count)d 条新消息等您查看。", count)
                % {"count": count},
                news,
                "",
                gettext("不想再收到这样的邮件，点一下："),
                stop,
            ]
        )
        subject = gettext("您有新消息")
    return EmailMessage(
        subject=subject,
        body=text,
        to=[address_of(member)],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
