"""What editors ask of the moderators besides reviewing an edition."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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
