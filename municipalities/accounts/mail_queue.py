"""Queue mail in the database, and send what is queued.

`queue_mail` writes a mail in the transaction that causes it: if that is rolled back the mail is gone too, and if the
mail server fails nothing is lost. `manage.py send_mail` sends what is due.
"""

from collections.abc import Iterable
from datetime import timedelta
from email.utils import formataddr, parseaddr
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from municipalities.accounts.models import Mail
from municipalities.mail_addresses import in_ascii

RETENTION = timedelta(days=14)  # after sending, to be able to say whether a mail was sent
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 16  # about three days
PERMANENT = range(500, 600)  # answers of a mail server that will not change


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
    """Send all mails that are due; return how many were sent and how many failed.

    What failed is tried again later, or has been given up.
    """
    ended = timezone.now() - RETENTION
    Mail.objects.filter(Q(sent_at__lt=ended) | Q(failed_at__lt=ended)).delete()
    connection = get_connection()
    sent = failed = 0
    while (was_sent := _send_next(connection)) is not None:
        if was_sent:
            sent += 1
        else:
            failed += 1
    return sent, failed


@transaction.atomic
def _send_next(connection):
    """Send the mail that has been due for longest. Return whether it was sent, or None if none is due.

    Rows that another process is sending are skipped, so that several may run side by side.
    """
    due = Mail.objects.filter(sent_at=None, failed_at=None, due_at__lte=timezone.now())
    mail = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if mail is None:
        return None
    mail.attempts += 1
    try:
        # In ASCII: for another domain, Django would use IDNA 2003, which can lead to somebody else's.
        EmailMessage(mail.subject, mail.text, _sender(), [in_ascii(mail.to)], connection=connection).send()
    except Exception as error:  # whatever is wrong with one mail must not hold up the next
        mail.error = f"{type(error).__name__}: {error}".replace("\0", "")[:300]
        if _is_permanent(error) or mail.attempts >= MOST_ATTEMPTS:
            mail.failed_at = timezone.now()
            if mail.is_secret:
                mail.text = ""
        else:
            mail.due_at = timezone.now() + min(timedelta(minutes=2**mail.attempts), LONGEST_WAIT)
    else:
        mail.sent_at = timezone.now()
        mail.error = ""
        if mail.is_secret:
            mail.text = ""
    mail.save()
    return mail.sent_at is not None


def _sender():
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name, in_ascii(address)), charset="utf-8") if "@" in address else settings.DEFAULT_FROM_EMAIL


def _is_permanent(error):
    """Return whether the mail itself cannot be sent: its address or text, or the server refuses its recipient for good.

    Everything else may be a passing trouble of the mail server, or a setting that somebody corrects.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _answer in error.recipients.values())
    return isinstance(error, ValueError)  # also UnicodeError
