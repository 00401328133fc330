"""The format of a catalogue's CSV files: their columns, how cells are read, and what German words stand for."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from measures.intake.cell_choices import Choices
from measures.intake.reading import CONTROL
from measures.models import Edition, Source
from measures.steckbrief import FIELDS
from measures.steckbrief_fields import LONGEST_TEXT, Column, Personal
from municipalities.models import ModelProject, Municipality, Participation, State
from municipalities.plausible_dates import plausible_day, plausible_year
from municipalities.web_addresses import WebAddressField

COHORTS = {str(cohort.value): cohort for cohort in ModelProject.Cohort}
KINDS = {
    "Großstadt": ModelProject.Kind.LARGE_CITY,
    "Mittelstadt": ModelProject.Kind.MEDIUM_TOWN,
    "Kleinstadt/Landgemeinde": ModelProject.Kind.SMALL_TOWN,
    "Interkommunale Kooperation/Landkreis": ModelProject.Kind.COOPERATION,
}
LEVELS = {
    "Gemeinde": Municipality.Level.MUNICIPALITY,
    "Gemeindeverband": Municipality.Level.ASSOCIATION,
    "Kreis": Municipality.Level.DISTRICT,
    "Verband": Municipality.Level.REGION,
}
ARS_DIGITS = {
    Municipality.Level.MUNICIPALITY: 12,
    Municipality.Level.ASSOCIATION: 9,
    Municipality.Level.DISTRICT: 5,
    Municipality.Level.REGION: 0,
}
ROLES = {
    "federführend": Participation.Role.LEAD,
    "Partner": Participation.Role.PARTNER,
    "Mitgliedskommune": Participation.Role.MEMBER,
}
STATUSES = {
    "geplant": Edition.Status.PLANNED,
    "in Umsetzung": Edition.Status.IN_PROGRESS,
    "umgesetzt": Edition.Status.BUILT,
    "in Betrieb": Edition.Status.RUNNING,
    "abgeschlossen": Edition.Status.COMPLETED,
    "eingestellt": Edition.Status.STOPPED,
}
FUNDS = {
    "Haushalt": Edition.Funds.BUDGET,
    "Gebühren": Edition.Funds.FEES,
    "Sponsor": Edition.Funds.SPONSOR,
    "keins": Edition.Funds.NONE,
}
STOP_CAUSES = {
    "Geld": Edition.StopCause.MONEY,
    "Rückhalt": Edition.StopCause.BACKING,
    "Nachfrage": Edition.StopCause.DEMAND,
    "Technik": Edition.StopCause.TECHNOLOGY,
    "Recht": Edition.StopCause.LAW,
    "Personal": Edition.StopCause.STAFF,
    "Partner": Edition.StopCause.PARTNER,
    "ersetzt": Edition.StopCause.REPLACED,
    "anderes": Edition.StopCause.OTHER,
}
SOURCE_KINDS = {
    "Programm/KTS": Source.Kind.PROGRAMME,
    "Kommune/Projektseite": Source.Kind.MUNICIPALITY,
    "Presse/Fachmedien": Source.Kind.PRESS,
    "Partner/Dritte": Source.Kind.PARTNER,
    "Quelltext-Repository": Source.Kind.REPOSITORY,
}
CONFIDENCES = {"hoch": Source.Confidence.HIGH, "mittel": Source.Confidence.MEDIUM}

SOURCE_CODE = {
    "offengelegt": Edition.SourceCode.DISCLOSED,
    "zugesagt": Edition.SourceCode.PROMISED,
    "nicht nötig": Edition.SourceCode.NOT_NEEDED,
}

# Fields that details.csv can fill: those of one value and the software, except what only other files have
DETAIL_FIELDS = {
    field.name: field.column
    for field in FIELDS
    if isinstance(field.column, Column)
    and (field.column.kind in ("text", "choice", "year") or field.name == "solutions")
    and field.personal == Personal.NO
    and field.name not in ("title", "keywords", "title_en", "summary_en")
}
OTHER_NAMES = {"operation": ["operation_after_funding"], "lessons": ["what_did_not"]}

SOURCE_CODE_HOSTS = ("github.com", "www.github.com", "codeberg.org", "bitbucket.org", "opencode.de")


class PlainNumber(forms.IntegerField):
    """A number of digits only: Django's own field takes "128.000" for 128."""

    def to_python(self, value):
        if value and not re.fullmatch(r"-?\d{1,12}", value, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def text(longest, *, required=False):
    """Return a form field for a text of at most `longest` characters."""
    no_control = RegexValidator(CONTROL, "This text has a control character in it.", inverse_match=True)
    return forms.CharField(max_length=longest, required=required, validators=[no_control])


def pattern(regex, meaning, *, required=False):
    """Return a form field for a text all of which matches `regex`; `meaning` is the error message."""
    compiled = re.compile(rf"\A(?:{regex})\Z", re.ASCII)
    return forms.RegexField(compiled, error_messages={"invalid": meaning}, required=required)


def named(values):
    """Return Choices of {name: value}."""
    return Choices((value, [name]) for name, value in values.items())


def codes(values):
    """Return Choices of texts that stand for themselves."""
    return named({value: value for value in values})


ADDRESS = WebAddressField(
    max_length=500, required=False, error_messages={"invalid": "This is not the address of a web page."}
)
DAY = forms.DateField(
    input_formats=["%Y-%m-%d"],
    required=False,
    validators=[plausible_day],
    error_messages={"invalid": "This is not a date such as 2022-12-31."},
)
YEAR = PlainNumber(required=False, validators=[plausible_year])
STATES = codes(State.Code.values)
COMPARED = None  # not read by its column alone
FROM_ELSEWHERE = None  # what is allowed is known only when the other files or the database have been read

# What reads the cells of each column: a form field or Choices
COLUMNS = {
    "model_projects.csv": {
        "slug": pattern("[a-z0-9-]{1,100}", "This is not an address of a-z, 0-9 and hyphens.", required=True),
        "short_name": text(120, required=True),
        "official_name": text(200),
        "cohort_year": named(COHORTS),
        "states": STATES,
        "kind": named(KINDS),
        "website": ADDRESS,
        "lead_ags": pattern(r"\d{4,5}|\d{7,8}", "This is not a key of 8 digits (district: 5)."),
        "source_url": ADDRESS,
        "source_url_kind": ADDRESS,
        "note": text(2000),
    },
    "municipalities.csv": {
        "name": text(120, required=True),
        "official_name": text(120),
        "type": text(40),
        "level": named(LEVELS),
        "state": STATES,
        "ags": COMPARED,
        "ars": pattern(r"\d+", "This is not a key of digits only."),
        "population": PlainNumber(min_value=0, max_value=99_999_999, required=False),
        "population_date": DAY,
        "lat": forms.FloatField(min_value=47.0, max_value=55.2, required=False),
        "lon": forms.FloatField(min_value=5.8, max_value=15.1, required=False),
        "coord_source": text(120),
        "role": named(ROLES),
        "model_project": COMPARED,
        "model_project_slug": FROM_ELSEWHERE,
        "source_url": ADDRESS,
    },
    "measures.csv": {
        "id": text(80, required=True),
        "title": text(200, required=True),
        "model_project": COMPARED,
        "model_project_slug": FROM_ELSEWHERE,
        "solution_type": FROM_ELSEWHERE,
        "action_field": FROM_ELSEWHERE,
        "status": named(STATUSES),
        "url": ADDRESS,
        "start_year": YEAR,
        "end_year": YEAR,
        "description_de": text(500),
        "source_url": ADDRESS,
        "source_kind": named(SOURCE_KINDS),
        "confidence": named(CONFIDENCES),
    },
    "solutions.csv": {
        "slug": pattern("[a-z0-9-]{1,100}", "This is not an address of a-z, 0-9 and hyphens.", required=True),
        "name": text(80, required=True),
        "description": text(200),
        "description_en": text(200),
        "repository": ADDRESS,
        "licence": text(60),
        "documentation": ADDRESS,
        "website": ADDRESS,
        "source_url": ADDRESS,
    },
    "details.csv": {
        "measure_id": FROM_ELSEWHERE,
        "field": Choices(
            (name, [name, column.header, *column.also, *OTHER_NAMES.get(name, ())])
            for name, column in DETAIL_FIELDS.items()
        ),
        "value_de": COMPARED,
        "source_url": WebAddressField(
            max_length=500, error_messages={"invalid": "This is not the address of a web page."}
        ),
    },
    "effects.csv": {
        "measure_id": FROM_ELSEWHERE,
        "level": COMPARED,
        "indicator": COMPARED,
        "unit": COMPARED,
        "baseline": COMPARED,
        "target": COMPARED,
        "value": COMPARED,
        "date": COMPARED,
        "source_url": COMPARED,
    },
}
MAY_BE_MISSING = ("solutions.csv", "details.csv", "effects.csv")
OPTIONAL = {
    "municipalities.csv": {"district": text(120), "travel_region": text(120)},
    "details.csv": {"source_kind": named(SOURCE_KINDS)},
    "measures.csv": {"places": FROM_ELSEWHERE, "keywords": text(LONGEST_TEXT)},
}
# Headings of official tables and of our own interface, folded, and the columns that they stand for
HEADINGS = {
    "model_projects.csv": {
        "name": "short_name",
        "kurzname": "short_name",
        "projektname": "official_name",
        "staffel": "cohort_year",
        "jahr": "cohort_year",
        "lander": "states",
        "bundesland": "states",
        "bundeslander": "states",
        "art": "kind",
        "website": "website",
        "ags": "lead_ags",
        "quelle": "source_url",
        "hinweis": "note",
        "anmerkung": "note",
    },
    "municipalities.csv": {
        "gemeindename": "name",
        "gemeinde": "name",
        "amtlicher name": "official_name",
        "rechtsform": "type",
        "art": "type",
        "ebene": "level",
        "land": "state",
        "bundesland": "state",
        "amtlicher gemeindeschlussel": "ags",
        "amtlicher gemeindeschlussel ags": "ags",
        "gemeindeschlussel": "ags",
        "gemeindeschlussel ags": "ags",
        "ags": "ags",
        "amtlicher regionalschlussel": "ars",
        "amtlicher regionalschlussel ars": "ars",
        "regionalschlussel": "ars",
        "regionalschlussel ars": "ars",
        "ars": "ars",
        "einwohner": "population",
        "bevolkerung": "population",
        "bevolkerung insgesamt": "population",
        "stichtag": "population_date",
        "breitengrad": "lat",
        "langengrad": "lon",
        "quelle der koordinaten": "coord_source",
        "rolle": "role",
        "modellprojekt": "model_project",
        "kreis": "district",
        "landkreis": "district",
        "reisegebiet": "travel_region",
        "quelle": "source_url",
    },
    "measures.csv": {
        "titel": "title",
        "modellprojekt": "model_project",
        "losungstyp": "solution_type",
        "handlungsfeld": "action_field",
        "status": "status",
        "website": "url",
        "beginn": "start_year",
        "startjahr": "start_year",
        "ende": "end_year",
        "endjahr": "end_year",
        "kurzbeschreibung": "description_de",
        "quelle": "source_url",
        "art der quelle": "source_kind",
        "orte": "places",
        "suchworter": "keywords",
    },
    "solutions.csv": {"adresse": "slug", "beschreibung": "description", "lizenz": "licence", "quelle": "source_url"},
    "details.csv": {
        "massnahme": "measure_id",
        "id": "measure_id",
        "feld": "field",
        "wert": "value_de",
        "quelle": "source_url",
        "art der quelle": "source_kind",
    },
    "effects.csv": {
        "massnahme": "measure_id",
        "id": "measure_id",
        "stufe": "level",
        "kennzahl": "indicator",
        "einheit": "unit",
        "ausgangswert": "baseline",
        "ziel": "target",
        "wert": "value",
        "datum": "date",
        "quelle": "source_url",
    },
}


def with_zeros(key, *lengths):
    """Return a key of digits with the leading zero that a spreadsheet program has removed, if it has the length then.

    The keys of nine states begin with a zero. The state of a key is checked afterwards, so a wrong key is not taken.
    """
    return f"0{key}" if key.isdigit() and key[0] != "0" and len(key) + 1 in lengths else key
