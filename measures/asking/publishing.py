"""Make a question and its answer public at the measure, without anything of the asker.

An editor proposes a reworded text, the asker consents to exactly that text, a moderator publishes it.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.asking.links import consent_path
from measures.asking.titles import title_of
from measures.models import AnsweredQuestion, Enquiry
from measures.notices import moderators
from measures.transitions import Conflict, WorkflowError, catalogue_changed, require_reason
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import User

State = AnsweredQuestion.State


def store_proposal(enquiry: Enquiry, *, question: str, answer: str, by: User) -> str:
    """Store what shall become public, and return the path of the page on which the asker decides.

    Raises WorkflowError if something was proposed before: an asker is asked once.
    """
    proposed, created = AnsweredQuestion.objects.get_or_create(
        enquiry=enquiry,
        defaults={"measure": enquiry.measure, "question": question, "answer": answer, "proposed_by": by},
    )
    if not created:
        raise WorkflowError(_("A question and answer for all was proposed before."))
    return consent_path(proposed)


@transaction.atomic
def propose(enquiry: Enquiry, *, question: str, answer: str, by: User) -> None:
    """Propose a text after the answer has been sent, and queue the mail that asks the asker for consent."""
    if not Enquiry.objects.answered().filter(pk=enquiry.pk).exists():
        raise WorkflowError(_("The question has not been answered yet."))
    path = store_proposal(enquiry, question=question, answer=answer, by=by)
    context = {"name": enquiry.name, "title": title_of(enquiry.measure), "project": enquiry.measure.project}
    context |= {"public_question": question, "public_answer": answer, "address": path}
    queue_mail([enquiry.email], "mail/enquiry_consent.txt", context, is_secret=True)


@transaction.atomic
def consent(proposed: AnsweredQuestion) -> bool:
    """Let the text wait for publication and tell the moderators. Return False if it did not wait for consent."""
    waiting = AnsweredQuestion.objects.filter(pk=proposed.pk, state=State.PROPOSED)
    if not waiting.update(state=State.AGREED, consented_at=timezone.now()):
        return False
    context = _about(proposed)
    queue_mail([user.email for user in moderators()], "mail/answered_question_waiting.txt", context)
    return True


@transaction.atomic
def decline(proposed: AnsweredQuestion) -> None:
    """Refuse, or take a consent back: the texts are deleted, and gone from past days as well."""
    catalogue_changed()
    nothing = {"question": "", "answer": "", "consented_at": None, "published_at": None, "published_by": None}
    AnsweredQuestion.objects.filter(pk=proposed.pk).update(state=State.DECLINED, closed_at=None, **nothing)


@transaction.atomic
def publish(*, answered: AnsweredQuestion, by: User, reason: str = "") -> None:
    """Make the text public. Raises ReasonNeeded if the moderator has proposed it and gives no reason."""
    catalogue_changed(past_stays=True)
    if answered.proposed_by_id == by.pk:
        require_reason(reason, _("You have proposed this yourself. Say why nobody else publishes it."))
    _advance(answered, State.AGREED, state=State.PUBLISHED, published_at=timezone.now(), published_by=by)
    _tell_proposer(answered, by=by, reason="")


@transaction.atomic
def refuse(*, answered: AnsweredQuestion, by: User, reason: str) -> None:
    """Do not publish the text, and tell who proposed it why. They may propose another one."""
    require_reason(reason, _("Say why; whoever proposed it reads it."))
    if not AnsweredQuestion.objects.filter(pk=answered.pk, state=State.AGREED).delete()[0]:
        raise Conflict(_("Somebody else has decided on this in the meantime."))
    _tell_proposer(answered, by=by, reason=reason)


@transaction.atomic
def withdraw(*, answered: AnsweredQuestion, reason: str) -> None:
    """Take the text away from the public; past days show it as before."""
    require_reason(reason, _("Say why; it stands in the log."))
    catalogue_changed(past_stays=True)
    _advance(answered, State.PUBLISHED, state=State.WITHDRAWN, closed_at=timezone.now())


def _advance(answered, before, **changes):
    if not AnsweredQuestion.objects.filter(pk=answered.pk, state=before).update(**changes):
        raise Conflict(_("Somebody else has decided on this in the meantime."))


def _tell_proposer(answered, *, by, reason):
    proposer = answered.proposed_by
    if proposer != by and proposer.is_active:
        queue_mail([proposer.email], "mail/answered_question_decided.txt", _about(answered) | {"reason": reason})


def _about(answered):
    return {
        "answered": answered,
        "title": title_of(answered.measure),
        "project": answered.measure.project,
        "address": reverse("admin:answered_questions"),
        "without_editors": False,
    }
