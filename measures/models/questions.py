"""Questions of visitors that found nothing or little, counted by week. Nothing tells who asked, from where, or when."""

from datetime import timedelta

from django.db import models
from django.db.models import Max, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.ordering import GermanOrder
from municipalities.text_fields import CharField

LEAST_HOURS = 3  # different hours in which a question is asked before its text is stored


class OpenQuestionQuerySet(models.QuerySet):
    def expired(self):
        """Return the rows of weeks that began longer ago than the retention."""
        return self.filter(week__lt=timezone.localdate() - OpenQuestion.RETENTION)

    def known(self):
        """Return a dict for each question whose text is stored, with hours, results and last week; most asked first."""
        return (
            self.exclude(text="")
            .values("key", "text", "results")
            .annotate(asked=Sum("hours"), last=Max("week"))
            .order_by("-asked", "-last", GermanOrder("text"), "key")
        )


class OpenQuestion(models.Model):
    """In how many hours of a week one question was asked that found nothing or little.

    `key` is a fingerprint of the question. Its `text` stays empty until it was asked in LEAST_HOURS hours, so that what
    one visitor typed once, perhaps a name, is not stored.
    """

    RETENTION = timedelta(days=365)
    LONGEST = 60  # characters

    key = models.CharField(max_length=32)
    text = CharField(_("question"), max_length=LONGEST, blank=True, default="")
    week = models.DateField(_("week"))  # its Monday
    hours = models.PositiveIntegerField(_("hours in which it was asked"), default=0)
    results = models.PositiveSmallIntegerField(_("results"), default=0)
    # Whether the hour that is being counted is among `hours`; see CountedHour.
    is_counted = models.BooleanField(default=False)

    objects = OpenQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question without results")
        verbose_name_plural = _("questions without results")
        ordering = ["-week", "pk"]
        constraints = [models.UniqueConstraint(fields=["key", "week"], name="openquestion_once_a_week")]

    def __str__(self):
        return self.text or self.key


class CountedHour(models.Model):
    """A single row: the hour whose questions the processes are storing. The flags `is_counted` belong to it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    hour = models.DateTimeField()

    class Meta:
        verbose_name = _("counted hour")
        verbose_name_plural = _("counted hour")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="counted_hour_single_row")]

    def __str__(self):
        return str(self.hour)
