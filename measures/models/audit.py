"""The audit: one row for each verb that was carried out on an edition. Rows are never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.models import ModelProject
from municipalities.text_fields import CharField, TextField


class AuditQuerySet(models.QuerySet):
    """A QuerySet that refuses to change or delete rows.

    This catches mistakes early. What enforces it is a trigger in the database (migration 0004).
    """

    def update(self, **values):
        raise TypeError("The audit is only added to.")

    def delete(self):
        raise TypeError("The audit is only added to.")


class AuditEntry(models.Model):
    """One verb of the workflow, carried out on one edition.

    Measure and edition are stored as plain keys, not foreign keys, so that the row remains when a draft is discarded.
    Of changed content, the names of the fields are stored but not their values. The database refuses to change a row
    (migration 0004), and PostgreSQL also to delete one. The only exception is the command `erase_contact`, which
    removes a person from the notes (measures/persons/erasing/texts.py).
    """

    class Verb(models.TextChoices):
        CREATE = "create", _("created")
        START = "start", _("new draft")
        SAVE = "save", _("saved")
        SUBMIT = "submit", _("submitted for review")
        RECALL = "recall", _("taken back")
        RETURN = "return", _("returned")
        PUBLISH = "publish", _("published")
        SUPERSEDE = "supersede", _("superseded")
        CONFIRM = "confirm", _("confirmed")
        ARCHIVE = "archive", _("archived")
        WITHDRAW = "withdraw", _("withdrawn")
        DISCARD = "discard", _("discarded")
        ASK = "ask", _("asked to archive it")
        UNASK = "unask", _("request to archive taken back")
        DECLINE = "decline", _("request to archive declined")
        PLAN = "plan", _("planned for publication")
        UNPLAN = "unplan", _("planned publication cancelled")
        MOVE = "move", _("moved to another model project")
        LEAD = "lead", _("other lead")
        OFFER = "offer", _("offered to others")
        RETRACT = "retract", _("offer taken back")
        ACCEPT = "accept", _("taken over")
        REFUSE = "refuse", _("offer declined")
        REMOVE = "remove", _("named person removed")

    at = models.DateTimeField(_("when"), default=timezone.now)
    # None: an import, or the daily clean-up (measures/persons/expiry.py)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    verb = CharField(_("what"), max_length=9, choices=Verb.choices)
    project = models.ForeignKey(
        ModelProject, on_delete=models.PROTECT, related_name="+", verbose_name=_("model project")
    )
    measure_key = models.BigIntegerField()
    edition_key = models.BigIntegerField()
    edition_number = models.PositiveIntegerField(_("edition"))
    state = CharField(_("state after it"), max_length=10, blank=True)  # "" after the verb "discard"
    fields = models.JSONField(_("changed fields"), default=list)
    note = TextField(_("note or reason"), blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["measure_key"], name="audit_measure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    verb__in=[
                        "create", "start", "save", "submit", "recall", "return", "publish", "supersede", "confirm",
                        "archive", "withdraw", "discard", "ask", "unask", "decline", "plan", "unplan", "move",
                        "lead", "offer", "retract", "accept", "refuse", "remove",
                    ]
                ),
                name="audit_verb_known",
            ),
            models.CheckConstraint(
                condition=(Q(state="") & Q(verb="discard")) | (~Q(state="") & ~Q(verb="discard")),
                name="audit_state_known",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_verb_display()} ({self.edition_key})"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The audit is only added to.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The audit is only added to.")
