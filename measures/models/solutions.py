"""Software of which several measures are instances, and what the publiccode.yml of a repository says."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.models.vocabularies import EMPTY, Vocabulary
from municipalities.plausible_dates import is_plausible
from municipalities.text_fields import CharField, URLField


class Solution(Vocabulary):
    """A software (Lösung), such as DIPAS. Editions name those that their measure is an instance of."""

    website = URLField(_("website"), max_length=500, **EMPTY)
    documentation = URLField(_("documentation"), max_length=500, **EMPTY)
    repository = URLField(_("repository"), max_length=500, **EMPTY)
    licence = CharField(_("licence (SPDX)"), max_length=60, **EMPTY)
    source_url = URLField(_("source of these statements"), max_length=500, **EMPTY)

    class Meta(Vocabulary.Meta):
        verbose_name = _("software")
        verbose_name_plural = _("software")

    def get_absolute_url(self):
        return reverse("solution", args=[self.slug])


class PublicCode(models.Model):
    """What the publiccode.yml of a repository said when it was read last. Who names the same repository shares it.

    `used_by` has the names of its `usedBy` as {"name", "ars"}, with the regional key of the place that is certainly
    meant, or "". The maintainers of the software declare it; nobody has confirmed it.
    """

    class Problem(models.TextChoices):
        NO_RULE = "no rule", _("we do not know where this host keeps files")
        MISSING = "missing", _("the repository has no publiccode.yml")
        UNREACHABLE = "unreachable", _("the server did not answer")
        UNREADABLE = "unreadable", _("the file cannot be read")

    class Development(models.TextChoices):
        CONCEPT = "concept", _("concept")
        DEVELOPMENT = "development", _("in development")
        BETA = "beta", _("beta")
        STABLE = "stable", _("stable")
        OBSOLETE = "obsolete", _("no longer developed")

    repository = models.CharField(_("repository"), max_length=500, unique=True)
    read_at = models.DateTimeField(_("read"))
    problem = models.CharField(_("problem"), max_length=11, choices=Problem.choices, **EMPTY)
    name = CharField(_("name"), max_length=200, **EMPTY)
    licence = CharField(_("licence (SPDX)"), max_length=60, **EMPTY)
    version = CharField(_("version"), max_length=60, **EMPTY)
    released_on = models.DateField(_("released"), null=True, blank=True)
    development = models.CharField(_("state of development"), max_length=11, choices=Development.choices, **EMPTY)
    used_by = models.JSONField(_("used by"), default=list, blank=True)

    class Meta:
        verbose_name = _("publiccode.yml")
        verbose_name_plural = _("publiccode.yml")
        ordering = ["repository"]
        constraints = [
            models.CheckConstraint(condition=is_plausible("released_on"), name="publiccode_released_on_plausible"),
            models.CheckConstraint(
                condition=Q(problem="")
                | Q(name="", licence="", version="", released_on=None, development="", used_by=[]),
                name="publiccode_read_or_problem",
            ),
        ]

    def __str__(self):
        return self.repository
