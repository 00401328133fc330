"""Questions that visitors ask about a measure, and askers that are blocked. The verbs are in measures/asking/."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure
from municipalities.mail_addresses import AccountAddressField
from municipalities.text_fields import CharField, TextField


class EnquiryQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def counted(self):
        """Return the questions that reached somebody, without spam. Visitors learn only how many these are."""
        return self.confirmed().filter(spam_at=None)

    def open(self):
        """Return the questions that wait for an answer, and can still get one."""
        return self.counted().filter(answered_at=None, forgotten_at=None)

    def answered(self):
        """Return the answered questions of which the texts are still there."""
        return self.counted().filter(answered_at__isnull=False, forgotten_at=None)

    def open_to(self, user):
        """Return the questions that `user` may read and answer: of their projects, or all for a moderator."""
        found = self.confirmed().filter(forgotten_at=None)
        if user.is_active and user.is_moderator:
            return found
        return found.filter(measure__maintainer__in=user.memberships.current().values("project"))

    def unconfirmed_for_too_long(self):
        return self.filter(confirmed_at=None, asked_at__lt=timezone.now() - Enquiry.CONFIRMED_WITHIN)

    def past_retention(self):
        return self.filter(forgotten_at=None, confirmed_at__lt=timezone.now() - Enquiry.RETENTION)

    def forget(self) -> None:
        """Delete what was not confirmed in time and old spam, and remove the texts of what is past its retention."""
        self.unconfirmed_for_too_long().delete()
        self.past_retention().filter(spam_at__isnull=False).delete()
        nothing = dict.fromkeys(Enquiry.TEXTS, "")
        self.past_retention().update(forgotten_at=timezone.now(), answered_by=None, **nothing)

    def numbers(self) -> dict[str, int]:
        """Return how many questions were answered, and how many were not."""
        answered = Q(answered_at__isnull=False)
        return self.counted().aggregate(
            answered=Count("pk", filter=answered),
            unanswered=Count("pk", filter=~answered),
        )


class Enquiry(models.Model):
    """A question about a measure, from somebody without an account, and its answer.

    `email` is shown to nobody: the answer goes there by mail. After RETENTION all texts are removed (`forgotten_at`),
    and the row is only counted.
    """

    CONFIRMED_WITHIN = timedelta(hours=48)
    RETENTION = timedelta(days=365)
    LONGEST = 3_000  # characters, of a question and of an answer
    TEXTS = ("name", "email", "town", "wish", "question", "answer")  # what is removed when it is forgotten

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="enquiries", verbose_name=_("measure"))
    name = CharField(_("name"), max_length=120, blank=True)
    email = AccountAddressField(_("e-mail address"), blank=True)
    town = CharField(_("municipality of the asker"), max_length=120, blank=True)
    # Which of the offers of the measure the asker would like to take up, by its name at the time
    wish = CharField(_("offer that is asked for"), max_length=80, blank=True)
    question = TextField(_("question"), max_length=LONGEST, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    answer = TextField(_("answer"), max_length=LONGEST, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )
    spam_at = models.DateTimeField(_("marked as spam"), null=True)
    forgotten_at = models.DateTimeField(_("forgotten"), null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to the municipality")
        verbose_name_plural = _("questions to the municipality")
        ordering = ["pk"]
        indexes = [models.Index(fields=["measure", "confirmed_at"], name="enquiry_of_measure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=False) | (~Q(email="") & ~Q(question="") & ~Q(name="")),
                name="enquiry_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None)
                | Q(name="", email="", town="", wish="", question="", answer="", answered_by=None),
                name="enquiry_is_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(confirmed_at__isnull=False), name="enquiry_answered_if_confirmed"
            ),
        ]

    def __str__(self):
        return f"{self.measure_id}: {self.asked_at:%Y-%m-%d}"


class BlockedAskerQuerySet(models.QuerySet):
    def expired(self):
        return self.filter(at__lt=timezone.now() - Enquiry.RETENTION)


class BlockedAsker(models.Model):
    """A keyed fingerprint of an address whose questions reach nobody, for as long as questions are kept."""

    fingerprint = CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    objects = BlockedAskerQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked asker")
        verbose_name_plural = _("blocked askers")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d}"
