"""Questions and answers that everybody can read at a measure. The verbs are in measures/asking/publishing.py."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.asking import Enquiry
from measures.models.measure import Measure
from municipalities.text_fields import CharField, TextField


class AnsweredQuestionQuerySet(models.QuerySet):
    def open_to(self, user):
        """Return those that `user` may see at the desk: of their projects, or all for a moderator."""
        if user.is_active and user.is_moderator:
            return self
        return self.filter(measure__maintainer__in=user.memberships.current().values("project"))

    def waiting(self):
        """Return those that a moderator has to decide on: their askers have consented."""
        return self.filter(state=AnsweredQuestion.State.AGREED)

    def public_at(self, moment: datetime | None):
        """Return those that visitors could read at a past moment; with None, those they can read now."""
        if moment is None:
            return self.filter(state=AnsweredQuestion.State.PUBLISHED)
        return self.filter(published_at__lte=moment).filter(Q(closed_at=None) | Q(closed_at__gt=moment))

    def leave_askers(self, enquiries) -> None:
        """Cut the link to these questions of visitors, and delete what has not been published."""
        found = self.filter(enquiry__in=enquiries)
        found.filter(published_at=None).delete()
        found.update(enquiry=None)


class AnsweredQuestion(models.Model):
    """A question and its answer, reworded by an editor so that nothing of the asker is in it.

    `enquiry` is the question it was made of, until its texts are deleted. The asker decides first, then a moderator.
    If the asker refuses or takes the consent back, nothing but the refusal stays.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for the consent of the asker")
        AGREED = "agreed", _("waits for publication")
        DECLINED = "declined", _("the asker does not want it")
        PUBLISHED = "published", _("public")
        WITHDRAWN = "withdrawn", _("withdrawn")

    LONGEST_QUESTION = 300  # characters

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="answered_questions", verbose_name=_("measure")
    )
    enquiry = models.OneToOneField(
        Enquiry, on_delete=models.SET_NULL, null=True, related_name="answered_question", verbose_name=_("question")
    )
    state = CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED, editable=False)
    question = CharField(_("question for all"), max_length=LONGEST_QUESTION, blank=True)
    answer = TextField(_("answer for all"), max_length=Enquiry.LONGEST, blank=True)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    consented_at = models.DateTimeField(_("consented"), null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )
    closed_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = AnsweredQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "agreed", "declined", "published", "withdrawn"]),
                name="answered_state_known",
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & Q(question="", answer=""))
                | (~Q(state="declined") & ~Q(question="") & ~Q(answer="")),
                name="answered_has_texts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "published", "withdrawn"], consented_at__isnull=False)
                | Q(state__in=["proposed", "declined"], consented_at=None),
                name="answered_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["published", "withdrawn"], published_at__isnull=False, published_by__isnull=False
                )
                | Q(state__in=["proposed", "agreed", "declined"], published_at=None, published_by=None),
                name="answered_published_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", closed_at__isnull=False, closed_at__gte=F("published_at"))
                | (~Q(state="withdrawn") & Q(closed_at=None)),
                name="answered_closed_dated",
            ),
        ]

    def __str__(self):
        return f"{self.measure_id}: {self.proposed_at:%Y-%m-%d}"
