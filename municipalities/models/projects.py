"""The model projects and their municipalities."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.models.places import Municipality
from municipalities.ordering import GermanOrder, sort_key
from municipalities.place_words import matching, stored_words
from municipalities.plausible_dates import is_plausible, plausible_day
from municipalities.text_fields import CharField, TextField, URLField


class ModelProjectQuerySet(models.QuerySet):
    def funded(self):
        """Return the model projects, without the bodies that only maintain entries. All public pages read these."""
        return self.exclude(kind=ModelProject.Kind.BODY)

    def open_to(self, user):
        """Return the projects whose measures `user` may edit: for a moderator all, else those of memberships."""
        if user.is_active and user.is_moderator:
            return self
        return self.filter(pk__in=user.memberships.current().values("project"))

    def matching(self, text: str):
        """Return the projects with all words of `text` in their names, or in those of one of their places."""
        places = Participation.objects.filter(municipality__in=Municipality.objects.matching(text)).values("project")
        return self.filter(matching(text, "name_words") | Q(pk__in=places))


class ModelProject(models.Model):
    """A funded model project "Smart Cities": one municipality or many.

    A row of the kind BODY is none: a municipality or association that has taken over entries of model projects, with
    editors of its own. It has no cohort, takes part in nothing, and owns no measures (docs/decisions/0072).
    """

    class Cohort(models.IntegerChoices):
        FIRST = 2019, "2019"
        SECOND = 2020, "2020"
        THIRD = 2021, "2021"

    class Kind(models.TextChoices):
        LARGE_CITY = "grossstadt", _("large city")
        MEDIUM_TOWN = "mittelstadt", _("medium-sized town")
        SMALL_TOWN = "kleinstadt", _("small town or rural municipality")
        COOPERATION = "kooperation", _("intermunicipal cooperation or district")
        BODY = "traeger", _("municipality or association without a model project")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = CharField(_("name"), max_length=120, unique=True)
    official_name = CharField(_("project name"), max_length=200, blank=True)
    cohort = models.PositiveSmallIntegerField(_("cohort"), choices=Cohort.choices, null=True, blank=True)
    kind = CharField(_("category in the call for funding"), max_length=12, choices=Kind.choices)
    website = URLField(_("website"), max_length=500, blank=True)
    funding_ends_on = models.DateField(_("end of funding"), null=True, blank=True, validators=[plausible_day])
    note = TextField(_("note"), blank=True)
    source_url = URLField(_("source of the selection"), max_length=500, blank=True)
    kind_source_url = URLField(_("source of the category"), max_length=500, blank=True)
    # What a search compares with (municipalities/place_words.py)
    name_words = TextField(editable=False, default="")
    municipalities = models.ManyToManyField(
        Municipality, through="Participation", related_name="projects", verbose_name=_("municipalities")
    )

    objects = ModelProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("model project")
        verbose_name_plural = _("model projects")
        ordering = [GermanOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="project_has_slug_and_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["grossstadt", "mittelstadt", "kleinstadt", "kooperation", "traeger"]),
                name="project_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="traeger", cohort__isnull=True)
                | (~Q(kind="traeger") & Q(cohort__isnull=False, cohort__in=[2019, 2020, 2021])),
                name="project_cohort_known",
                violation_error_message=_(
                    "A model project has a cohort; a municipality or association without one has none."
                ),
            ),
            models.CheckConstraint(condition=is_plausible("funding_ends_on"), name="project_days_plausible"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        self.name_words = stored_words(self.name, self.official_name)
        if update_fields is not None:
            update_fields = {*update_fields, "name_words"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("project", args=[self.slug])

    @property
    def states(self) -> list:
        """Return the states of its municipalities, sorted by name. Prefetch `municipalities__states`."""
        states = {state for place in self.municipalities.all() for state in place.states.all()}
        return sorted(states, key=lambda state: sort_key(str(state)))

    @property
    def population(self) -> int | None:
        """Return the number of inhabitants of its municipalities, or None if one of the figures is unknown.

        If a district or association takes part, its municipalities are not counted a second time.
        """
        bodies = list(self.municipalities.all())
        outermost = [body for body in bodies if not any(other.contains(body) for other in bodies)]
        figures = [body.population for body in outermost]
        return sum(figures) if figures and None not in figures else None


class Participation(models.Model):
    """The role of one municipality in one model project."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        PARTNER = "partner", _("partner")
        MEMBER = "member", _("member municipality")

    project = models.ForeignKey(
        ModelProject, on_delete=models.CASCADE, related_name="participations", verbose_name=_("model project")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name=_("municipality"),
    )
    role = CharField(_("role"), max_length=8, choices=Role.choices)
    source_url = URLField(_("source"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "municipality"], name="participation_unique"),
            models.UniqueConstraint(fields=["project"], condition=Q(role="lead"), name="participation_one_lead"),
            models.CheckConstraint(
                condition=Q(role__in=["lead", "partner", "member"]), name="participation_role_known"
            ),
        ]

    def __str__(self):
        return f"{self.municipality} ({self.get_role_display()})"
