"""A table that a user has uploaded, stored until the user confirms it or one day has passed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.text_fields import CharField


class UploadQuerySet(models.QuerySet):
    def expired(self):
        """Return the uploads that are older than RETENTION."""
        return self.filter(created_at__lt=timezone.now() - self.model.RETENTION)


class Upload(models.Model):
    """An uploaded file and what became of it.

    `table` is its content as a `measures.intake.reading.Table`. It is emptied when the entries have been written; from
    then on `applied_at` and `result` say what was done.
    """

    RETENTION = timedelta(days=1)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = CharField(_("file"), max_length=200)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, db_index=True)
    table = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)  # {"new": [keys of editions], "changed": [keys], "unchanged": number}

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded table")
        verbose_name_plural = _("uploaded tables")

    def __str__(self):
        return self.file_name
