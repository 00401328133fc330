"""What the last check of a web address found; measures/links/ checks them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CheckedLinkQuerySet(models.QuerySet):
    def dead(self):
        """Return those that are gone for certain, or have failed twice in a row."""
        return self.exclude(problem="").filter(Q(problem__in=CheckedLink.CERTAIN) | Q(failures__gte=2))


class CheckedLink(models.Model):
    """A web address and the result of its last check. Entries with the same address share it."""

    class Problem(models.TextChoices):
        GONE = "gone", _("the page does not exist")
        NO_HOST = "no host", _("the host does not exist")
        NOT_PUBLIC = "not public", _("the address is not on the public internet")
        TIMEOUT = "timeout", _("no answer in time")
        CERTIFICATE = "certificate", _("the certificate is not valid")
        CONNECTION = "connection", _("the connection failed")
        REDIRECTS = "redirects", _("it leads from one page to the next without end")
        SERVER = "server", _("the server answers with an error")

    CERTAIN = (Problem.GONE, Problem.NO_HOST)

    url = models.CharField(_("address"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("checked"))
    problem = models.CharField(_("problem"), max_length=11, choices=Problem.choices, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed checks in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True)

    objects = CheckedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        ordering = ["url"]
        constraints = [
            models.CheckConstraint(
                condition=Q(problem="", failures=0, failing_since=None)
                | (~Q(problem="") & Q(failures__gte=1, failing_since__isnull=False)),
                name="checkedlink_fails_since",
            ),
        ]

    def __str__(self):
        return self.url

    @property
    def is_dead(self):
        """Return whether it is among those of `CheckedLinkQuerySet.dead`."""
        return bool(self.problem) and (self.problem in self.CERTAIN or self.failures >= 2)
