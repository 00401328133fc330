"""Queue mail in the database, and send what is queued.

`queue_mail` writes a mail in the transaction that causes it: if that is rolled back the mail is gone too, and if the
mail server fails nothing is lost. `manage.py send_mail` sends what is due.
"""

from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from municipalities.accounts.models import Mail

RETENTION = timedelta(days=14)  # after sending, to be able to say whether a mail was sent
LONGEST_WAIT = timedelta(hours=6)
LONGEST_WAIT_OF_LINKS = timedelta(minutes=15)  # such a link is good for two hours at the least
# Answers of a mail server that speaks; after any other error it is not asked again at once.
ABOUT_ONE_MAIL = SMTPResponseException, SMTPRecipientsRefused


def queue_mail(addresses: Iterable[str], template: str, context: dict, *, is_secret: bool = False) -> None:
    """Store one mail to each address.

    Arguments:
        template: the subject, an empty line, and the text.
        is_secret: the text holds a link that opens an account; it is deleted as soon as the mail is sent.
    """
    with translation.override(settings.LANGUAGE_CODE):
        rendered = render_to_string(template, {"site_url": settings.MASSWERK_URL, **context})
    subject, _, text = rendered.strip().partition("\n\n")
    subject = " ".join(subject.split())[:200]
    text = text.strip() + "\n"
    Mail.objects.bulk_create(Mail(to=to, subject=subject, text=text, is_secret=is_secret) for to in addresses)
    if settings.MASSWERK_MAIL_AT_ONCE:
        transaction.on_commit(send_due_mails, robust=True)


def send_due_mails() -> tuple[int, int]:
    """Send all mails that are due; return how many were sent and how many failed and will be tried again.

    If the mail server does not answer, the rest is left for the next call: each mail would wait for the time-out anew.
    """
    Mail.objects.filter(sent_at__lt=timezone.now() - RETENTION).delete()
    connection = get_connection()
    sent = failed = 0
    while mail := _claim_next():
        try:
            EmailMessage(mail.subject, mail.text, to=[mail.to], connection=connection).send()
        except OSError as error:  # the errors of smtplib are OSErrors
            failed += 1
            Mail.objects.filter(pk=mail.pk).update(error=f"{type(error).__name__}: {error}"[:300])
            if not isinstance(error, ABOUT_ONE_MAIL):
                break
        else:
            sent += 1
            text = "" if mail.is_secret else mail.text
            Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), error="", text=text)
    return sent, failed


@transaction.atomic
def _claim_next():
    """Return the mail that has been due for longest, put off until its next try; None if none is due.

    It is sent outside of this transaction, since a mail server may take its time. Rows that another process is
    claiming are skipped, so that several may run side by side.
    """
    due = Mail.objects.filter(sent_at=None, due_at__lte=timezone.now())
    mail = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if mail is None:
        return None
    mail.attempts += 1
    longest = LONGEST_WAIT_OF_LINKS if mail.is_secret else LONGEST_WAIT
    mail.due_at = timezone.now() + min(timedelta(minutes=2 ** min(mail.attempts, 20)), longest)
    mail.save(update_fields=["attempts", "due_at"])
    return mail
