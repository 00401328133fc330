"""The editions of a measure. Each one holds the whole content of the measure, and the state of this content."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.local_text import local
from measures.models.measure import Measure
from measures.models.rules import RULES
from measures.models.solutions import Solution
from measures.models.vocabularies import EMPTY, ActionField, Offer, SolutionType, SpatialScope
from municipalities.mail_addresses import MailAddressField
from municipalities.models import Municipality
from municipalities.ordering import GermanOrder
from municipalities.plausible_dates import plausible_day, plausible_year
from municipalities.text_fields import CharField, TextField, URLField


class EditionQuerySet(models.QuerySet):
    def public(self):
        """Return the editions in the catalogue, which lists, counts and the index are made of."""
        return self.filter(state=Edition.State.PUBLISHED)

    def readable(self):
        """Return the editions that have a public page: those in the catalogue, and those archived."""
        return self.filter(state__in=Edition.READABLE)

    def public_at(self, moment):
        """Return the editions that were in the catalogue at a past moment; with None, those that are in it now.

        Those that were taken out of past days as well are missing.
        """
        if moment is None:
            return self.public()
        return self.once_public_at(moment).filter(
            Q(superseded_at=None) | Q(superseded_at__gt=moment),
            Q(archived_at=None) | Q(archived_at__gt=moment),
            Q(closed_at=None) | Q(closed_at__gt=moment),
        )

    def readable_at(self, moment):
        """Return the editions that had a public page at a past moment; with None, those that have one now."""
        if moment is None:
            return self.readable()
        withdrawn = Q(state=Edition.State.WITHDRAWN, closed_at__lte=moment)
        still = Q(superseded_at=None) | Q(superseded_at__gt=moment)
        return self.once_public_at(moment).filter(still).exclude(withdrawn)

    def once_public_at(self, moment):
        """Return the editions that had been published by a past moment, whatever came of them."""
        return self.filter(state__in=Edition.ONCE_PUBLIC, published_at__lte=moment, is_out_of_past=False)

    def open_to(self, user):
        """Return the editions in every state that `user` may see and edit.

        Pages for moderators only, such as the review queue, read all editions.
        """
        if user.is_active and user.is_moderator:
            return self
        return self.filter(measure__maintainer__in=user.memberships.current().values("project"))

    def working(self):
        """Return the editions that are being written or reviewed."""
        return self.filter(state__in=Edition.WORKING)

    def newest_of_each(self):
        """Return one edition for each measure: the one with the highest number, whatever its state."""
        later = Edition.objects.filter(measure=OuterRef("measure"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def worked_on_by(self, user):
        """Those that `user` has submitted or edited last."""
        return self.filter(Q(submitted_by=user) | Q(edited_by=user))

    def naming_persons(self):
        """Return the editions that name a person as contact."""
        return self.exclude(person_name="")

    def newest_first(self):
        """Order by publication. Imports publish many editions at the same time, hence the start year and the title."""
        years = F("start_year").desc(nulls_last=True)
        return self.order_by(F("published_at").desc(), years, GermanOrder("title"), "pk")

    def for_cards(self):
        """Return the editions with everything that a result card shows, in a constant number of queries."""
        return self.select_related("measure__project").prefetch_related("solution_types", "places__states")


class Edition(models.Model):
    """One version of a measure's Steckbrief, from draft to archive.

    Only `measures/workflow.py` writes `state` and the fields that record decisions. The one exception is
    `measures/sample/generate.py`, which inserts made-up editions in bulk.
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
    CURRENT = (State.PUBLISHED, *WORKING)
    READABLE = (State.PUBLISHED, State.ARCHIVED)
    ONCE_PUBLIC = (State.PUBLISHED, State.SUPERSEDED, State.ARCHIVED, State.WITHDRAWN)

    class Status(models.TextChoices):
        PLANNED = "geplant", _("planned")
        IN_PROGRESS = "in-umsetzung", _("in progress")
        BUILT = "umgesetzt", _("built")
        RUNNING = "in-betrieb", _("in operation")
        COMPLETED = "abgeschlossen", _("completed")
        STOPPED = "eingestellt", _("stopped")

    class Funds(models.TextChoices):
        BUDGET = "haushalt", _("budget of the operator")
        FEES = "gebuehren", _("fees or sales")
        SPONSOR = "sponsor", _("sponsor or donations")
        NONE = "keine", _("no money")

    class StopCause(models.TextChoices):
        MONEY = "geld", _("money was missing")
        BACKING = "rueckhalt", _("political backing was missing")
        DEMAND = "nachfrage", _("too few used it")
        TECHNOLOGY = "technik", _("the technology did not hold")
        LAW = "recht", _("law, data protection or procurement")
        STAFF = "personal", _("staff was missing")
        PARTNER = "partner", _("a provider or partner dropped out")
        REPLACED = "ersetzt", _("replaced by something else")
        OTHER = "anderes", _("another cause")

    class SourceCode(models.TextChoices):
        DISCLOSED = "offengelegt", _("disclosed")
        PROMISED = "zugesagt", _("promised")
        NOT_NEEDED = "nicht-noetig", _("not needed")
        UNKNOWN = "unbekannt", _("not known")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("consent")
        TASK = "task", _("official task")

    # Identity and state
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="editions", verbose_name=_("measure"))
    number = models.PositiveIntegerField(_("edition"), default=1)
    state = CharField(
        _("state of the edition"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    # Grows with every change. A verb is refused if its user has seen an older version.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    # The Steckbrief
    title = CharField(_("title"), max_length=200)
    summary = CharField(_("summary"), max_length=500, blank=True)
    description = TextField(_("description"), blank=True)
    solution_types = models.ManyToManyField(
        SolutionType,
        through="EditionSolutionType",
        related_name="editions",
        blank=True,
        verbose_name=_("solution types"),
    )
    action_fields = models.ManyToManyField(
        ActionField,
        through="EditionActionField",
        related_name="editions",
        blank=True,
        verbose_name=_("action fields"),
    )
    spatial_scopes = models.ManyToManyField(
        SpatialScope,
        through="EditionSpatialScope",
        related_name="editions",
        blank=True,
        verbose_name=_("spatial scope"),
    )
    keywords = TextField(_("search words"), **EMPTY)
    status = CharField(_("status"), max_length=13, choices=Status.choices, blank=True)
    status_note = CharField(_("note on the status"), max_length=300, **EMPTY)
    start_year = models.PositiveSmallIntegerField(
        _("start (year)"),
        null=True,
        blank=True,
        validators=[plausible_year],
    )
    end_year = models.PositiveSmallIntegerField(_("end (year)"), null=True, blank=True, validators=[plausible_year])
    places = models.ManyToManyField(
        Municipality, through="EditionPlace", related_name="editions", blank=True, verbose_name=_("places")
    )
    goals = TextField(_("goals"), blank=True)
    target_groups = TextField(_("target groups"), blank=True)
    partners = TextField(_("partners"), blank=True)
    costs = TextField(_("costs"), blank=True)
    running_costs = TextField(_("running costs per year"), **EMPTY)
    funding = TextField(_("funding"), blank=True)
    what_worked = TextField(_("what worked"), blank=True)
    lessons = TextField(_("what did not work"), blank=True)
    transfer_hints = TextField(_("hints for re-use"), blank=True)
    # What became of it
    operation = TextField(_("operation after funding"), blank=True)
    operator = CharField(_("operator"), max_length=200, **EMPTY)
    operating_unit = CharField(_("unit responsible"), max_length=200, **EMPTY)
    operation_funds = CharField(_("money for the operation"), max_length=9, choices=Funds.choices, **EMPTY)
    runs_confirmed_on = models.DateField(
        _("still runs, confirmed on"), null=True, blank=True, validators=[plausible_day]
    )
    successor = URLField(_("successor"), max_length=500, **EMPTY)
    stop_cause = CharField(_("main cause of the end"), max_length=10, choices=StopCause.choices, **EMPTY)
    stop_reason = TextField(_("why it was stopped"), **EMPTY)
    website = URLField(_("website"), max_length=500, blank=True)
    solutions = models.ManyToManyField(
        Solution, through="EditionSolution", related_name="editions", blank=True, verbose_name=_("software")
    )
    # Whether the duty to disclose what was developed with public money is met
    source_code_duty = CharField(
        _("disclosure of the source code"),
        max_length=12,
        choices=SourceCode.choices,
        default=SourceCode.UNKNOWN,
        db_default="unbekannt",
    )
    source_code_url = URLField(_("source code"), max_length=500, blank=True)
    licence = CharField(_("licence (SPDX)"), max_length=60, blank=True)
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
    image_alt = CharField(_("alternative text"), max_length=300, blank=True)
    image_rights = CharField(_("image rights"), max_length=200, blank=True)
    contact_name = CharField(_("contact (office, not a person)"), max_length=120, blank=True)
    contact_email = MailAddressField(_("functional mailbox"), blank=True)
    offers = models.ManyToManyField(
        Offer, through="EditionOffer", related_name="editions", blank=True, verbose_name=_("what is offered")
    )
    offers_note = CharField(_("note on what is offered"), max_length=300, **EMPTY)
    # A person, for entries that have no office to name: measures/persons/person_rules.py and docs/decisions/0016
    person_name = CharField(_("name of the person"), max_length=120, **EMPTY)
    person_email = MailAddressField(_("e-mail address of the person"), **EMPTY)
    person_basis = CharField(_("legal basis"), max_length=7, choices=Basis.choices, **EMPTY)
    person_consent_on = models.DateField(_("consent given on"), null=True, blank=True, validators=[plausible_day])
    person_consent_text = CharField(_("text of the consent"), max_length=20, **EMPTY)
    person_until = models.DateField(_("named until"), null=True, blank=True, validators=[plausible_day])
    person_warned_for = models.DateField(null=True, editable=False)  # the `person_until` that editors were warned of
    # Translations, shown on English pages
    title_en = CharField(_("title in English"), max_length=200, **EMPTY)
    summary_en = CharField(_("summary in English"), max_length=500, **EMPTY)
    as_of = models.DateField(_("as of"), null=True, blank=True, validators=[plausible_day])
    # Generated, so that a filter can use it like any other choice. Its values are parameters of German addresses.
    has_source_code = models.GeneratedField(
        expression=models.Case(models.When(source_code_url="", then=models.Value("nein")), default=models.Value("ja")),
        output_field=models.CharField(max_length=4),
        db_persist=True,
        verbose_name=_("open source"),
    )

    # Decisions, with time and user (None: made by an import)
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
    return_note = TextField(_("note on the return"), blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    publish_reason = TextField(_("reason for publishing one's own edit"), blank=True, editable=False)
    superseded_at = models.DateTimeField(_("superseded"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("archived or withdrawn"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    close_reason = TextField(_("reason for archiving or withdrawing"), blank=True, editable=False)
    # Withdrawing an archived edition overwrites `closed_at`; this says since when it was not in the catalogue.
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    # Whether past days show it no more, either; all editions of a measure together
    is_out_of_past = models.BooleanField(_("taken out of past days"), default=False, db_default=False, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["measure", "number"]
        constraints = RULES
        indexes = [models.Index(fields=["state", "-published_at"], name="edition_state_published")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.measure.get_absolute_url()

    @property
    def local_title(self):
        """The title in the language of the page, or in German."""
        return local(self.title, self.title_en)

    @property
    def local_summary(self):
        return local(self.summary, self.summary_en)

    @property
    def shows_person(self):
        """Return whether visitors see the named person. All pages use this one rule.

        `forget_expired` removes the name later, so the last day is also checked here.
        """
        return bool(self.person_name and self.person_until and self.person_until >= timezone.localdate())
