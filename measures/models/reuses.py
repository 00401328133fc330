"""Re-uses: which municipality has taken over which measure, what each side has said about it, and the audit of that.

Only `measures/reuse/verbs.py` writes these rows. What a statement is worth is computed from who made it, see
`measures/reuse/classes.py`; no column says so.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.audit import AuditQuerySet
from measures.models.measure import Measure
from municipalities.mail_addresses import AccountAddressField, MailAddressField
from municipalities.models import Municipality
from municipalities.plausible_dates import FIRST_YEAR, LAST_YEAR, plausible_year
from municipalities.text_fields import CharField, TextField, URLField


class ReuseQuerySet(models.QuerySet):
    def open_to(self, user):
        """Return the re-uses of which `user` may see all statements: those of their measures and of their towns."""
        if user.is_active and user.is_moderator:
            return self
        projects = user.memberships.current().values("project")
        towns = Municipality.objects.filter(participations__project__in=projects)
        return self.filter(Q(measure__maintainer__in=projects) | Q(municipality__in=towns.values("pk")))


class Reuse(models.Model):
    """One measure, taken over by one municipality. All that is said about it stands in its statements.

    `status` is what the public statements say now, "" if nothing counts. The verbs set it together with the statements,
    so that a query can filter by it.
    """

    class Status(models.TextChoices):
        EXAMINES = "prueft", _("is examining it")
        PLANS = "plant", _("plans it")
        INTRODUCES = "fuehrt-ein", _("is introducing it")
        USES = "nutzt", _("uses it")
        ENDED = "beendet", _("has ended it")

    ASKED_AFTER = timedelta(days=365)  # since the last statement
    LAPSES_AFTER = timedelta(days=365)  # since the question, without an answer

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reuses", verbose_name=_("measure"))
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="reuses", verbose_name=_("municipality")
    )
    status = CharField(_("stage of the re-use"), max_length=10, choices=Status.choices, blank=True, editable=False)
    # Grows with every verb. A verb is refused if its user has seen an older version.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    asked_at = models.DateTimeField(_("last asked whether it still runs"), null=True, editable=False)

    objects = ReuseQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-use")
        verbose_name_plural = _("re-uses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "municipality"], name="reuse_once"),
            models.CheckConstraint(
                condition=Q(status__in=["", "prueft", "plant", "fuehrt-ein", "nutzt", "beendet"]),
                name="reuse_status_known",
            ),
        ]

    def __str__(self):
        return f"{self.municipality}: {self.measure}"


class StatementQuerySet(models.QuerySet):
    def public_at(self, moment):
        """Return the statements that visitors could read at a past moment; with None, those they can read now."""
        if moment is None:
            return self.filter(state=Statement.State.PUBLISHED)
        return self.filter(published_at__lte=moment).filter(Q(closed_at=None) | Q(closed_at__gt=moment))

    def expired(self):
        """Return the statements whose link in the mail was not used in time."""
        return self.filter(state=Statement.State.UNPROVEN, made_at__lt=timezone.now() - Statement.PROVEN_WITHIN)


class Statement(models.Model):
    """What one side says about a re-use. At most one of each side is public, and at most one waits."""

    PROVEN_WITHIN = timedelta(hours=48)

    class Side(models.TextChoices):
        ADOPTER = "adopter", _("the municipality that takes it over")
        ORIGIN = "origin", _("the municipality where it comes from")
        THIRD = "third", _("a public source")

    class State(models.TextChoices):
        UNPROVEN = "unproven", _("the link in the mail was not used yet")
        WAITING = "waiting", _("waits for publication")
        OBJECTION = "objection", _("objection")
        PUBLISHED = "published", _("public")
        SUPERSEDED = "superseded", _("replaced")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    reuse = models.ForeignKey(Reuse, on_delete=models.CASCADE, related_name="statements", verbose_name=_("re-use"))
    side = CharField(_("said by"), max_length=7, choices=Side.choices)
    state = CharField(_("state"), max_length=10, choices=State.choices, editable=False)

    # What is said
    status = CharField(_("stage of the re-use"), max_length=10, choices=Reuse.Status.choices)
    since = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True, validators=[plausible_year])
    ended = models.PositiveSmallIntegerField(_("ended (year)"), null=True, blank=True, validators=[plausible_year])
    is_productive = models.BooleanField(_("in productive use"), null=True, blank=True)
    adapted = TextField(_("what was adapted"), max_length=1500, blank=True)
    effort = CharField(_("effort and costs"), max_length=300, blank=True)
    software_version = CharField(_("version"), max_length=60, blank=True)
    link = URLField(_("link"), max_length=500, blank=True)
    contact = MailAddressField(_("functional mailbox"), blank=True)
    source_url = URLField(_("source"), max_length=500, blank=True)
    evidence = CharField(_("what the source says"), max_length=500, blank=True)
    remark = TextField(_("remark, not public"), max_length=1500, blank=True)

    # Who says it and when. The address is that of the link in the mail; nobody but its owner gets to see it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    email = AccountAddressField(_("e-mail address"), blank=True)
    made_at = models.DateTimeField(_("said"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)  # replaced, refused or withdrawn
    lapsed_at = models.DateTimeField(_("does not count any more since"), null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement on a re-use")
        verbose_name_plural = _("statements on re-uses")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=["adopter", "origin", "third"]), name="statement_side_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "unproven", "waiting", "objection", "published", "superseded", "refused", "withdrawn",
                    ]
                ),
                name="statement_state_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["prueft", "plant", "fuehrt-ein", "nutzt", "beendet"]),
                name="statement_status_known",
            ),
            models.UniqueConstraint(
                fields=["reuse", "side"], condition=Q(state="published"), name="statement_one_public"
            ),
            models.UniqueConstraint(
                fields=["reuse", "side"], condition=Q(state__in=["waiting", "objection"]), name="statement_one_open"
            ),
            # Two conditions for each year, since a CHECK passes where a comparison with NULL is NULL.
            models.CheckConstraint(
                condition=(Q(since__isnull=True) | Q(since__range=(FIRST_YEAR, LAST_YEAR)))
                & (Q(ended__isnull=True) | Q(ended__range=(FIRST_YEAR, LAST_YEAR)))
                & (Q(since__isnull=True) | Q(ended__isnull=True) | Q(ended__gte=F("since"))),
                name="statement_years_plausible",
            ),
            models.CheckConstraint(
                condition=Q(status="beendet", ended__isnull=False) | (~Q(status="beendet") & Q(ended__isnull=True)),
                name="statement_ended_dated",
            ),
            models.CheckConstraint(
                condition=~Q(side="third") | (~Q(source_url="") & Q(email="")), name="statement_third_has_source"
            ),
            models.CheckConstraint(
                condition=~Q(state="unproven") | (Q(side="adopter") & ~Q(email="")), name="statement_proved_by_mail"
            ),
            models.CheckConstraint(condition=~Q(state="objection") | Q(side="origin"), name="statement_objection_side"),
            models.CheckConstraint(
                condition=Q(state__in=["published", "superseded", "withdrawn"], published_at__isnull=False)
                | Q(state__in=["unproven", "waiting", "objection", "superseded", "refused"], published_at__isnull=True),
                name="statement_published_dated",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["superseded", "refused", "withdrawn"], closed_at__isnull=False)
                | Q(state__in=["unproven", "waiting", "objection", "published"], closed_at__isnull=True),
                name="statement_closed_dated",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(published_at__isnull=True)
                | Q(closed_at__gte=F("published_at")),
                name="statement_closed_after_publication",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at__isnull=True) | Q(published_at__isnull=False, lapsed_at__gte=F("published_at")),
                name="statement_lapsed_in_public",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_side_display()}: {self.get_status_display()}"

    def validate_constraints(self, exclude=None):
        """Leave the constraints to the database. A form would ask it for each of them, and each row of a table, too."""

    @property
    def mail_domain(self):
        """What moderators see of the address of the link."""
        return self.email.rpartition("@")[2]


class ReuseAuditEntry(models.Model):
    """One verb, carried out on one re-use. The rows hold plain keys, names of fields and no values.

    The database refuses to change a row, as with `AuditEntry`; the exception is `erase_contact`.
    """

    class Verb(models.TextChoices):
        DECLARE = "declare", _("declared, not proved yet")
        PROVE = "prove", _("proved by mail")
        STATE = "state", _("stated")
        CONFIRM = "confirm", _("confirmed by the origin")
        OBJECT = "object", _("objection of the origin")
        PUBLISH = "publish", _("published")
        REFUSE = "refuse", _("refused")
        WITHDRAW = "withdraw", _("withdrawn")
        ASK = "ask", _("asked whether it still runs")
        RENEW = "renew", _("still runs")
        LAPSE = "lapse", _("does not count any more")

    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verb = CharField(_("what"), max_length=8, choices=Verb.choices)
    reuse_key = models.BigIntegerField()
    measure_key = models.BigIntegerField()
    municipality_key = models.BigIntegerField()
    statement_key = models.BigIntegerField(null=True)
    side = CharField(_("said by"), max_length=7, choices=Statement.Side.choices, blank=True)
    status = CharField(_("status that counts after it"), max_length=10, choices=Reuse.Status.choices, blank=True)
    note = TextField(_("note or reason"), blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry of a re-use")
        verbose_name_plural = _("audit of re-uses")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["reuse_key"], name="reuse_audit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    verb__in=[
                        "declare", "prove", "state", "confirm", "object", "publish", "refuse", "withdraw", "ask",
                        "renew", "lapse",
                    ]
                ),
                name="reuse_audit_verb_known",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_verb_display()} ({self.reuse_key})"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The audit is only added to.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The audit is only added to.")
