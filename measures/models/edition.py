"""What was built: a measure's identity, and its editions (content plus state)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.models.vocabularies import ActionField, SolutionType, SpatialScope
from municipalities.models import ModelProject, Municipality


class Measure(models.Model):
    """The lasting identity of a measure. Everything a visitor reads stands in its editions."""

    project = models.ForeignKey(
        ModelProject, on_delete=models.PROTECT, related_name="measures", verbose_name=_("model project")
    )
    slug = models.SlugField(_("address"), max_length=180, unique=True, editable=False)
    reference = models.CharField(
        _("key in the source it was imported from"), max_length=80, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="measure_reference_unique"
            ),
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("measure", args=[self.slug])


class EditionQuerySet(models.QuerySet):
    def public(self):
        """The catalogue: the one visibility rule for pages, facets, feeds and exports."""
        return self.filter(state=Edition.State.PUBLISHED)

    def working(self):
        return self.filter(state__in=Edition.WORKING)

    def newest_first(self):
        return self.order_by(F("published_at").desc(), F("start_year").desc(nulls_last=True), "title", "pk")

    def for_cards(self):
        """With all that a result card shows, in a constant number of queries."""
        return self.select_related("measure__project").prefetch_related("solution_types", "places__states")


class Edition(models.Model):
    """One version of a measure's Steckbrief, from draft to archive.

    `measures/workflow.py` is the only writer of `state` and of the fields that record decisions.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted for review")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        ARCHIVED = "archived", _("archived")
        WITHDRAWN = "withdrawn", _("withdrawn")

    WORKING = (State.DRAFT, State.SUBMITTED, State.RETURNED)
    ONCE_PUBLIC = (State.PUBLISHED, State.SUPERSEDED, State.ARCHIVED, State.WITHDRAWN)

    class Status(models.TextChoices):
        PLANNED = "geplant", _("planned")
        IN_PROGRESS = "in-umsetzung", _("in progress")
        BUILT = "umgesetzt", _("built")
        RUNNING = "in-betrieb", _("in operation")
        COMPLETED = "abgeschlossen", _("completed")
        STOPPED = "eingestellt", _("stopped")

    # Identity and state
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="editions", verbose_name=_("measure")
    )
    number = models.PositiveIntegerField(_("edition"), default=1)
    state = models.CharField(
        _("state of the edition"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    # The Steckbrief
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    solution_types = models.ManyToManyField(
        SolutionType, related_name="editions", blank=True, verbose_name=_("solution types")
    )
    action_fields = models.ManyToManyField(
        ActionField, related_name="editions", blank=True, verbose_name=_("action fields")
    )
    spatial_scopes = models.ManyToManyField(
        SpatialScope, related_name="editions", blank=True, verbose_name=_("spatial scope")
    )
    status = models.CharField(_("status"), max_length=13, choices=Status.choices, blank=True)
    start_year = models.PositiveSmallIntegerField(
        _("start (year)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
    )
    end_year = models.PositiveSmallIntegerField(
        _("end (year)"), null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    places = models.ManyToManyField(Municipality, related_name="editions", blank=True, verbose_name=_("places"))
    goals = models.TextField(_("goals"), blank=True)
    target_groups = models.TextField(_("target groups"), blank=True)
    partners = models.TextField(_("partners"), blank=True)
    costs = models.TextField(_("costs"), blank=True)
    funding = models.TextField(_("funding"), blank=True)
    what_worked = models.TextField(_("what worked"), blank=True)
    lessons = models.TextField(_("what did not work"), blank=True)
    transfer_hints = models.TextField(_("hints for re-use"), blank=True)
    operation = models.TextField(_("operation after funding"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    source_code_url = models.URLField(_("source code"), max_length=500, blank=True)
    licence = models.CharField(_("licence (SPDX)"), max_length=60, blank=True)
    image = models.ImageField(
        _("image"),
        upload_to="editions/",
        blank=True,
        max_length=200,
        width_field="image_width",
        height_field="image_height",
    )
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    image_alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    image_rights = models.CharField(_("image rights"), max_length=200, blank=True)
    contact_name = models.CharField(_("contact (office, not a person)"), max_length=120, blank=True)
    contact_email = models.EmailField(_("functional mailbox"), blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    has_source_code = models.GeneratedField(
        expression=models.Case(
            models.When(source_code_url="", then=models.Value("nein")), default=models.Value("ja")
        ),
        output_field=models.CharField(max_length=4),
        db_persist=True,
        verbose_name=_("open source"),
    )

    # What was decided, when and by whom (None: an import)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    edited_at = models.DateTimeField(_("last edited"), auto_now_add=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    returned_at = models.DateTimeField(_("returned"), null=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    return_note = models.TextField(_("note on the return"), blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    publish_reason = models.TextField(_("reason for publishing one's own edit"), blank=True, editable=False)
    superseded_at = models.DateTimeField(_("superseded"), null=True, editable=False)
    closed_at = models.DateTimeField(_("archived or withdrawn"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    close_reason = models.TextField(_("reason for archiving or withdrawing"), blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["measure", "number"]
        # A comparison with NULL passes a CHECK, so each condition says where a value must be there.
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="edition_number_unique"),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(state__in=["published", "archived"]),
                name="edition_one_public",
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="edition_one_working",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "returned",
                        "published",
                        "superseded",
                        "archived",
                        "withdrawn",
                    ]
                ),
                name="edition_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "",
                        "geplant",
                        "in-umsetzung",
                        "umgesetzt",
                        "in-betrieb",
                        "abgeschlossen",
                        "eingestellt",
                    ]
                ),
                name="edition_status_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="edition_has_title"),
            models.CheckConstraint(
                condition=Q(start_year__isnull=True) | Q(end_year__isnull=True) | Q(end_year__gte=F("start_year")),
                name="edition_ends_after_start",
            ),
            models.CheckConstraint(
                condition=(Q(start_year__isnull=True) | Q(start_year__range=(1990, 2100)))
                & (Q(end_year__isnull=True) | Q(end_year__range=(1990, 2100))),
                name="edition_years_plausible",
            ),
            models.CheckConstraint(
                condition=Q(image="") | (~Q(image_alt="") & ~Q(image_rights="")),
                name="edition_image_described",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False), name="edition_submitted_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (Q(returned_at__isnull=False) & ~Q(return_note="")),
                name="edition_returned_with_note",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned"], published_at__isnull=True)
                | Q(
                    state__in=["published", "superseded", "archived", "withdrawn"],
                    published_at__isnull=False,
                ),
                name="edition_published_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_at__isnull=False, superseded_at__gte=F("published_at"))
                | (~Q(state="superseded") & Q(superseded_at__isnull=True)),
                name="edition_superseded_dated",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=["archived", "withdrawn"],
                        closed_at__isnull=False,
                        closed_at__gte=F("published_at"),
                    )
                    & ~Q(close_reason="")
                )
                | Q(state="superseded")
                | (
                    Q(state__in=["draft", "submitted", "returned", "published"])
                    & Q(closed_at__isnull=True, close_reason="")
                ),
                name="edition_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(publish_reason="") | Q(published_at__isnull=False),
                name="edition_publish_reason_published",
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at"], name="edition_state_published")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.measure.get_absolute_url()


class Source(models.Model):
    """Where a statement in an edition comes from."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("funding programme / KTS")
        MUNICIPALITY = "municipality", _("municipality / project page")
        PRESS = "press", _("press and trade media")
        PARTNER = "partner", _("partners and third parties")
        REPOSITORY = "repository", _("source-code repository")

    class Confidence(models.TextChoices):
        HIGH = "high", _("high: the source names the model project")
        MEDIUM = "medium", _("medium: attribution or content is only briefly attested")

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="sources", verbose_name=_("edition")
    )
    url = models.URLField(_("address"), max_length=500)
    kind = models.CharField(_("kind of source"), max_length=12, choices=Kind.choices, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "url"], name="source_unique"),
        ]

    def __str__(self):
        return self.url
