"""Ask, confirm and answer a question; mark it as spam, block its asker.

Nobody learns the address of somebody else: the question goes to the editors, and the answer to the asker, by mails of
this site.
"""

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from measures.asking import publishing
from measures.asking.links import confirm_path
from measures.asking.titles import title_of
from measures.models import BlockedAsker, Enquiry, Measure
from measures.notices import editors_of, moderators
from measures.transitions import catalogue_changed
from municipalities.accounts import rate_limits
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import User
from municipalities.mail_addresses import mailbox


class NotAnswerable(Exception):
    """The question is no longer open: it was answered, marked as spam or deleted."""


@transaction.atomic
def ask(*, measure: Measure, name: str, email: str, town: str, wish: str, question: str, request: HttpRequest) -> None:
    """Store a question that is not confirmed yet, and queue the mail with its link. Raises LimitExceeded.

    The mail quotes nothing of what was typed: nobody can send a text of their own to somebody else with it. Nothing is
    stored if the address got such a mail within the hour, or is blocked.
    """
    may_send = rate_limits.count_mail_to(email, request)
    if not may_send or is_blocked(email):
        return
    enquiry = Enquiry.objects.create(measure=measure, name=name, email=email, town=town, wish=wish, question=question)
    context = {"title": title_of(measure), "project": measure.project, "address": confirm_path(enquiry)}
    queue_mail([enquiry.email], "mail/enquiry_confirm.txt", context, is_secret=True)


@transaction.atomic
def confirm(enquiry: Enquiry) -> bool:
    """Send the question to the editors of the project, or to the moderators. Return False if that was done before."""
    catalogue_changed(past_stays=True)  # the page of the measure shows how many questions there are
    now = timezone.now()
    spam_at = now if is_blocked(enquiry.email) else None
    waiting = Enquiry.objects.filter(pk=enquiry.pk, confirmed_at=None)
    if not waiting.update(confirmed_at=now, spam_at=spam_at):
        return False
    if not spam_at:
        project = enquiry.measure.project
        editors = editors_of(enquiry.measure.maintainer_id)
        context = {"enquiry": enquiry, "title": title_of(enquiry.measure), "project": project}
        context |= {"address": reverse("admin:enquiry", args=[enquiry.pk]), "without_editors": not editors}
        queue_mail([user.email for user in editors or moderators()], "mail/enquiry_asked.txt", context)
    return True


@transaction.atomic
def answer(enquiry: Enquiry, *, text: str, by: User, for_all: tuple[str, str] | None = None) -> None:
    """Store the answer and queue the mail with it to the asker. Raises NotAnswerable.

    `for_all` is a question and answer that shall become public: the mail then asks for consent to it.
    """
    catalogue_changed(past_stays=True)
    still_open = Enquiry.objects.open().filter(pk=enquiry.pk)
    if not still_open.update(answer=text, answered_at=timezone.now(), answered_by=by):
        raise NotAnswerable
    measure = enquiry.measure
    context = {"enquiry": enquiry, "answer": text, "title": title_of(measure), "project": measure.project}
    context |= {"address": reverse("measure_ask", args=[measure.slug]), "name": enquiry.name}
    if for_all:
        question, public_answer = for_all
        context |= {"public_question": question, "public_answer": public_answer}
        context["consent"] = publishing.store_proposal(enquiry, question=question, answer=public_answer, by=by)
    queue_mail([enquiry.email], "mail/enquiry_answered.txt", context, is_secret=bool(for_all))


@transaction.atomic
def mark_as_spam(enquiry: Enquiry, *, is_spam: bool) -> None:
    """Take the question out of all counts, or back into them."""
    catalogue_changed(past_stays=True)
    Enquiry.objects.filter(pk=enquiry.pk).update(spam_at=timezone.now() if is_spam else None)


@transaction.atomic
def block_asker(enquiry: Enquiry) -> None:
    """Let no further question of this address reach anybody, and mark all its open ones as spam."""
    catalogue_changed(past_stays=True)
    BlockedAsker.objects.get_or_create(fingerprint=fingerprint(enquiry.email))
    Enquiry.objects.filter(email=enquiry.email, confirmed_at=None).delete()
    Enquiry.objects.open().filter(email=enquiry.email).update(spam_at=timezone.now())


def unblock_asker(enquiry: Enquiry) -> None:
    """Let questions of this address through again. What is marked as spam stays so."""
    BlockedAsker.objects.filter(fingerprint=fingerprint(enquiry.email)).delete()


def is_blocked(email: str) -> bool:
    return BlockedAsker.objects.filter(fingerprint=fingerprint(email)).exists()


def fingerprint(email: str) -> str:
    return salted_hmac("measures.asking.blocked", mailbox(email), algorithm="sha256").hexdigest()
