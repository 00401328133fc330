"""Rules for persons who are named in an entry: how long, on which legal basis, and with which text of consent.

Entries should name an office with a mailbox; a person is the exception. See docs/decisions/0016-named-persons.md.
"""

import re
from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.content import PERSON
from measures.models import Edition
from measures.persons.first_names import FIRST_NAMES
from municipalities.folding import fold

MOST_YEARS = 3  # for which a person may be named before the entry has to be renewed
WARNED_BEFORE = timedelta(days=30)  # before the last day; editors then get a mail

# Persons sign the German text, whatever the language of the interface. A text that somebody has consented to must not
# change: add a new wording in front, with a new key.
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

# Heuristics for hint_about(). They only lead to a hint, so a wrong guess does no harm.
TITLES = re.compile(r"\b(herr|frau|dr|prof)\b\.?\s", re.IGNORECASE)
LIKE_A_NAME = re.compile(r"([a-zäöüß]{2,}|[a-z])[._]([a-zäöüß]{2,}(-[a-zäöüß]{2,})?)", re.IGNORECASE)
OFFICE_WORDS = re.compile(
    r"amt|b(ü|ue)ro|city|digital|entwicklung|f(ö|oe)rder|geschaeft|gesch(ä|ae)ft|info|kommun|kontakt|kreis|land|leitung|"
    r"mail|office|post|presse|projekt|referat|region|service|smart|stab|stadt|stelle|team|verwaltung|zentr",
    re.IGNORECASE,
)


def last_day(today: date | None = None) -> date:
    """Return the last day on which a person who is named today may be shown."""
    today = today or timezone.localdate()
    try:
        return today.replace(year=today.year + MOST_YEARS)
    except ValueError:  # 29 February, which the other year does not have
        return today.replace(year=today.year + MOST_YEARS, day=28)


def hint_about(name: str, text: str) -> str:
    """Return a hint if `text`, in the contact field `name` of an office, looks like a person; "" otherwise."""
    if name == "contact_email" and is_like_a_persons_address(text):
        return _("This looks like the address of a person. Is there a mailbox that several people read?")
    if name in ("contact_name", "operating_unit") and (TITLES.search(f"{text} ") or begins_with_a_first_name(text)):
        return _("This looks like the name of a person. Name the office here, and the person below if need be.")
    return ""


def is_like_a_persons_address(address: str) -> bool:
    """Return whether the part before the @ looks like a first name and a surname ("j.muster")."""
    local = address.partition("@")[0]
    return bool(LIKE_A_NAME.fullmatch(local)) and not OFFICE_WORDS.search(local)


def begins_with_a_first_name(text: str) -> bool:
    """Return whether a text of two or three words begins with a first name ("Erika Muster"), and names no office."""
    words = text.split()
    return len(words) in (2, 3) and not OFFICE_WORDS.search(text) and fold(words[0]) in FIRST_NAMES


def check(form: forms.BaseForm, data: dict) -> None:
    """Add errors to `form` if its fields about the named person are incomplete or contradict each other.

    `data` is the cleaned data, without the fields that already have an error.
    """
    with_consent = data.get("person_basis") == Edition.Basis.CONSENT
    if not with_consent:
        data["person_consent_text"] = ""  # a select field without an empty choice always sends one
    if not any(data.get(name) for name in PERSON):
        return
    _require(form, data, "person_name", _("Say who it is, or empty the other fields about the person."))
    _require(form, data, "person_basis", _("Say on what basis this person is named."))
    _require(form, data, "person_until", _("Say until when this person may be named."))
    if with_consent:
        _require(form, data, "person_consent_on", _("Say when this person has consented."))
        _require(form, data, "person_consent_text", _("Say to which text this person has consented."))
    elif data.get("person_basis") and data.get("person_consent_on"):
        form.add_error("person_consent_on", _("This day belongs to a consent. Empty it, or choose consent as basis."))
    _check_days(form, data)


def _require(form, data, name, message):
    """Add an error to an empty field, unless it has one already."""
    if not data.get(name) and name not in form.errors:
        form.add_error(name, message)


def _check_days(form, data):
    today = timezone.localdate()
    until = data.get("person_until")
    consent = data.get("person_consent_on")
    if until and until < today:
        form.add_error("person_until", _("This day is over. Choose a later one, or empty all fields about the person."))
    elif until and until > last_day(today):
        form.add_error("person_until", _("Choose a day within the next %(n)s years.") % {"n": MOST_YEARS})
    if consent and consent > today:
        form.add_error("person_consent_on", _("This day has not come yet."))
