"""Stage notices: the e-mail. A digest in, one neutral message sent.

What leaves the platform shows neither membership nor topic: the subject and the text are the same for
everybody and name neither the product, nor an organisation, nor what the news is about. Who looks over a
shoulder, runs the mail server or finds the phone learns only that some site has news.
"""

from __future__ import annotations

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from redcloud.apps.notices.channels.answers import SENT, Answer
from redcloud.apps.notices.models import Delivery
from redcloud.apps.notices.queries.own import address_of


class Mail:
    """One connection to the mail server for as many messages as one run sends."""

    def __init__(self) -> None:
        self._connection: Any = None

    def send(self, delivery: Delivery) -> Answer:
        """Hand a digest over to the mail server."""
        if self._connection is None:
            self._connection = get_connection()
        message = compose(delivery)
        message.connection = self._connection
        try:
            self._connection.open()
            message.send()
        except Exception as fault:
            # After a fault nobody knows what the connection is good for.
            self.close()
            answer = _of(fault)
            if answer is None:
                raise
            return answer
        return SENT

    def close(self) -> None:
        """End the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                return


def _of(fault: Exception) -> Answer | None:
    """Return what a fault of sending means; None for one that is no fault of sending."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        statuses = [status for status, _text in fault.recipients.values()]
        refused = all(status >= 500 for status in statuses)
        return Answer("failed", "mailbox_refused") if refused else Answer("later", "mailbox_busy")
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return Answer("later", "mail_login", away=True)
    if isinstance(fault, smtplib.SMTPDataError):
        return Answer("failed", "mail_refused") if fault.smtp_code >= 500 else Answer("later", "mailbox_busy")
    if isinstance(fault, smtplib.SMTPSenderRefused):
        return Answer("later", "mail_sender", away=True)
    if isinstance(fault, OSError):  # smtplib's other exceptions are all OSError
        return Answer("later", "mail_away", away=True)
    if isinstance(fault, ValueError):  # an address that cannot be written into a message
        return Answer("failed", "mailbox_refused")
    return None


def compose(delivery: Delivery) -> EmailMessage:
    """Write the message in the member's language, with one-tap unsubscribing (RFC 8058)."""
    digest = delivery.of_digest
    member = digest.member
    language = (member.user.language if member.user else "") or settings.LANGUAGE_CODE
    news = settings.PUBLIC_URL + reverse("member-notices")
    token = member.notice_preference.unsubscribe_token
    stop = settings.PUBLIC_URL + reverse("notice-unsubscribe", args=[token])
    sender_domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
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
            "Message-ID": f"<{delivery.uid}@{sender_domain}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
