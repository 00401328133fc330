"""What editors ask of the moderators besides reviewing an edition, and what moderators decide for a day to come."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from measures.models.measure import Measure
from municipalities.text_fields import TextField


class ArchivingRequest(models.Model):
    """An editor asks for a public entry to be archived. The row is deleted once a moderator has decided."""

    measure = models.OneToOneField(
        Measure, on_delete=models.CASCADE, related_name="archiving_request", verbose_name=_("measure")
    )
    reason = TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("request to archive")
        verbose_name_plural = _("requests to archive")
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return str(self.measure)


class PlannedPublication(models.Model):
    """A moderator has decided to publish a submitted edition on a day to come.

    It counts as long as the edition is at `version`: whoever changes the edition makes the plan void.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="planned_publication", verbose_name=_("edition")
    )
    day = models.DateField(_("day of publication"))
    version = models.PositiveIntegerField(editable=False)
    reason = TextField(_("reason for publishing one's own edit"), blank=True)
    planned_at = models.DateTimeField(_("planned"), auto_now=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("planned publication")
        verbose_name_plural = _("planned publications")
        ordering = ["day", "pk"]

    def __str__(self):
        return f"{self.day}: {self.edition_id}"

    @property
    def is_void(self):
        """Return whether the edition has changed since the decision."""
        return self.edition.state != Edition.State.SUBMITTED or self.edition.version != self.version
