"""Invitations. An account is created when one is accepted, and not before."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.mail_addresses import AccountAddressField
from municipalities.models.projects import ModelProject
from municipalities.plausible_dates import is_plausible, plausible_day
from municipalities.text_fields import CharField

VALID_FOR = timedelta(hours=72)


class InvitationQuerySet(models.QuerySet):
    def waiting(self):
        """Return those neither accepted nor revoked. Their link may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def valid(self):
        """Return those whose link can be used now: it is not too old, and who sent it is still a moderator."""
        is_recent = Q(sent_at__gt=timezone.now() - VALID_FOR)
        return self.waiting().filter(is_recent, invited_by__is_active=True, invited_by__is_moderator=True)


class Invitation(models.Model):
    """Offers an account, or more rights to an existing one. Of the token in its link only a hash is stored.

    The verbs are in municipalities/accounts/invitations.py.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        EXPIRED = "expired", _("run out")
        ACCEPTED = "accepted", _("accepted")
        REVOKED = "revoked", _("revoked")

    email = AccountAddressField(_("e-mail address"))
    first_name = CharField(_("first name"), max_length=150, blank=True)
    last_name = CharField(_("last name"), max_length=150, blank=True)
    as_moderator = models.BooleanField(_("moderator"), default=False)
    projects = models.ManyToManyField(
        ModelProject, blank=True, related_name="invitations", verbose_name=_("model projects")
    )
    ends_on = models.DateField(_("until"), null=True, blank=True, validators=[plausible_day])
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="invitations",
        verbose_name=_("account"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="invitation_has_email"),
            models.CheckConstraint(condition=is_plausible("ends_on"), name="invitation_day_plausible"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_lower_case"),
            models.UniqueConstraint(
                fields=["email"], condition=Q(accepted_at=None, revoked_at=None), name="invitation_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, user=None) | Q(accepted_at__isnull=False, user__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked"
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def expires_at(self):
        return self.sent_at + VALID_FOR

    @property
    def state(self):
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        is_valid = self.expires_at > timezone.now() and self.invited_by.is_active and self.invited_by.is_moderator
        return self.State.OPEN if is_valid else self.State.EXPIRED
