"""Frozen editions of the whole catalogue, which can be cited: their files are never altered, except to erase."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.text_fields import CharField


class FrozenCatalogue(models.Model):
    """The catalogue as it was at one moment. Only `measures/public/freezing.py` writes it.

    changes   {"new", "changed", "gone": list of dicts}: what differs from the frozen catalogue before
    erasures  list of {"day": …, "files": {name: SHA-256 before}}: when something was erased from its files
    """

    name = models.SlugField(_("edition"), max_length=7, unique=True)  # "2026-2"
    frozen_at = models.DateTimeField(_("frozen"))
    measure_count = models.PositiveIntegerField(_("measures"))
    project_count = models.PositiveIntegerField(_("model projects"))
    municipality_count = models.PositiveIntegerField(_("municipalities"))
    changes = models.JSONField(_("changes"), default=dict)
    licence = CharField(_("licence"), max_length=60)
    licence_url = models.URLField(_("address of the licence"), max_length=500)
    doi = CharField("DOI", max_length=100, blank=True)
    erasures = models.JSONField(_("erasures"), default=list)

    class Meta:
        verbose_name = _("frozen catalogue")
        verbose_name_plural = _("frozen catalogues")
        ordering = ["-frozen_at"]
        constraints = [
            models.CheckConstraint(condition=Q(name__regex=r"^[0-9]{4}-[1-9][0-9]?$"), name="frozen_name_is_a_number"),
            models.CheckConstraint(condition=Q(doi="") | Q(doi__startswith="10."), name="frozen_doi_is_one"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("frozen_catalogue", args=[self.name])


class FrozenFile(models.Model):
    """One file of a frozen catalogue. It stands in the database, so all hosts and all backups have it."""

    catalogue = models.ForeignKey(FrozenCatalogue, on_delete=models.PROTECT, related_name="files")
    name = CharField(_("file"), max_length=40)
    media_type = CharField(_("format"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = CharField("SHA-256", max_length=64)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("file of a frozen catalogue")
        verbose_name_plural = _("files of frozen catalogues")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "name"], name="frozen_file_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="frozen_file_has_checksum"),
        ]

    def __str__(self):
        return self.name
