"""A measure's identity."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.models import ModelProject


class Measure(models.Model):
    """The lasting identity of a measure. Everything a visitor reads stands in its editions.

    The slug of a measure that was ever public never changes, since others link to it: it is set once, when the
    measure is created, no form offers it and no verb writes it (docs/decisions/0007-address-of-a-measure.md).
    """

    project = models.ForeignKey(
        ModelProject, on_delete=models.PROTECT, related_name="measures", verbose_name=_("model project")
    )
    slug = models.SlugField(_("address"), max_length=180, unique=True, editable=False)
    reference = models.CharField(_("key in the source it was imported from"), max_length=80, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="measure_reference_unique"),
            models.CheckConstraint(condition=~Q(slug=""), name="measure_has_slug"),
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("measure", args=[self.slug])

    @property
    def public(self):
        """Return the edition in the catalogue, or None. Asks the database each time, as the two below."""
        return self.editions.public().first()

    @property
    def working(self):
        """Return the edition that is being worked on or waits for review, or None."""
        return self.editions.working().first()

    @property
    def newest(self):
        """Return the edition with the highest number, whatever its state."""
        return self.editions.order_by("number").last()
