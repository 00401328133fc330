"""The relations of an edition to values of the vocabularies and to places, and its sources.

They are deleted with their edition. A value or a municipality cannot be deleted while an edition uses it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from measures.models.solutions import Solution
from measures.models.vocabularies import ActionField, Offer, SolutionType, SpatialScope
from municipalities.models import Municipality
from municipalities.text_fields import CharField, URLField


class EditionRelation(models.Model):
    """Base of the explicit `through` models, which exist for their PROTECT: Django's own would cascade.

    Of solution types and action fields, an edition names the main one first: their rows have the order of their keys.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
        verbose_name = _("edition")  # the admin shows it when it refuses to delete a value
        verbose_name_plural = _("editions")

    def __str__(self):
        return str(self.edition_id)


class EditionSolutionType(EditionRelation):
    solutiontype = models.ForeignKey(SolutionType, on_delete=models.PROTECT, related_name="naming")

    class Meta(EditionRelation.Meta):
        db_table = "measures_edition_solution_types"
        constraints = [models.UniqueConstraint(fields=["edition", "solutiontype"], name="edition_solution_type_unique")]


class EditionActionField(EditionRelation):
    actionfield = models.ForeignKey(ActionField, on_delete=models.PROTECT, related_name="naming")

    class Meta(EditionRelation.Meta):
        db_table = "measures_edition_action_fields"
        constraints = [models.UniqueConstraint(fields=["edition", "actionfield"], name="edition_action_field_unique")]


class EditionSpatialScope(EditionRelation):
    spatialscope = models.ForeignKey(SpatialScope, on_delete=models.PROTECT, related_name="+")

    class Meta(EditionRelation.Meta):
        db_table = "measures_edition_spatial_scopes"
        constraints = [models.UniqueConstraint(fields=["edition", "spatialscope"], name="edition_spatial_scope_unique")]


class EditionOffer(EditionRelation):
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")

    class Meta(EditionRelation.Meta):
        db_table = "measures_edition_offers"
        constraints = [models.UniqueConstraint(fields=["edition", "offer"], name="edition_offer_unique")]


class EditionSolution(EditionRelation):
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, related_name="+")

    class Meta(EditionRelation.Meta):
        db_table = "measures_edition_solutions"
        constraints = [models.UniqueConstraint(fields=["edition", "solution"], name="edition_solution_unique")]


class EditionPlace(EditionRelation):
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    class Meta(EditionRelation.Meta):
        db_table = "measures_edition_places"
        constraints = [models.UniqueConstraint(fields=["edition", "municipality"], name="edition_place_unique")]


class Source(models.Model):
    """A web page that supports the statements of an edition.

    `fields` has the names of the content fields that it supports; an empty list means the entry as a whole.
    """

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("funding programme / KTS")
        MUNICIPALITY = "municipality", _("municipality / project page")
        PRESS = "press", _("press and trade media")
        PARTNER = "partner", _("partners and third parties")
        REPOSITORY = "repository", _("source-code repository")

    class Confidence(models.TextChoices):
        HIGH = "high", _("high: the source names the model project")
        MEDIUM = "medium", _("medium: attribution or content is only briefly attested")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sources", verbose_name=_("edition"))
    url = URLField(_("address"), max_length=500)
    kind = CharField(_("kind of source"), max_length=12, choices=Kind.choices, blank=True)
    confidence = CharField(_("confidence"), max_length=6, choices=Confidence.choices, blank=True)
    fields = models.JSONField(_("supported fields"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "url"], name="source_unique"),
            models.CheckConstraint(condition=~Q(url=""), name="source_has_url"),
            models.CheckConstraint(
                condition=Q(kind__in=["", "programme", "municipality", "press", "partner", "repository"]),
                name="source_kind_known",
            ),
            models.CheckConstraint(condition=Q(confidence__in=["", "high", "medium"]), name="source_confidence_known"),
        ]

    def __str__(self):
        return self.url
