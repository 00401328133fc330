"""Persons who are named in an entry: for how long, on what basis, and what they have consented to.

An office with a mailbox is the rule, a person the exception. See docs/decisions/0016-named-persons.md.
"""

import re
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.content import PERSON
from measures.models import Edition

MOST_YEARS = 3
WARNED_BEFORE = timedelta(days=30)

# What people sign is German in every language, and a text that somebody has consented to never changes: a new wording
# is added in front, with a key of its own.
CONSENT_TEXTS = {
    "2026-11": (
        "Ich bin damit einverstanden, dass mein Name und meine dienstliche E-Mail-Adresse als Ansprechperson für diese "
        "Maßnahme im Maßnahmenkatalog öffentlich im Internet stehen, längstens bis zum vereinbarten Ende. Mir ist "
        "bekannt, dass die Angaben weltweit gelesen und von Suchmaschinen gefunden werden können. Ich kann diese "
        "Einwilligung jederzeit ohne Angabe von Gründen für die Zukunft widerrufen; mein Name wird dann sofort "
        "entfernt. Die Einwilligung ist freiwillig. Verweigere oder widerrufe ich sie, entsteht mir kein Nachteil."
    ),
}
NEWEST_CONSENT = next(iter(CONSENT_TEXTS))

TITLES = re.compile(r"\b(herr|frau|dr|prof)\b\.?\s", re.IGNORECASE)
LIKE_A_NAME = re.compile(r"([a-zäöüß]{2,}|[a-z])[._]([a-zäöüß]{2,}(-[a-zäöüß]{2,})?)", re.IGNORECASE)
OFFICE_WORDS = re.compile(
    r"amt|b(ü|ue)ro|city|digital|entwicklung|f(ö|oe)rder|geschaeft|gesch(ä|ae)ft|info|kommun|kontakt|kreis|land|leitung|"
    r"mail|office|post|presse|projekt|referat|region|service|smart|stab|stadt|stelle|team|verwaltung|zentr",
    re.IGNORECASE,
)


def last_day(today=None):
    """Return the last day on which a person who is named today may be shown."""
    today = today or timezone.localdate()
    try:
        return today.replace(year=today.year + MOST_YEARS)
    except ValueError:  # 29 February
        return today.replace(year=today.year + MOST_YEARS, day=28)


def hint_about(name, text):
    """Return a hint if the name or mailbox of an office looks like that of a person, else ""."""
    if name == "contact_email" and is_like_a_persons_address(text):
        return _("This looks like the address of a person. Is there a mailbox that several people read?")
    if name == "contact_name" and TITLES.search(f"{text} "):
        return _("This looks like the name of a person. Name the office here, and the person below if need be.")
    return ""


def is_like_a_persons_address(address):
    local = address.partition("@")[0]
    return bool(LIKE_A_NAME.fullmatch(local)) and not OFFICE_WORDS.search(local)


def check(form, data):
    """Add errors to a form whose fields about the named person are incomplete or contradict each other.

    `data` is the cleaned data; a field that already has an error is not in it.
    """
    with_consent = data.get("person_basis") == Edition.Basis.CONSENT
    if not with_consent:
        data["person_consent_text"] = ""  # the choice is never empty in the form
    if not any(data.get(name) for name in PERSON):
        return
    _demand(form, data, "person_name", _("Say who it is, or empty the other fields about the person."))
    _demand(form, data, "person_basis", _("Say on what basis this person is named."))
    _demand(form, data, "person_until", _("Say until when this person may be named."))
    if with_consent:
        _demand(form, data, "person_consent_on", _("Say when this person has consented."))
        _demand(form, data, "person_consent_text", _("Say to which text this person has consented."))
    elif data.get("person_basis") and data.get("person_consent_on"):
        form.add_error("person_consent_on", _("This day belongs to a consent. Empty it, or choose consent as basis."))
    _check_days(form, data)


def _demand(form, data, name, words):
    if not data.get(name) and name not in form.errors:
        form.add_error(name, words)


def _check_days(form, data):
    today, until, consent = timezone.localdate(), data.get("person_until"), data.get("person_consent_on")
    if until and until < today:
        form.add_error("person_until", _("This day is over. Choose a later one, or empty all fields about the person."))
    elif until and until > last_day(today):
        form.add_error("person_until", _("Choose a day within the next %(n)s years.") % {"n": MOST_YEARS})
    if consent and consent > today:
        form.add_error("person_consent_on", _("This day has not come yet."))
