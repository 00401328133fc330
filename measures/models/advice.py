"""Requests of towns for advice, until they are on their way. The verbs are in measures/asking/advice.py."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.mail_addresses import AccountAddressField
from municipalities.text_fields import CharField, TextField


class AdviceRequestQuerySet(models.QuerySet):
    def expired(self):
        return self.filter(asked_at__lt=timezone.now() - AdviceRequest.CONFIRMED_WITHIN)


class AdviceRequest(models.Model):
    """A request for advice. When its sender has confirmed it, it goes to the operator and its texts are removed."""

    CONFIRMED_WITHIN = timedelta(hours=48)
    LONGEST_MESSAGE = 2_000  # characters
    TEXTS = ("name", "email", "text")

    name = CharField(_("name"), max_length=120, blank=True)
    email = AccountAddressField(_("e-mail address"), blank=True)
    text = TextField(_("request"), blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    objects = AdviceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for advice")
        verbose_name_plural = _("requests for advice")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) & ~Q(name="") & ~Q(email="") & ~Q(text="")
                | Q(confirmed_at__isnull=False, name="", email="", text=""),
                name="advice_until_confirmed",
            )
        ]

    def __str__(self):
        return f"{self.asked_at:%Y-%m-%d}"
