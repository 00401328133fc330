"""What users were reminded of, so that nobody is reminded twice of the same."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from municipalities.models import ModelProject
from municipalities.text_fields import CharField


class Reminder(models.Model):
    """One line of a mail to one user: about an edition, a project, or (of `ACCOUNTS`) about neither.

    The rules are in measures/reminders/rules.py; `step` counts the reminders of the same, from 0.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", _("entry waits for review")
        CONFIRM = "confirm", _("entry is due for confirmation")
        DRAFT = "draft", _("draft lies idle")
        RETURNED = "returned", _("returned entry is unanswered")
        FUNDING = "funding", _("funding ends")
        ENQUIRY = "enquiry", _("question is unanswered")
        ARCHIVE = "archive", _("request to archive is open")
        REUSE = "reuse", _("statement on a re-use waits")
        ACCOUNTS = "accounts", _("accounts are due for confirmation")

    RETENTION = 2 * 365  # days

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("to"))
    kind = CharField(_("kind"), max_length=8, choices=Kind.choices)
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("edition")
    )
    project = models.ForeignKey(
        ModelProject, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("model project")
    )
    at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "at"], name="reminder_kind")]

    def __str__(self):
        return f"{self.user_id}: {self.kind}"
