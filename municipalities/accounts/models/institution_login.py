"""Links between accounts and the sign-in by an institution."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InstitutionLogin(models.Model):
    """Links an account to one subject of one OpenID Connect provider.

    From the first sign-in on, issuer and subject alone find the account, even if email addresses change.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="institution_logins", verbose_name=_("account")
    )
    issuer = models.CharField(_("provider"), max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(_("linked"), default=timezone.now)

    class Meta:
        verbose_name = _("sign-in by an institution")
        verbose_name_plural = _("sign-ins by an institution")
        ordering = ["linked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="institution_login_one_account"),
            models.UniqueConstraint(fields=["issuer", "user"], name="institution_login_one_subject"),
            models.CheckConstraint(condition=~Q(issuer="") & ~Q(subject=""), name="institution_login_names_somebody"),
        ]

    def __str__(self):
        return f"{self.user} – {self.issuer}"
