"""The measure: an address and a project, to which its editions belong."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.models import ModelProject
from municipalities.text_fields import CharField

OPERATOR = _("Coordination and Transfer Office (KTS)")


class Measure(models.Model):
    """The lasting identity of a measure. Its content is in its editions.

    The slug is set once, when the measure is created. No form offers it and no verb writes it, because other sites
    link to the address (docs/decisions/0007-address-of-a-measure.md).
    """

    project = models.ForeignKey(
        ModelProject, on_delete=models.PROTECT, related_name="measures", verbose_name=_("model project")
    )
    # Whose editors write it: those of its model project, until it is handed over (measures/handovers.py). None: the
    # moderators keep it.
    maintainer = models.ForeignKey(
        ModelProject,
        on_delete=models.PROTECT,
        null=True,
        related_name="maintained_measures",
        verbose_name=_("maintained by"),
    )
    slug = models.SlugField(_("address"), max_length=180, unique=True, editable=False)
    reference = CharField(_("key in the source it was imported from"), max_length=80, blank=True, editable=False)
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
    def is_handed_over(self):
        """Return whether others than its model project maintain it."""
        return self.maintainer_id != self.project_id

    @property
    def maintainer_name(self):
        return self.maintainer.name if self.maintainer else str(OPERATOR)

    # These are not cached, so that they are right both before and after a verb of the workflow.
    # For many measures at once, use Edition.objects.newest_of_each().

    @property
    def public(self):
        """Return the edition in the catalogue, or None. An archived edition is readable, but not public."""
        return self.editions.public().first()

    @property
    def working(self):
        """Return the edition that is being worked on or reviewed, or None."""
        return self.editions.working().first()

    @property
    def newest(self):
        """Return the edition with the highest number.

        This is the working edition if there is one, else the public one, else the one that was archived or
        withdrawn last.
        """
        return self.editions.order_by("number").last()
