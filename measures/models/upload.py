"""A table that a user has uploaded: what it says until it is carried out, then what undoing it needs."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UploadQuerySet(models.QuerySet):
    def expired(self):
        """Return the uploads that are older than RETENTION, or since UNDO_RETENTION carried out."""
        now = timezone.now()
        waiting = Q(applied_at=None, created_at__lt=now - self.model.RETENTION)
        return self.filter(waiting | Q(applied_at__lt=now - self.model.UNDO_RETENTION))


class Upload(models.Model):
    """An uploaded file and what became of it.

    `table` is its content as a `measures.intake.reading.Table`. If its umlauts can be read in several ways, it is
    {"readings": [{"name", "samples", "table"}]} until the user has chosen one. It is emptied when the entries have been
    written; from then on `applied_at` and `result` say what was done, and `undone_at` that it was undone.
    """

    RETENTION = timedelta(days=1)
    UNDO_RETENTION = timedelta(days=30)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, db_index=True)
    table = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)
    # {"new": [keys of editions], "changed": [keys], "unchanged": number}, and for undoing: "versions": {key: version},
    # "before": {key of a draft that was there: {name of content: value}}
    result = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded table")
        verbose_name_plural = _("uploaded tables")

    def __str__(self):
        return self.file_name
