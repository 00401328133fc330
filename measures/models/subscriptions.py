"""Lists that people follow by mail, and the letters to them. The verbs are in measures/subscriptions/."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from municipalities.mail_addresses import AccountAddressField
from municipalities.text_fields import CharField, TextField


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def expired(self):
        """Return subscriptions that were not confirmed in time."""
        return self.filter(confirmed_at=None, asked_at__lt=timezone.now() - Subscription.CONFIRMED_WITHIN)


class Subscription(models.Model):
    """An address that gets a mail about what is new in a list. It is deleted when it ends.

    Nothing tells from where it was asked for. `seen` is the key of the last NoticedPublication that it was told of.
    """

    CONFIRMED_WITHIN = timedelta(hours=48)
    LONGEST_QUERY = 1_000  # characters

    class Rhythm(models.TextChoices):
        AT_ONCE = "sofort", _("at once")
        WEEKLY = "woechentlich", _("once a week")

    email = AccountAddressField(_("e-mail address"))
    query = CharField(_("list"), max_length=LONGEST_QUERY, blank=True)  # as in the address of the list; "": all of it
    rhythm = CharField(_("rhythm"), max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    wants_letter = models.BooleanField(_("monthly letter"), default=False)
    consent_text = CharField(_("text of the consent"), max_length=20)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    seen = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(_("last looked for news"), null=True)
    # Deliveries that failed, and when the last one did (measures/subscriptions/bounces.py)
    bounces = models.PositiveSmallIntegerField(default=0, db_default=0)
    bounced_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["email", "query"], name="subscription_once"),
            models.CheckConstraint(condition=~Q(email=""), name="subscription_has_email"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, looked_at=None) | Q(confirmed_at__isnull=False, looked_at__isnull=False),
                name="subscription_looked_since_confirmed",
            ),
        ]

    def __str__(self):
        return f"{self.rhythm} {self.query}"


class NoticedPublication(models.Model):
    """An edition that has become public, in the order in which it was noticed.

    Subscriptions count by its key. A time would not do: an edition with an earlier time may be committed later.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("noticed publication")
        verbose_name_plural = _("noticed publications")
        ordering = ["pk"]

    def __str__(self):
        return str(self.pk)


class Letter(models.Model):
    """The letter of a month to those who want it. It is sent once, and does not change then."""

    month = CharField(_("month"), max_length=7, unique=True)  # as "2026-11"
    subject = CharField(_("subject"), max_length=150)
    text = TextField(_("text"), max_length=10_000)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    recipients = models.PositiveIntegerField(_("recipients"), default=0, editable=False)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="letter_sent_by_somebody",
            )
        ]

    def __str__(self):
        return self.subject
