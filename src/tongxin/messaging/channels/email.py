"""Email by Django's own mail settings."""

from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_noop

from . import Letter, Outcome


class Email:
    def carry(self, letter: Letter) -> Outcome:
        where = f"\n\n{settings.PUBLIC_URL}{letter.url}" if letter.url else ""
        mail = EmailMessage(
            subject=letter.subject,
            body=f"{letter.body or letter.subject}{where}",
            to=[letter.address],
            headers={"Message-ID": f"<{letter.uid}@tongxin>"},
        )
        try:
            mail.send()
        except SMTPRecipientsRefused:
            return Outcome("refused", gettext_noop("The mailbox does not exist."))
        return Outcome("handed_over")
