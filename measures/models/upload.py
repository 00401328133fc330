"""A table that was uploaded and read, stored until its user has confirmed it or a day has passed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UploadQuerySet(models.QuerySet):
    def expired(self):
        return self.filter(created_at__lt=timezone.now() - self.model.KEPT_FOR)


class Upload(models.Model):
    """The content of a file, as `measures.intake.reading.Table`. `table` is emptied once it has been carried out."""

    KEPT_FOR = timedelta(days=1)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
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
