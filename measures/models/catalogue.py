"""The version of the catalogue, by which every process notices that its index and cached pages are out of date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueVersion(models.Model):
    """A single row. `transitions.catalogue_changed` increases `number` whenever the public content changes.

    It also increases `history` if the change reaches past days: texts were erased, or names have changed.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=1)
    history = models.PositiveBigIntegerField(default=1, db_default=1)
    hub_was_told = models.PositiveBigIntegerField(default=0, db_default=0)  # of which number (measures/public/hub.py)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("catalogue version")
        verbose_name_plural = _("catalogue version")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_version_single_row")]

    def __str__(self):
        return str(self.number)
