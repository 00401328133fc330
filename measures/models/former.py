"""What became of values that were merged into others, so that old links, forms and files still mean something."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.vocabularies import ActionField, SolutionType, SpatialScope


class Former(models.Model):
    """A value that is now `value`: its key, its address and its name. It is forgotten with the value itself."""

    key = models.BigIntegerField(unique=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        abstract = True
        verbose_name = _("merged value")
        verbose_name_plural = _("merged values")
        constraints = [models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="%(class)s_has_slug_and_name")]

    def __str__(self):
        return self.name


class FormerSolutionType(Former):
    value = models.ForeignKey(SolutionType, on_delete=models.CASCADE, related_name="former")


class FormerActionField(Former):
    value = models.ForeignKey(ActionField, on_delete=models.CASCADE, related_name="former")


class FormerSpatialScope(Former):
    value = models.ForeignKey(SpatialScope, on_delete=models.CASCADE, related_name="former")
