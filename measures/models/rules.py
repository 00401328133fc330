"""The database constraints of an edition.

A CHECK passes if its condition is NULL, as after a comparison with NULL. So each condition also says explicitly which
columns must not be NULL. Values of choices are written out, because the model imports this module.
"""

from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from municipalities.plausible_dates import FIRST_YEAR, LAST_YEAR, is_plausible

WORKING = ["draft", "submitted", "returned"]
ONCE_PUBLIC = ["published", "superseded", "archived", "withdrawn"]
FUNDS = ["", "haushalt", "gebuehren", "sponsor", "keine"]
STOP_CAUSES = [
    "", "geld", "rueckhalt", "nachfrage", "technik", "recht", "personal", "partner", "ersetzt", "anderes",
]  # fmt: skip
SOURCE_CODE = ["offengelegt", "zugesagt", "nicht-noetig", "unbekannt"]
STATUSES = ["", "geplant", "in-umsetzung", "umgesetzt", "in-betrieb", "abgeschlossen", "eingestellt"]

# Archived or withdrawn ("closed"): always with a time and a reason.
OPEN = Q(closed_at__isnull=True, close_reason="")
CLOSED = Q(closed_at__isnull=False, closed_at__gte=F("published_at")) & ~Q(close_reason="")

IDENTITY = [
    UniqueConstraint(fields=["measure", "number"], name="edition_number_unique"),
    CheckConstraint(condition=Q(number__gte=1), name="edition_number_positive"),
    UniqueConstraint(fields=["measure"], condition=Q(state__in=["published", "archived"]), name="edition_one_public"),
    UniqueConstraint(fields=["measure"], condition=Q(state__in=WORKING), name="edition_one_working"),
]

CONTENT = [
    CheckConstraint(condition=~Q(title=""), name="edition_has_title"),
    CheckConstraint(condition=Q(status__in=STATUSES), name="edition_status_known"),
    CheckConstraint(condition=Q(operation_funds__in=FUNDS) & Q(stop_cause__in=STOP_CAUSES), name="edition_end_known"),
    CheckConstraint(condition=Q(source_code_duty__in=SOURCE_CODE), name="edition_source_code_known"),
    CheckConstraint(
        condition=Q(start_year__isnull=True) | Q(end_year__isnull=True) | Q(end_year__gte=F("start_year")),
        name="edition_ends_after_start",
    ),
    CheckConstraint(
        condition=(Q(start_year__isnull=True) | Q(start_year__range=(FIRST_YEAR, LAST_YEAR)))
        & (Q(end_year__isnull=True) | Q(end_year__range=(FIRST_YEAR, LAST_YEAR))),
        name="edition_years_plausible",
    ),
    CheckConstraint(
        condition=is_plausible("as_of", "runs_confirmed_on", "person_consent_on", "person_until"),
        name="edition_days_plausible",
    ),
    CheckConstraint(
        condition=Q(state__in=["draft", "returned"]) | Q(image="") | (~Q(image_alt="") & ~Q(image_rights="")),
        name="edition_image_described",
    ),
    # Without its size, Django would open the file of every edition it loads.
    CheckConstraint(
        condition=Q(image="", image_width__isnull=True, image_height__isnull=True)
        | (~Q(image="") & Q(image_width__isnull=False, image_height__isnull=False)),
        name="edition_image_measured",
    ),
]

# A named person has a legal basis and a last day. Editions of the past (superseded, withdrawn) name no person.
NOBODY = Q(
    person_name="", person_email="", person_basis="", person_consent_on__isnull=True, person_consent_text="",
    person_until__isnull=True,
)  # fmt: skip
PERSON = [
    CheckConstraint(
        condition=NOBODY | (~Q(person_name="") & Q(person_basis__in=["consent", "task"], person_until__isnull=False)),
        name="edition_person_has_basis_and_end",
    ),
    CheckConstraint(
        condition=(Q(person_basis="consent", person_consent_on__isnull=False) & ~Q(person_consent_text=""))
        | (~Q(person_basis="consent") & Q(person_consent_on__isnull=True, person_consent_text="")),
        name="edition_person_consent_dated",
    ),
    CheckConstraint(
        condition=Q(person_name="") | ~Q(state__in=["superseded", "withdrawn"]), name="edition_person_not_in_the_past"
    ),
]

# A state has the times of the decisions that led to it, and a decision with a user also has a time.
DECISIONS = [
    CheckConstraint(condition=Q(state__in=WORKING + ONCE_PUBLIC), name="edition_state_known"),
    CheckConstraint(
        condition=Q(state="draft", submitted_at__isnull=True) | (~Q(state="draft") & Q(submitted_at__isnull=False)),
        name="edition_submitted_dated",
    ),
    CheckConstraint(condition=~Q(state="returned") | Q(returned_at__isnull=False), name="edition_returned_dated"),
    CheckConstraint(
        condition=Q(returned_at__isnull=True, return_note="") | (Q(returned_at__isnull=False) & ~Q(return_note="")),
        name="edition_returned_with_note",
    ),
    CheckConstraint(
        condition=Q(state__in=WORKING, published_at__isnull=True)
        | Q(state__in=ONCE_PUBLIC, published_at__isnull=False),
        name="edition_published_dated",
    ),
    CheckConstraint(
        condition=Q(published_at__isnull=True)
        | Q(submitted_at__isnull=True)  # edition_submitted_dated decides about this case
        | Q(published_at__gte=F("submitted_at")),
        name="edition_published_after_submission",
    ),
    CheckConstraint(
        condition=Q(publish_reason="") | Q(published_at__isnull=False), name="edition_publish_reason_published"
    ),
    CheckConstraint(
        condition=Q(state="superseded", superseded_at__isnull=False, superseded_at__gte=F("published_at"))
        | (~Q(state="superseded") & Q(superseded_at__isnull=True)),
        name="edition_superseded_dated",
    ),
    CheckConstraint(
        condition=Q(state__in=["archived", "withdrawn"]) & CLOSED
        | Q(state="superseded") & (OPEN | CLOSED)
        | Q(state__in=[*WORKING, "published"]) & OPEN,
        name="edition_closed_with_reason",
    ),
    CheckConstraint(
        condition=Q(archived_at__isnull=True)
        | Q(closed_at__isnull=False, archived_at__gte=F("published_at"), archived_at__lte=F("closed_at")),
        name="edition_archived_before_closed",
    ),
    *(
        CheckConstraint(
            condition=Q(**{f"{decision}_by__isnull": True}) | Q(**{f"{decision}_at__isnull": False}),
            name=f"edition_{decision}_by_dated",
        )
        for decision in ("submitted", "returned", "published", "confirmed", "closed")
    ),
    # Publishing one's own work (submitted or last edited by the same user) needs a reason.
    CheckConstraint(
        condition=Q(published_by__isnull=True)
        | ~Q(publish_reason="")
        | (
            (Q(submitted_by__isnull=True) | ~Q(published_by=F("submitted_by")))
            & (Q(edited_by__isnull=True) | ~Q(published_by=F("edited_by")))
        ),
        name="edition_published_by_another",
    ),
    CheckConstraint(
        condition=Q(confirmed_at__isnull=True) | Q(published_at__isnull=False, confirmed_at__gte=F("published_at")),
        name="edition_confirmed_in_public",
    ),
]

RULES = [*IDENTITY, *CONTENT, *PERSON, *DECISIONS]
