"""Sending mail by way of the database, so that none is lost with a mail server that fails, and none sent too early.

`post` writes a mail into the transaction that gives cause for it. `manage.py send_mail` sends what waits.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from municipalities.accounts.models import Mail

KEPT_FOR = timedelta(days=14)  # after sending, to answer "has it been sent?"
LONGEST_WAIT = timedelta(hours=6)


def post(addresses, template, context, *, is_secret=False):
    """Write one mail to each address. Up to its first empty line the template is the subject, then the text.

    Of a secret mail, one with a link that opens an account, no text is kept once it is sent.
    """
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string(template, {"site_url": settings.MASSWERK_URL, **context})
    subject, _, text = page.strip().partition("\n\n")
    subject = " ".join(subject.split())[:200]
    text = text.strip() + "\n"
    Mail.objects.bulk_create(Mail(to=to, subject=subject, text=text, is_secret=is_secret) for to in addresses)
    if settings.MASSWERK_MAIL_AT_ONCE:
        transaction.on_commit(send_waiting, robust=True)


def send_waiting():
    """Send all mails that are due; return how many were sent and how many failed and will be tried again."""
    Mail.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()
    connection = get_connection()
    sent = failed = 0
    while (done := _send_next(connection)) is not None:
        sent, failed = sent + done, failed + (not done)
    return sent, failed


@transaction.atomic
def _send_next(connection):
    """Send the mail that has waited longest. Return whether that went well, or None if none is due."""
    due = Mail.objects.filter(sent_at=None, due_at__lte=timezone.now())
    mail = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if mail is None:
        return None
    mail.attempts += 1
    try:
        EmailMessage(mail.subject, mail.text, to=[mail.to], connection=connection).send()
    except OSError as error:  # smtplib's errors are OSErrors
        mail.error = f"{type(error).__name__}: {error}"[:300]
        mail.due_at = timezone.now() + min(timedelta(minutes=2**mail.attempts), LONGEST_WAIT)
    else:
        mail.sent_at, mail.error = timezone.now(), ""
        if mail.is_secret:
            mail.text = ""
    mail.save()
    return mail.sent_at is not None
