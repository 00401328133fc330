"""What editors and moderators ask of each other besides reviewing an edition, and what is decided for a day to come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from measures.models.measure import OPERATOR, Measure
from municipalities.models import ModelProject
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


class HandoverQuerySet(models.QuerySet):
    def received_by(self, user):
        """Return the offers that `user` may accept or decline."""
        mine = Q(receiver__in=user.memberships.current().values("project"))
        return self.filter(mine | Q(receiver=None)) if user.is_moderator else self.filter(mine)

    def made_for(self, user):
        """Return the offers that `user` may take back: of entries that they maintain, or all for a moderator."""
        if user.is_active and user.is_moderator:
            return self
        return self.filter(measure__maintainer__in=user.memberships.current().values("project"))

    def open_to(self, user):
        """Return the offers that `user` may see."""
        return self.filter(Q(pk__in=self.received_by(user).values("pk")) | Q(pk__in=self.made_for(user).values("pk")))


class Handover(models.Model):
    """An entry is offered to others, who shall maintain it. The row is deleted once they have decided."""

    measure = models.OneToOneField(
        Measure, on_delete=models.CASCADE, related_name="handover", verbose_name=_("measure")
    )
    # None: the moderators
    receiver = models.ForeignKey(
        ModelProject, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("offered to")
    )
    reason = TextField(_("reason"))
    offered_at = models.DateTimeField(_("offered"), auto_now_add=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer to hand over")
        verbose_name_plural = _("offers to hand over")
        ordering = ["offered_at", "pk"]

    def __str__(self):
        return str(self.measure)

    @property
    def receiver_name(self):
        return self.receiver.name if self.receiver else str(OPERATOR)


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
