"""Queue mail in the database, and send what is queued.

`queue_mail` writes a mail in the transaction that causes it: if that is rolled back the mail is gone too, and if the
mail server fails nothing is lost. `manage.py send_mail` sends what is due.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Min, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from municipalities.accounts.models import Mail, User
from municipalities.mail_addresses import in_ascii

EMPTY_LINES = re.compile(r"\n\s*\n")
RETENTION = timedelta(days=14)  # after sending, to be able to say whether a mail was sent
LONGEST_WAIT = timedelta(hours=6)
LONGEST_WAIT_OF_LINKS = timedelta(minutes=15)  # such a link is good for two hours at the least
MOST_ATTEMPTS = 16  # about three days
LONGEST_TRY = timedelta(days=3)  # of a mail with a link, which is tried more often; no link is good for longer
STUCK_AFTER = timedelta(minutes=30)
PERMANENT = range(500, 600)  # answers of a mail server that will not change
# Answers of a mail server that speaks; after another error of the network it is not asked again at once.
ABOUT_ONE_MAIL = SMTPResponseException, SMTPRecipientsRefused


def queue_mail(
    addresses: Iterable[str],
    template: str,
    context: dict,
    *,
    is_secret: bool = False,
    is_list_mail: bool = False,
    unsubscribe_url: str = "",
    return_path: str = "",
) -> None:
    """Store one mail to each address, with the name of its account in the salutation, if there is one.

    Arguments:
        template: extends templates/mail/base.txt, which says what each mail has: the subject, an empty line, the text.
        is_secret: the text holds a link that opens an account or a subscription; it is deleted as soon as the mail is
            sent.
        is_list_mail: the mail goes to somebody who follows a list.
        unsubscribe_url: where a POST ends these mails.
        return_path: the address to which mail servers report a failed delivery, if it is not that of the sender.
    """
    kind = {"is_secret": is_secret, "is_list_mail": is_list_mail}
    kind |= {"unsubscribe_url": unsubscribe_url, "return_path": return_path}
    addresses = list(addresses)
    names = {user.email: user.get_full_name() for user in User.objects.filter(email__in=addresses)}
    context = {"site_url": settings.MASSWERK_URL, "contact": settings.MASSWERK_CONTACT} | context
    mails = []
    for to in addresses:
        subject, text = rendered(template, {"name": names.get(to, "")} | context)
        mails.append(Mail(to=to, subject=subject, text=text, **kind))
    Mail.objects.bulk_create(mails)
    if settings.MASSWERK_MAIL_AT_ONCE:
        transaction.on_commit(send_due_mails, robust=True)


def rendered(template: str, context: dict) -> tuple[str, str]:
    """Return the subject and the text of a mail, in German, without more than one empty line between two others."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, _, text = render_to_string(template, context).strip().partition("\n\n")
    return " ".join(subject.split())[:200], EMPTY_LINES.sub("\n\n", text.strip()) + "\n"


def send_due_mails() -> tuple[int, int]:
    """Send all mails that are due; return how many were sent and how many failed.

    What failed is tried again later, or has been given up. If the mail server does not answer, the rest is left for the
    next call: each mail would wait for the time-out anew.
    """
    ended = timezone.now() - RETENTION
    Mail.objects.filter(Q(sent_at__lt=ended) | Q(failed_at__lt=ended)).delete()
    connection = get_connection()
    sent = failed = 0
    while mail := _claim_next():
        try:
            # In ASCII: for another domain, Django would use IDNA 2003, which can lead to somebody else's.
            EmailMessage(
                mail.subject,
                mail.text,
                in_ascii(mail.return_path) if mail.return_path else _sender(),  # the envelope's
                [in_ascii(mail.to)],
                connection=connection,
                headers=_headers(mail),
            ).send()
        except Exception as error:  # whatever is wrong with one mail must not hold up the next
            failed += 1
            mail.error = f"{type(error).__name__}: {error}".replace("\0", "")[:300]
            if _is_permanent(error) or _is_given_up(mail):
                mail.failed_at = timezone.now()
            _store_result(mail)
            if isinstance(error, OSError) and not isinstance(error, ABOUT_ONE_MAIL):
                break
        else:
            sent += 1
            mail.sent_at, mail.error = timezone.now(), ""
            _store_result(mail)
    return sent, failed


def stuck_since() -> datetime | None:
    """Return since when the oldest mail waits if that is too long and no mail was sent since; None otherwise.

    Then nothing sends mail, or the mail server takes none. One address that refuses for a while does not count as long
    as other mails are sent.
    """
    oldest = Mail.objects.filter(sent_at=None, failed_at=None).aggregate(at=Min("created_at"))["at"]
    if oldest is None or oldest > timezone.now() - STUCK_AFTER or Mail.objects.filter(sent_at__gte=oldest).exists():
        return None
    return oldest


def _store_result(mail):
    """Store whether the mail was sent or given up, and the error. A link that is not needed any more is deleted."""
    if mail.is_secret and (mail.sent_at or mail.failed_at):
        mail.text = mail.unsubscribe_url = mail.return_path = ""
    names = ("sent_at", "failed_at", "error", "text", "unsubscribe_url", "return_path")
    # Not save(): the row may have been deleted meanwhile, by somebody who wants no more mails.
    Mail.objects.filter(pk=mail.pk).update(**{name: getattr(mail, name) for name in names})


def _headers(mail):
    """Return the sender, and the headers by which mail programs offer to end such mails with one click (RFC 8058)."""
    headers = {"From": _sender()}
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


@transaction.atomic
def _claim_next():
    """Return the mail that has been due for longest, put off until its next try; None if none is due.

    It is sent outside of this transaction, since a mail server may take its time. Rows that another process is
    claiming are skipped, so that several may run side by side.
    """
    due = Mail.objects.filter(sent_at=None, failed_at=None, due_at__lte=timezone.now())
    mail = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if mail is None:
        return None
    mail.attempts += 1
    longest = LONGEST_WAIT_OF_LINKS if mail.is_secret else LONGEST_WAIT
    mail.due_at = timezone.now() + min(timedelta(minutes=2 ** min(mail.attempts, 20)), longest)
    mail.save(update_fields=["attempts", "due_at"])
    return mail


def _is_given_up(mail):
    """Return whether there is no further try."""
    if mail.is_secret:
        return timezone.now() - mail.created_at > LONGEST_TRY
    return mail.attempts >= MOST_ATTEMPTS


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
