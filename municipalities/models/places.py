"""The states, and the territorial bodies that can take part in a model project."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.ordering import GermanOrder
from municipalities.place_words import being_named, matching, stored_words
from municipalities.plausible_dates import plausible_day
from municipalities.regions import regions_of
from municipalities.text_fields import CharField, TextField


class State(models.Model):
    """One of the sixteen German states. The rows are created by a migration."""

    class Code(models.TextChoices):
        SH = "SH", _("Schleswig-Holstein")
        HH = "HH", _("Hamburg")
        NI = "NI", _("Lower Saxony")
        HB = "HB", _("Bremen")
        NW = "NW", _("North Rhine-Westphalia")
        HE = "HE", _("Hesse")
        RP = "RP", _("Rhineland-Palatinate")
        BW = "BW", _("Baden-Württemberg")
        BY = "BY", _("Bavaria")
        SL = "SL", _("Saarland")
        BE = "BE", _("Berlin")
        BB = "BB", _("Brandenburg")
        MV = "MV", _("Mecklenburg-Western Pomerania")
        SN = "SN", _("Saxony")
        ST = "ST", _("Saxony-Anhalt")
        TH = "TH", _("Thuringia")

    code = CharField(_("code"), max_length=2, choices=Code.choices, primary_key=True)
    key = CharField(_("first two digits of the regional key"), max_length=2, unique=True)

    class Meta:
        verbose_name = _("state")
        verbose_name_plural = _("states")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^(0[1-9]|1[0-6])$"), name="state_key_in_range"),
        ]

    def __str__(self):
        return self.get_code_display()


class MunicipalityQuerySet(models.QuerySet):
    def taking_part(self):
        """Return the municipalities of model projects. Most rows come from the official register and are in none."""
        return self.filter(participations__isnull=False).distinct()

    def present_or_taking_part(self):
        """Return the municipalities that are in the official register or, though gone from it, in a model project."""
        taking_part = self.model.objects.filter(participations__isnull=False).values("pk")
        return self.filter(models.Q(gone_since=None) | models.Q(pk__in=taking_part))

    def matching(self, text: str):
        """Return the rows with all words of `text` in their names or in those of their district and region."""
        return self.filter(matching(text, "name_words", "area_words"))

    def best_first(self, text: str):
        """Order what `matching` found: rows of this name, rows with it in theirs, others; vanished rows last of all."""
        closeness = models.Case(
            models.When(being_named(text, "name_words"), then=0),
            models.When(matching(text, "name_words"), then=1),
            default=2,
        )
        gone = models.Case(models.When(gone_since=None, then=0), default=1)
        return self.order_by(gone, closeness, GermanOrder("name"), "pk")


class Municipality(models.Model):
    """A territorial body: a municipality, an association of municipalities, a district or a regional association.

    `ars` (Amtlicher Regionalschlüssel) identifies it, in 12, 9 or 5 digits. Only regional associations have none.
    """

    class Level(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        ASSOCIATION = "association", _("association of municipalities")
        DISTRICT = "district", _("district")
        REGION = "region", _("regional association")

    class SizeClass(models.TextChoices):
        LARGE_CITY = "grossstadt", _("large city (100,000 inhabitants and more)")
        MEDIUM_TOWN = "mittelstadt", _("medium-sized town (20,000 to under 100,000)")
        SMALL_TOWN = "kleinstadt", _("small town (5,000 to under 20,000)")
        RURAL = "landgemeinde", _("rural municipality (under 5,000)")

    class Urbanisation(models.IntegerChoices):
        DENSE = 1, _("densely populated")
        INTERMEDIATE = 2, _("intermediate density")
        THIN = 3, _("thinly populated")

    # Not unique=True, since regional associations have none (see the constraint).
    ars = CharField(_("regional key (ARS)"), max_length=12, blank=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = CharField(_("name"), max_length=120)
    official_name = CharField(_("official name"), max_length=120, blank=True)
    kind = CharField(_("legal form"), max_length=40, blank=True)
    level = CharField(_("level"), max_length=12, choices=Level.choices)
    states = models.ManyToManyField(State, related_name="municipalities", verbose_name=_("states"))
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_date = models.DateField(_("population as of"), null=True, blank=True, validators=[plausible_day])
    area_km2 = models.DecimalField(_("area (km²)"), max_digits=8, decimal_places=2, null=True, blank=True)
    latitude = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    coordinate_source = CharField(_("source of the coordinates"), max_length=120, blank=True)
    # Names of the area around it. Of the official travel regions, a district has the one of most of its municipalities.
    district = CharField(_("district"), max_length=120, blank=True)
    travel_region = CharField(_("travel region"), max_length=120, blank=True)
    urbanisation = models.PositiveSmallIntegerField(
        _("degree of urbanisation"), choices=Urbanisation.choices, null=True, blank=True
    )
    gone_since = models.DateField(_("missing from the official register since"), null=True, blank=True, editable=False)
    # Another row that continues this one, which is gone. It never has a successor itself. The import finds it by name,
    # a moderator can name another; what depends on this row is moved by measures/succession.py.
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    # What a search compares with (municipalities/place_words.py): its own names, and those of the area.
    name_words = TextField(editable=False, default="")
    area_words = TextField(editable=False, default="")
    # Generated, so that it follows every change of the population, also by bulk_update().
    size_class = models.GeneratedField(
        expression=models.Case(
            models.When(~Q(level="municipality"), then=models.Value("")),
            models.When(population__gte=100_000, then=models.Value("grossstadt")),
            models.When(population__gte=20_000, then=models.Value("mittelstadt")),
            models.When(population__gte=5_000, then=models.Value("kleinstadt")),
            models.When(population__isnull=False, then=models.Value("landgemeinde")),
            default=models.Value(""),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
        verbose_name=_("size class"),
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = [GermanOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="municipality_has_slug_and_name"),
            models.UniqueConstraint(fields=["ars"], condition=~Q(ars=""), name="municipality_ars_unique"),
            models.CheckConstraint(
                condition=Q(level="municipality", ars__regex=r"^(0[1-9]|1[0-6])[0-9]{10}$")
                | Q(level="association", ars__regex=r"^(0[1-9]|1[0-6])[0-9]{7}$")
                | Q(level="district", ars__regex=r"^(0[1-9]|1[0-6])[0-9]{3}$")
                | Q(level="region", ars=""),
                name="municipality_ars_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(population__isnull=True, population_date__isnull=True)
                | Q(population__isnull=False, population_date__isnull=False),
                name="municipality_population_dated",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(47.0, 55.2),
                    longitude__range=(5.8, 15.1),
                ),
                name="municipality_lies_in_germany",
            ),
            models.CheckConstraint(
                condition=Q(urbanisation__isnull=True) | Q(urbanisation__range=(1, 3)),
                name="municipality_urbanisation_in_range",
            ),
            models.CheckConstraint(
                condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0), name="municipality_area_positive"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | (Q(gone_since__isnull=False) & ~Q(successor=models.F("pk"))),
                name="municipality_successor_of_gone",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        self.set_words()
        if update_fields is not None:
            update_fields = {*update_fields, "name_words", "area_words"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("municipality", args=[self.slug])

    def set_words(self) -> bool:
        """Set what a search compares with, and return whether that changed. bulk_create and bulk_update do not."""
        before = self.name_words, self.area_words
        self.name_words = stored_words(self.name, self.official_name)
        self.area_words = stored_words(*self.area_names)
        return before != (self.name_words, self.area_words)

    @property
    def area_names(self) -> list[str]:
        """The names of the district and of the regions it lies in."""
        return [name for name in (self.district, self.travel_region, *regions_of(self.ars)) if name]

    @property
    def ags(self) -> str:
        """Return the Amtlicher Gemeindeschlüssel: eight digits for a municipality, five for a district, else ""."""
        if self.level == self.Level.MUNICIPALITY:
            return self.ars[:5] + self.ars[9:]
        return self.ars if self.level == self.Level.DISTRICT else ""

    @property
    def size_class_label(self) -> str:
        return self.SizeClass(self.size_class).label if self.size_class else ""

    def contains(self, other: "Municipality") -> bool:
        """Return whether `other` lies within this district or association, as the regional keys say."""
        return bool(self.ars) and len(self.ars) < len(other.ars) and other.ars.startswith(self.ars)
